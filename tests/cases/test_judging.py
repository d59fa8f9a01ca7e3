"""People judge who filed an entry: it holds, is undone by a date, and is asked again on changes."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from jishen.cases.judging import Judged, judge_entry, undo_judgement
from jishen.domain.errors import TransitionRefused
from jishen.domain.matches import Verdict
from jishen.store.audit import Actor
from jishen.store.entries import current_match
from jishen.store.session import Store
from jishen.store.tables import FilingEntry, MatchRecord, PersonJudgement
from tests.cases.publishing import (
    AT,
    Batch,
    cases_in,
    enterprise,
    identify,
    open_waiting,
    publish,
    read,
    row,
)
from tests.sample_registry import import_enterprises

LI = Actor("李审核（li）", is_person=True)
OURS = enterprise("广州样例甲科技有限公司")
PRINTED = "广州样例甲科技股份有限公司"
"""Another legal form: left to a person."""


@pytest.fixture
def listed(store: Store) -> str:
    import_enterprises(store, OURS)
    attachment = publish(store, row(1, PRINTED))
    identify(store)
    return attachment


def entry_id(store: Store) -> str:
    with store.reading() as session:
        return (
            session.scalars(select(FilingEntry.id).order_by(FilingEntry.row_number)).first() or ""
        )


def match_of(store: Store, entry: str) -> MatchRecord:
    with store.reading() as session:
        found = current_match(session, entry)
    assert found is not None
    return found


def judge(store: Store, verdict: Verdict, uscc: str | None = None, **values: object) -> None:
    entry = entry_id(store)
    said = {"why": "查询登记信息，为同一企业", "seen_round": match_of(store, entry).round} | values
    with store.act("judge") as session:
        judged = Judged(verdict, uscc, **said)  # type: ignore[arg-type]
        judge_entry(session, entry, judged, LI, AT)


@pytest.mark.usefixtures("listed")
def test_what_a_person_finds_to_be_the_same_opens_a_case(store: Store) -> None:
    before = match_of(store, entry_id(store))

    judge(store, Verdict.POSITIVE, OURS.uscc)
    open_waiting(store)

    after = match_of(store, entry_id(store))
    assert (before.verdict, after.verdict) == (Verdict.UNSURE, Verdict.POSITIVE)
    assert (after.rule, after.judged_by, after.uscc) == ("person/1", LI.name, OURS.uscc)
    assert "李审核（li）：查询登记信息，为同一企业" in str(after.reasons)
    assert len(cases_in(store)) == 1


@pytest.mark.usefixtures("listed")
def test_a_judgement_holds_when_the_registry_is_imported_again(store: Store) -> None:
    judge(store, Verdict.NEGATIVE, OURS.uscc)
    with store.act("match") as session:
        session.get_one(FilingEntry, entry_id(store)).needs_match = True

    identify(store)

    match = match_of(store, entry_id(store))
    assert (match.verdict, match.rule, match.uscc) == (Verdict.NEGATIVE, "person/1", None)


def test_a_row_that_changes_is_asked_about_again(store: Store, listed: str) -> None:
    judge(store, Verdict.NEGATIVE, OURS.uscc)
    read(store, listed, [row(1, PRINTED, remarks="更新备案主体名称")], "second", AT)

    identify(store)

    match = match_of(store, entry_id(store))
    assert (match.verdict, match.rule) == (Verdict.UNSURE, "person-changed/1")
    assert "此后清单所载有变化，须重新判断" in str(match.reasons)


@pytest.mark.usefixtures("listed")
def test_an_undone_judgement_is_kept_and_the_machine_judges_again(store: Store) -> None:
    judge(store, Verdict.NEGATIVE, OURS.uscc)

    with store.act("judge") as session:
        undo_judgement(session, entry_id(store), "看错了", LI, AT + timedelta(days=1))
    identify(store)

    with store.reading() as session:
        (kept,) = session.scalars(select(PersonJudgement))
    assert match_of(store, entry_id(store)).verdict is Verdict.UNSURE
    assert (kept.verdict, kept.undone_why, kept.undone_by) == (
        Verdict.NEGATIVE,
        "看错了",
        LI.name,
    )


@pytest.mark.usefixtures("listed")
def test_a_new_judgement_takes_the_place_of_the_old_one(store: Store) -> None:
    judge(store, Verdict.UNSURE)
    judge(store, Verdict.POSITIVE, OURS.uscc)

    with store.reading() as session:
        kept = session.scalars(select(PersonJudgement).order_by(PersonJudgement.id)).all()
    assert [each.undone_why for each in kept] == ["已重新判断", None]


@pytest.mark.usefixtures("listed")
def test_the_printed_name_is_known_from_then_on(store: Store) -> None:
    judge(store, Verdict.POSITIVE, OURS.uscc)
    publish(store, row(2, PRINTED), batch=Batch(period="2026年4月", announced_on=date(2026, 4, 12)))

    identify(store)

    with store.reading() as session:
        second = session.scalars(select(FilingEntry).where(FilingEntry.row_number == 2)).one()
    match = match_of(store, second.id)
    assert (match.verdict, match.uscc) == (Verdict.POSITIVE, OURS.uscc)


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(
    ("verdict", "uscc", "values", "said"),
    [
        (Verdict.POSITIVE, "91440105MA5XXXXXX1", {}, "企业名册中没有统一社会信用代码"),
        (Verdict.POSITIVE, None, {}, "（未填写）"),
        (Verdict.NEGATIVE, None, {"why": "  "}, "请填写判断理由和依据"),
        (Verdict.NEGATIVE, None, {"seen_round": 7}, "已由自动办理重新判断为“待人工判断”"),
    ],
)
def test_a_judgement_that_cannot_stand_is_refused(store, verdict, uscc, values, said) -> None:
    with pytest.raises(TransitionRefused, match=said):
        judge(store, verdict, uscc, **values)

    assert match_of(store, entry_id(store)).verdict is Verdict.UNSURE


@pytest.mark.usefixtures("listed")
def test_evidence_of_a_case_is_not_judged_anew(store: Store) -> None:
    judge(store, Verdict.POSITIVE, OURS.uscc)
    open_waiting(store)

    with pytest.raises(TransitionRefused, match="请先在案件中处理"):
        judge(store, Verdict.NEGATIVE, OURS.uscc)
    with (
        pytest.raises(TransitionRefused, match="请先在案件中处理"),
        store.act("judge") as session,
    ):
        undo_judgement(session, entry_id(store), "看错了", LI, AT)
