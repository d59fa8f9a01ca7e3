"""Taking a claim: one transaction, once, sealed, checked; on both databases."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from jishen.cases.claim_records import contact_of, payee_of
from jishen.cases.claims import Submitted, Taken, submit_claim
from jishen.cases.links import revoke_links
from jishen.cases.not_ours import Said, say_not_ours
from jishen.cases.recomputing import Comparison, recompute
from jishen.cases.records_json import from_json
from jishen.domain.claims import Answer, CheckResult, ClaimCheck, Filled
from jishen.domain.decisions import CaseFacts, Outcome
from jishen.domain.enterprises import ZoneStatus
from jishen.domain.states import CaseState
from jishen.domain.windows import ApplicationWindow, WindowMode
from jishen.store import audit
from jishen.store.cases import decision_of
from jishen.store.claims import claims_of, current_claim, declarations_of
from jishen.store.links import open_link
from jishen.store.tables import AuditEntry, Claim, OutboxMessage
from rules import POLICIES
from tests.claims.test_links import everything_in
from tests.claims.worlds import (
    ACCOUNT,
    CONTACT,
    LATER,
    PAYEE,
    SEAL,
    ClaimWorld,
    declared,
    form,
    submission,
    terms,
)


def checks_in(world: ClaimWorld) -> dict[str, CheckResult]:
    with world.store.reading() as session:
        claim = current_claim(session, world.case.id)
        assert claim is not None
        return {c.key: c.result for c in from_json(list[ClaimCheck], claim.checks)}


def test_a_claim_moves_the_case_and_tells_the_reviewers_in_one_act(
    both: ClaimWorld,
) -> None:
    taken = submit_claim(both.store, submission(both.token), terms())

    with both.store.reading() as session:
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.event == "claim.submitted")
        ).one()
        message = session.scalars(
            select(OutboxMessage).where(OutboxMessage.event == "case_waiting")
        ).one()
        fault = audit.verify(session)
    assert taken == Submitted(Taken.NEW, 1)
    assert both.case.state is CaseState.SUBMITTED
    assert entry.actor == f"企业 {both.case.uscc}"
    assert isinstance(message.subject, dict)
    assert str(message.subject["why"]).startswith(
        "企业提交申报（2026-03-12 20:00）。自动核对 11 项"
    )
    assert fault is None


def test_the_account_and_the_contact_are_nowhere_in_the_clear(told: ClaimWorld) -> None:
    submit_claim(told.store, submission(told.token), terms())

    kept = everything_in(told.store)
    assert ACCOUNT not in kept
    assert CONTACT.phone not in kept
    assert CONTACT.mail not in kept
    assert CONTACT.name not in kept
    assert told.token not in kept


def test_who_has_the_keys_reads_what_was_typed(told: ClaimWorld) -> None:
    submit_claim(told.store, submission(told.token), terms())

    with told.store.reading() as session:
        claim = current_claim(session, told.case.id)
        assert claim is not None
        assert payee_of(SEAL, claim) == PAYEE
        assert contact_of(SEAL, claim) == CONTACT
        assert claim.payee_masked.endswith("0987　中国银行广州琶洲支行")
        assert claim.contact_masked == "欧**　*********78　c***@sample.example"


def test_equal_accounts_have_different_digests(told: ClaimWorld) -> None:
    submit_claim(told.store, submission(told.token), terms())
    told.set_state(state=CaseState.CORRECTION_REQUESTED)
    submit_claim(told.store, submission(told.token, "b" * 32), terms())

    with told.store.reading() as session:
        first, second = claims_of(session, told.case.id)
    assert first.payee_sha256 != second.payee_sha256


def test_the_same_form_sent_again_is_the_same_claim(both: ClaimWorld) -> None:
    first = submit_claim(both.store, submission(both.token), terms())

    again = submit_claim(both.store, submission(both.token), terms(LATER + timedelta(minutes=1)))

    assert (first.taken, again) == (Taken.NEW, Submitted(Taken.KNOWN, 1))
    with both.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Claim)) == 1


def test_of_two_devices_one_confirms_and_the_other_is_told_the_state(
    both: ClaimWorld,
) -> None:
    barrier = threading.Barrier(2)
    taken: list[Taken] = []

    def send(action_key: str) -> None:
        barrier.wait()
        taken.append(submit_claim(both.store, submission(both.token, action_key), terms()).taken)

    threads = [threading.Thread(target=send, args=(key * 32,)) for key in "ab"]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(taken) == [Taken.NEW, Taken.STATE]


def test_a_link_that_was_revoked_meanwhile_claims_nothing(told: ClaimWorld) -> None:
    revoke_links(told.store, told.case.case_number, by="张三", why="样例", at=LATER)

    assert submit_claim(told.store, submission(told.token), terms()).taken is Taken.NO_LINK
    assert told.case.state is CaseState.ENTERPRISE_NOTIFIED


def test_before_its_window_nothing_is_claimed(told: ClaimWorld) -> None:
    opens = date(2026, 4, 1)
    windows = (ApplicationWindow("第三批", WindowMode.DATED, opens, date(2026, 5, 1), "通知"),)

    early = submit_claim(told.store, submission(told.token), terms(windows=windows))
    on_time = submit_claim(
        told.store, submission(told.token), terms(LATER + timedelta(days=20), windows=windows)
    )

    assert (early.taken, on_time.taken) == (Taken.WINDOW, Taken.NEW)


@pytest.mark.parametrize(
    "state", [CaseState.ON_HOLD, CaseState.SUBSTANTIVE_REVIEW, CaseState.PAID, CaseState.EXPIRED]
)
def test_in_other_states_nothing_is_claimed(told: ClaimWorld, state: CaseState) -> None:
    told.set_state(state=state)

    assert submit_claim(told.store, submission(told.token), terms()).taken is Taken.STATE


def test_whoever_said_that_it_is_not_theirs_cannot_claim_it(told: ClaimWorld) -> None:
    say_not_ours(told.store, Said(told.token, "", LATER, ("审核组",)))

    assert submit_claim(told.store, submission(told.token), terms()).taken is Taken.NOT_OURS


def test_the_checks_are_done_when_the_reviewer_looks(told: ClaimWorld) -> None:
    submit_claim(told.store, submission(told.token), terms())

    assert checks_in(told) == {
        "uscc": CheckResult.ATTENTION,  # the sample's code has no check character
        "payee": CheckResult.PASSED,
        "in_force": CheckResult.PASSED,
        "printed_name": CheckResult.PASSED,
        "zone": CheckResult.PASSED,
        "premises": CheckResult.PASSED,
        "dates": CheckResult.PASSED,
        "money": CheckResult.ATTENTION,
        "declarations": CheckResult.PASSED,
        "files": CheckResult.ATTENTION,
        "calendar": CheckResult.PASSED,
    }


def test_what_is_declared_goes_into_the_decision_and_can_be_recomputed(
    both: ClaimWorld,
) -> None:
    said = declared(operates_in_zone=Answer.NO, same_category_award=Answer.YES)
    filled = Filled(PAYEE, CONTACT, said)

    submit_claim(both.store, submission(both.token, filled=filled), terms())

    with both.store.reading() as session:
        record = decision_of(session, both.case.id)
        assert record is not None
        facts = from_json(CaseFacts, record.facts)
        compared = recompute(session, {"haizhu_2024": POLICIES["haizhu_2024"].decide})
    assert record.occasion == "claim:1"
    assert facts.submitted_on == date(2026, 3, 12)
    assert facts.same_category_award_this_year is True
    assert facts.operating_zone_status is ZoneStatus.OUT
    assert record.outcome is not Outcome.ELIGIBLE
    assert both.case.outcome is record.outcome
    assert {one.comparison for one in compared} == {Comparison.SAME}


def test_answers_are_kept_with_the_words_they_were_given_to(told: ClaimWorld) -> None:
    submit_claim(told.store, submission(told.token), terms())

    with told.store.reading() as session:
        claim = current_claim(session, told.case.id)
        assert claim is not None
        kept = {d.key: (d.statement, d.answer) for d in declarations_of(session, claim.id)}
    assert kept == {one.key: (one.text.zh, one.expected) for one in form().declarations}


def test_a_correction_is_a_new_version_and_keeps_what_is_left_empty(
    both: ClaimWorld,
) -> None:
    submit_claim(both.store, submission(both.token), terms())
    both.set_state(state=CaseState.CORRECTION_REQUESTED)
    only_contact = Filled(None, replace(CONTACT, phone="020-89001234"), declared())

    taken = submit_claim(both.store, submission(both.token, "b" * 32, filled=only_contact), terms())

    with both.store.reading() as session:
        first, second = claims_of(session, both.case.id)
    assert taken == Submitted(Taken.NEW, 2)
    assert both.case.state is CaseState.FORM_CHECK
    assert payee_of(SEAL, second) == PAYEE
    assert contact_of(SEAL, first) == CONTACT
    assert first.content_sha256 != second.content_sha256


def test_another_account_in_a_correction_asks_for_a_call(told: ClaimWorld) -> None:
    submit_claim(told.store, submission(told.token), terms())
    told.set_state(state=CaseState.CORRECTION_REQUESTED)
    other = Filled(replace(PAYEE, account_number="4405016043210000111"), None, declared())

    submit_claim(told.store, submission(told.token, "b" * 32, filled=other), terms())

    assert checks_in(told)["payee"] is CheckResult.ATTENTION


def test_a_claim_keeps_the_link_open_to_follow_it(told: ClaimWorld) -> None:
    submit_claim(told.store, submission(told.token), terms())

    with told.store.reading() as session:
        assert open_link(session, told.token, LATER + timedelta(days=364)) is not None
        assert open_link(session, told.token, LATER + timedelta(days=366)) is None


def test_a_key_of_another_case_does_not_show_that_case(told: ClaimWorld) -> None:
    submit_claim(told.store, submission(told.token), terms())
    with told.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE claim SET action_key = 'other'")

    taken = submit_claim(told.store, submission(told.token, "c" * 32), terms())

    assert taken == Submitted(Taken.STATE)
