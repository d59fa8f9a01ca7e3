"""What was signed is void when the evidence changes; it is kept, and the signers are told."""

from collections.abc import Callable

import pytest
from sqlalchemy import update

from jishen.cases.awards import Award, AwardsFile, import_awards
from jishen.cases.deciding import decide
from jishen.cases.evidence import evidence_digest
from jishen.cases.leaving import hold, release_hold
from jishen.cases.reviewing import review, second_review
from jishen.cases.voiding import void_stale_approvals
from jishen.domain.case_errors import EvidenceChanged
from jishen.domain.states import CaseState
from jishen.store.approvals import approvals_in_force, approvals_of
from jishen.store.session import Store
from jishen.store.tables import (
    AwardCase,
    EnterpriseRecord,
    FilingEntry,
    MatchRecord,
    Payout,
    YearlyPool,
)
from tests.cases.living import (
    AT,
    FULL,
    LI,
    WANG,
    ZHANG,
    Office,
    asked,
    now,
    reviewed_by_two,
    walk_to,
)
from tests.cases.publishing import outbox_of

NUMBER = "HZ-2026-0001"
TWO = {"second_review_from_yuan": 200_000}


def digest(store: Store, office: Office) -> str:
    with store.reading() as session:
        case = session.get_one(AwardCase, now(store, NUMBER).id)
        return evidence_digest(session, case, office.claim)


def a_row_is_published_anew(store: Store, _office: Office) -> None:
    with store.act("entries") as session:
        session.execute(update(FilingEntry).values(title="改名算法", version=2))


def a_row_is_gone(store: Store, _office: Office) -> None:
    with store.act("entries") as session:
        session.execute(update(FilingEntry).values(missing_since=AT))


def the_judgement_is_another(store: Store, _office: Office) -> None:
    with store.act("match") as session:
        session.execute(update(MatchRecord).values(rule="another/1"))


def the_registry_says_another_name(store: Store, _office: Office) -> None:
    with store.act("registry") as session:
        session.execute(update(EnterpriseRecord).values(name="更名后的公司"))


def the_enterprise_changes_its_account(store: Store, office: Office) -> None:
    office.claims[now(store, NUMBER).id] = "c" * 64


CHANGES = (
    a_row_is_published_anew,
    a_row_is_gone,
    the_judgement_is_another,
    the_registry_says_another_name,
    the_enterprise_changes_its_account,
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_f12_f14_what_is_evidence_voids_the_approvals_when_it_changes(
    one: Store, office: Office, change: Callable[[Store, Office], None]
) -> None:
    terms = office.terms(**TWO)
    reviewed_by_two(one, NUMBER, terms)
    change(one, office)

    (voided,) = void_stale_approvals(one, terms)

    with one.reading() as session:
        signed = approvals_of(session, now(one, NUMBER).id)
    told = [str(m.subject) for m in outbox_of(one) if "作废" in str(m.subject)]
    assert voided.approvers == ("p-zhang（本人）", "p-li（本人）")
    assert now(one, NUMBER).state is CaseState.SUBSTANTIVE_REVIEW
    assert [(a.voided_at, a.voided_why) for a in signed] == [(AT, "审核依据在签署之后有变化")] * 2
    assert len(told) == 1
    assert "p-zhang（本人）、p-li（本人）" in told[0]
    assert void_stale_approvals(one, terms) == []


def test_f12_a_change_between_the_two_reviews_is_found_by_the_second(
    one: Store, office: Office
) -> None:
    terms = office.terms(**TWO)
    walk_to(one, NUMBER, CaseState.SUBSTANTIVE_REVIEW, terms)
    review(one, ZHANG, FULL, asked(one, NUMBER), terms)
    a_row_is_published_anew(one, office)

    with pytest.raises(EvidenceChanged, match="已退回实质审核"):
        second_review(one, LI, asked(one, NUMBER), terms)

    with one.reading() as session:
        assert approvals_in_force(session, now(one, NUMBER).id) == []
    assert now(one, NUMBER).state is CaseState.SUBSTANTIVE_REVIEW


def test_f14_an_account_changed_while_the_approver_reads_is_not_paid(
    one: Store, office: Office
) -> None:
    terms = office.terms()
    walk_to(one, NUMBER, CaseState.AWAITING_DECISION, terms)
    form = asked(one, NUMBER, evidence_sha256=digest(one, office))
    the_enterprise_changes_its_account(one, office)

    with pytest.raises(EvidenceChanged, match="在您打开之后有变化"):
        decide(one, WANG, form, terms)
    with pytest.raises(EvidenceChanged, match="已退回实质审核"):
        decide(one, WANG, asked(one, NUMBER), terms)

    with one.reading() as session:
        assert session.get(Payout, now(one, NUMBER).id) is None


def test_f46_an_amount_that_comes_out_differently_goes_back_with_the_difference(
    one: Store, office: Office
) -> None:
    terms = office.terms()
    case = walk_to(one, NUMBER, CaseState.AWAITING_DECISION, terms)
    import_awards(one, AwardsFile("x", "b" * 64, 1, 0), [award(case.uscc, 50_000)], at=AT, by="x")

    with pytest.raises(EvidenceChanged, match="应付 200,000 元 → 150,000 元"):
        decide(one, WANG, asked(one, NUMBER), terms)

    review(one, ZHANG, FULL, asked(one, NUMBER), terms)
    assert now(one, NUMBER).payable_yuan == 150_000


def award(uscc: str, amount: int) -> Award:
    return Award(uscc, "样例", 3, 2025, AT.date(), amount, amount // 2, amount // 2, "样例文号")


def test_the_same_evidence_has_the_same_digest_and_other_evidence_another(
    one: Store, office: Office
) -> None:
    first = digest(one, office)
    again = digest(one, office)
    a_row_is_published_anew(one, office)

    assert first == again
    assert digest(one, office) != first


def test_what_changes_with_other_cases_is_not_evidence(one: Store, office: Office) -> None:
    before = digest(one, office)
    with one.act("awards") as session:
        session.execute(update(YearlyPool).values(used_yuan=1_000_000))

    assert digest(one, office) == before


def test_evidence_that_changes_while_a_case_is_held_is_found_when_it_goes_on(
    one: Store, office: Office
) -> None:
    terms = office.terms()
    walk_to(one, NUMBER, CaseState.AWAITING_DECISION, terms)
    hold(one, WANG, asked(one, NUMBER), terms)
    a_row_is_published_anew(one, office)

    done = release_hold(one, WANG, asked(one, NUMBER), terms)

    assert (done.state, done.note) == (
        CaseState.SUBSTANTIVE_REVIEW,
        "暂缓期间审核依据有变化",
    )
