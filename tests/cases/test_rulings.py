"""Rulings: proposed, tried, applied; undecided cases are decided anew, decided ones never."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from jishen.cases.records_json import from_json
from jishen.cases.redeciding import CALLED_OFF, RedecidingTerms
from jishen.cases.rulings import apply_ruling, propose_ruling, redecide_waiting, what_if
from jishen.domain.decisions import Decision, Outcome
from jishen.domain.enterprises import EnterpriseKind
from jishen.domain.errors import RulingFault
from jishen.domain.notices import NoticeEvent
from jishen.domain.rulings import Ruling
from jishen.domain.states import CaseState
from jishen.store import audit
from jishen.store.audit import trail_of
from jishen.store.session import Store
from jishen.store.tables import Approval, DecisionRecord, OutboxMessage
from jishen.store.tables.messages import OutboxState
from tests.cases.publishing import (
    AT,
    DAY,
    MACHINE,
    POLICY,
    TERMS,
    Batch,
    cases_in,
    enterprise,
    number,
    outbox_of,
    publish,
    row,
    work_through,
)
from tests.sample_registry import import_enterprises

LONG_AGO = Batch(period="2025年6月", announced_on=date(2025, 6, 1), is_baseline=True)
LATER = AT + timedelta(hours=1)
REDECIDING = RedecidingTerms(POLICY.policy_id, POLICY.decide, MACHINE, LATER, ("审核组",))
COUNTS = Ruling("Q8", "counts", DAY, "解释单位", "样例复函〔2026〕1号")
EXCLUDED = replace(COUNTS, reading="excluded", document="样例复函〔2026〕2号")
MOVED = Ruling("Q4", "at_filing", DAY, "解释单位", "样例复函〔2026〕3号")
CONFIRM = Ruling("Q14", "per_case", DAY, "解释单位", "样例复函〔2026〕4号")
NO_SUPPORTERS = Ruling("Q7", "excluded", DAY, "解释单位", "样例复函〔2026〕5号")


def propose(store: Store, ruling: Ruling = COUNTS) -> int:
    return propose_ruling(store, POLICY.policy_id, POLICY.questions, ruling, by="张三", at=AT)


def apply(
    store: Store, ruling: Ruling = COUNTS, at_terms: RedecidingTerms = REDECIDING
) -> list[str]:
    return apply_ruling(store, propose(store, ruling), at_terms, by="李四")


def institution(store: Store) -> None:
    """Open a case of a public institution: held, because Q8 is open."""
    import_enterprises(store, enterprise(kind=EnterpriseKind.PUBLIC_INSTITUTION))
    publish(store, row(1))
    work_through(store)


def decisions(store: Store) -> list[Decision]:
    with store.reading() as session:
        found = session.scalars(select(DecisionRecord.decision).order_by(DecisionRecord.id))
        return [from_json(Decision, stored) for stored in found]


def test_a_proposed_ruling_changes_nothing(store: Store) -> None:
    institution(store)

    propose(store)

    assert cases_in(store)[0].state is CaseState.ON_HOLD
    assert redecide_waiting(store, REDECIDING) == []


def test_a_trial_shows_what_a_ruling_would_change_and_writes_nothing(store: Store) -> None:
    institution(store)

    with store.reading() as session:
        (tried,) = what_if(session, POLICY.policy_id, POLICY.decide, COUNTS, LATER)

    assert (tried.before.outcome, tried.after.outcome) == (Outcome.ON_HOLD, Outcome.ELIGIBLE)
    assert tried.is_changed
    assert len(decisions(store)) == 1


def test_a_trial_tells_a_case_that_would_stay_as_it_is(store: Store) -> None:
    institution(store)

    with store.reading() as session:
        (tried,) = what_if(session, POLICY.policy_id, POLICY.decide, NO_SUPPORTERS, LATER)

    assert not tried.is_changed


def test_an_applied_ruling_adds_a_decision_and_opens_the_held_case(store: Store) -> None:
    institution(store)

    done = apply(store)

    (case,) = cases_in(store)
    first, second = decisions(store)
    assert done == [case.case_number]
    assert (case.state, case.outcome, case.payable_yuan) == (
        CaseState.OPENED,
        Outcome.ELIGIBLE,
        200_000,
    )
    assert (first.outcome, second.outcome) == (Outcome.ON_HOLD, Outcome.ELIGIBLE)
    assert "样例复函〔2026〕1号" in second.trace[0].ruling


def test_reviewers_are_told_what_changed_and_the_enterprise_that_its_case_is_open(
    store: Store,
) -> None:
    institution(store)

    apply(store)

    told = {message.event: message for message in outbox_of(store)}
    assert set(told) == {NoticeEvent.CASE_WAITING, NoticeEvent.FILING_SEEN}
    assert told[NoticeEvent.CASE_WAITING].subject["why"] == (
        "适用解释 Q8（样例复函〔2026〕1号）后重新测算："
        "暂缓，待条件核实，应付上限 200,000 元 → 符合条件，应付上限 200,000 元"
    )


def test_the_trail_keeps_proposal_application_and_each_case(store: Store) -> None:
    institution(store)

    apply(store)

    with store.reading() as session:
        trail = trail_of(session, cases_in(store)[0].id)
        fault = audit.verify(session)
    assert [entry.event for entry in trail] == ["case.opened", "case.redecided"]
    assert fault is None


def test_a_ruling_applied_twice_decides_anew_once(store: Store) -> None:
    institution(store)
    ruling_id = propose(store)
    apply_ruling(store, ruling_id, REDECIDING, by="李四")

    again = apply_ruling(store, ruling_id, replace(REDECIDING, at=LATER + timedelta(1)), by="王五")

    assert again == []
    assert len(decisions(store)) == 2


def test_a_decided_case_is_never_touched(store: Store) -> None:
    institution(store)
    (case,) = cases_in(store)
    with store.act("release") as session:
        session.add(
            Approval(
                case_id=case.id,
                approver="王五",
                person_id="p-wang",
                step="approve",
                opinion="同意",
                evidence_sha256="0" * 64,
                approved_at=AT,
            )
        )

    done = apply(store)

    assert done == []
    assert cases_in(store)[0].outcome is Outcome.ON_HOLD
    assert len(decisions(store)) == 1


def test_a_case_that_needs_no_further_award_is_closed_for_rulings_too(store: Store) -> None:
    institution(store)
    apply(store)
    publish(store, row(2))
    work_through(store)

    with store.reading() as session:
        tried = what_if(session, POLICY.policy_id, POLICY.decide, CONFIRM, LATER)

    assert {each.case.state for each in tried} <= {CaseState.OPENED}


def test_what_a_ruling_refuses_waits_for_a_person_to_refuse_it(store: Store) -> None:
    institution(store)

    apply(store, EXCLUDED)

    (case,) = cases_in(store)
    assert (case.state, case.outcome, case.payable_yuan) == (
        CaseState.ON_HOLD,
        Outcome.NOT_ELIGIBLE,
        0,
    )


def test_a_notice_not_yet_sent_is_called_off_and_sent_when_the_case_opens_again(
    store: Store,
) -> None:
    import_enterprises(store, enterprise())
    publish(store, row(1, category_or_role="服务技术支持者"))
    work_through(store)

    apply(store, NO_SUPPORTERS)
    called_off = letter_of(store)
    back = replace(NO_SUPPORTERS, reading="counts", document="样例复函〔2026〕6号")
    apply(store, back, replace(REDECIDING, at=LATER + timedelta(hours=1)))

    assert (called_off.state, called_off.last_detail) == (OutboxState.DEAD, CALLED_OFF)
    assert letter_of(store).state is OutboxState.WAITING
    assert cases_in(store)[0].state is CaseState.OPENED


def letter_of(store: Store) -> OutboxMessage:
    (letter,) = [m for m in outbox_of(store) if m.event is NoticeEvent.FILING_SEEN]
    return letter


def test_a_question_more_tells_reviewers_though_the_outcome_stays(store: Store) -> None:
    import_enterprises(store, enterprise())
    publish(store, row(1))
    work_through(store)

    apply(store, CONFIRM)

    (case,) = cases_in(store)
    assert (case.state, case.version) == (CaseState.OPENED, 2)
    assert [m.event for m in outbox_of(store)].count(NoticeEvent.CASE_WAITING) == 1


def test_a_backlog_case_is_decided_anew_and_nobody_is_told(store: Store) -> None:
    import_enterprises(store, enterprise(kind=EnterpriseKind.PUBLIC_INSTITUTION))
    publish(store, row(1), batch=LONG_AGO)
    work_through(store)

    apply(store)

    (case,) = cases_in(store)
    assert (case.state, case.outcome) == (CaseState.BACKLOG, Outcome.ELIGIBLE)
    assert outbox_of(store) == []


def test_a_case_opened_after_a_ruling_is_read_by_it(store: Store) -> None:
    apply(store)

    institution(store)

    assert cases_in(store)[0].state is CaseState.OPENED


def test_a_ruling_whose_day_has_not_come_is_not_applied(store: Store) -> None:
    institution(store)

    with pytest.raises(RulingFault, match="2026-03-13 起施行"):
        apply(store, replace(COUNTS, holds_from=date(2026, 3, 13)))

    assert len(decisions(store)) == 1


@pytest.mark.parametrize(
    ("ruling", "says"),
    [
        (replace(COUNTS, question="Q99"), "没有问题“Q99”"),
        (replace(COUNTS, reading="maybe"), "可用：hold、counts、excluded"),
        (replace(COUNTS, document=" "), "须载明签署单位和文件"),
        (replace(COUNTS, signed_by=""), "须载明签署单位和文件"),
    ],
)
def test_a_ruling_that_the_register_cannot_carry_is_refused(store: Store, ruling, says) -> None:
    with pytest.raises(RulingFault, match=says):
        propose(store, ruling)


def test_the_same_document_is_entered_once(store: Store) -> None:
    propose(store)

    with pytest.raises(RulingFault, match="已经登记"):
        propose(store)


def test_a_ruling_that_is_not_there_cannot_be_applied(store: Store) -> None:
    with pytest.raises(RulingFault, match="没有编号为 7 的解释"):
        apply_ruling(store, 7, REDECIDING, by="李四")


def test_a_case_opened_on_another_number_is_not_confused(store: Store) -> None:
    import_enterprises(store, enterprise())
    publish(store, row(1, filing_number=number(1, "440106")))
    work_through(store)

    apply(store, MOVED)

    (case,) = cases_in(store)
    assert (case.outcome, case.payable_yuan) == (Outcome.NOT_ELIGIBLE, 0)
    assert TERMS.policy_id == case.policy_id
