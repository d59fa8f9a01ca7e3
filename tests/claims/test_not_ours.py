"""'Not ours': recorded once, the case's notices stop, the reviewers have a task."""

import pytest
from sqlalchemy import select

from flows.deliver import deliver_all
from jishen.cases.claims import Taken, submit_claim
from jishen.cases.links import send_again
from jishen.cases.not_ours import CALLED_OFF, Said, Settling, say_not_ours, settle_not_ours
from jishen.domain.claim_errors import ClaimFault
from jishen.domain.states import CaseState
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.claims import open_not_ours
from jishen.store.tables import AuditEntry, NotOurs, OutboxMessage
from jishen.store.tables.messages import OutboxState
from tests.claims.worlds import LATER, ClaimWorld, submission, terms


def said(world: ClaimWorld, words: str = "") -> Said:
    return Said(world.token, words, LATER, ("审核组",))


def settle(world: ClaimWorld, how: str) -> None:
    with world.store.act("not_ours") as session:
        settling = Settling(Actor("张三", is_person=True), how, LATER)
        settle_not_ours(session, world.case.case_number, settling)


def whys(world: ClaimWorld) -> list[str]:
    with world.store.reading() as session:
        messages = session.scalars(
            select(OutboxMessage).where(OutboxMessage.event == "case_waiting")
        ).all()
    return [str(m.subject["why"]) for m in messages if isinstance(m.subject, dict)]


def test_it_is_recorded_and_the_reviewers_are_told(both: ClaimWorld) -> None:
    done = say_not_ours(both.store, said(both, "不是我们公司"))

    with both.store.reading() as session:
        record = open_not_ours(session, both.case.id)
        events = session.scalars(select(AuditEntry.event)).all()
        fault = audit.verify(session)
    assert done
    assert record is not None
    assert record.words == "不是我们公司"
    assert "claim.not_ours" in events
    assert whys(both)[0].startswith("企业称所载备案不是本单位的（2026-03-12）")
    assert both.case.state is CaseState.ENTERPRISE_NOTIFIED
    assert fault is None


def test_said_twice_it_is_one_task(told: ClaimWorld) -> None:
    first = say_not_ours(told.store, said(told))
    again = say_not_ours(told.store, said(told))

    with told.store.reading() as session:
        records = session.scalars(select(NotOurs)).all()
    assert (first, again, len(records), len(whys(told))) == (True, True, 1, 1)


def test_a_notice_that_waits_is_not_sent_any_more(both: ClaimWorld) -> None:
    send_again(both.store, both.case.case_number, by="张三", why="样例", at=LATER)

    say_not_ours(both.store, said(both))

    sent = deliver_all(both.settings)
    with both.store.reading() as session:
        letter = session.scalars(
            select(OutboxMessage).where(OutboxMessage.audience == "enterprise")
        ).one()
    assert (letter.state, letter.last_detail) == (OutboxState.ACCEPTED, CALLED_OFF)
    assert sent.accepted == 0


def test_after_the_claim_it_cannot_be_said(told: ClaimWorld) -> None:
    submit_claim(told.store, submission(told.token), terms())

    assert not say_not_ours(told.store, said(told))


def test_once_settled_the_enterprise_may_claim_after_all(told: ClaimWorld) -> None:
    say_not_ours(told.store, said(told))

    settle(told, "企业来电：误点")

    assert submit_claim(told.store, submission(told.token), terms()).taken is Taken.NEW


def test_what_nobody_said_cannot_be_settled(told: ClaimWorld) -> None:
    with pytest.raises(ClaimFault):
        settle(told, "样例")


def test_nobody_settles_it_without_a_word(told: ClaimWorld) -> None:
    say_not_ours(told.store, said(told))

    with pytest.raises(ClaimFault):
        settle(told, " ")
