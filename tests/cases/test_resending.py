"""Sending again what no service took: by a person, with a reason, under the same key."""

from dataclasses import replace
from datetime import timedelta

import pytest

from jishen.cases import claiming, outbox
from jishen.cases.outbox import Result
from jishen.cases.resending import Resending, resend
from jishen.domain.lanes import Elsewhere
from jishen.domain.notice_errors import NotResendable
from jishen.domain.notices import Audience, NoticeEvent
from jishen.store.notice_health import Stuck, stuck_notices
from jishen.store.session import Store
from jishen.store.tables import AuditEntry, OutboxMessage
from jishen.store.tables.messages import OutboxState
from tests.cases.publishing import AT

REFUSED = Result("refused", "地址无效", "mail", "a***", "1", "题", "文")
ASKED = Resending("经办甲", "邮箱已改正", AT + timedelta(days=1))
HOUR = timedelta(hours=1)


def put(store: Store, about: str = "one") -> str:
    with store.act("health") as session:
        return outbox.put(
            session,
            NoticeEvent.SOURCE_FAULT,
            Audience.OPERATORS,
            "值班",
            subject={"about": about},
            at=AT,
        )


def refuse(store: Store) -> None:
    with store.act("claim") as session:
        (message,) = claiming.claim(session, Elsewhere(), at=AT, limit=1).messages
    with store.act("record_delivery") as session:
        outbox.record(session, message, REFUSED, at=AT)


def test_dead_notice_waits_again_under_its_key_and_the_act_is_kept(store: Store) -> None:
    key = put(store)
    refuse(store)

    said = resend(store, key[:8], ASKED)

    with store.reading() as session:
        message = session.get_one(OutboxMessage, key)
        entry = session.query(AuditEntry).filter_by(event="notice.resent").one()
    assert said == key
    assert (message.state, message.due_at, message.attempts) == (OutboxState.WAITING, ASKED.at, 0)
    assert (entry.actor, entry.actor_kind) == ("经办甲", "person")
    assert "邮箱已改正" in entry.body


def test_notice_that_still_waits_is_not_sent_twice(store: Store) -> None:
    key = put(store)

    with pytest.raises(NotResendable, match="并未停止发送"):
        resend(store, key, ASKED)


@pytest.mark.parametrize("key", ["", "0" * 64, "%" * 8, "short"])
def test_key_of_no_notice_says_so(store: Store, key: str) -> None:
    put(store)
    refuse(store)

    with pytest.raises(NotResendable):
        resend(store, key, ASKED)


def test_dead_and_late_notices_are_counted_with_the_channel_they_failed_on(store: Store) -> None:
    put(store)
    refuse(store)
    put(store, "two")

    with store.reading() as session:
        at_once = stuck_notices(session, written_before=AT - HOUR)
        later = stuck_notices(session, written_before=AT + HOUR)

    assert at_once == Stuck(dead=1, late=0, oldest_at=AT, channels=("mail",))
    assert later == replace(at_once, late=1)


def test_notice_that_waits_for_office_hours_is_not_late(store: Store) -> None:
    key = put(store)
    with store.act("arrange") as session:
        session.get_one(OutboxMessage, key).due_at = AT + 14 * HOUR

    with store.reading() as session:
        stuck = stuck_notices(session, written_before=AT + 2 * HOUR)

    assert stuck.late == 0


def test_nothing_is_stuck_when_nothing_was_written(store: Store) -> None:
    with store.reading() as session:
        stuck = stuck_notices(session, written_before=AT)

    assert stuck == Stuck(dead=0, late=0, oldest_at=None, channels=())
