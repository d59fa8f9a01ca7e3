"""Resending: a person puts a notice that no service took back into the outbox, key unchanged."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.domain.errors import JishenError
from jishen.domain.notice_errors import NotResendable
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.session import Store
from jishen.store.tables import OutboxMessage
from jishen.store.tables.messages import OutboxState

_SHORTEST_PREFIX = 8


@dataclass(frozen=True, slots=True)
class Resending:
    """Who wants a notice sent again, why, and when."""

    by: str
    why: str
    at: datetime


def resend(store: Store, key: str, asked: Resending) -> str:
    """Make a dead notice wait again with all its attempts before it; return its whole key.

    `key` may be the first eight or more characters. The key stays, so a receiver that got the
    notice after all knows the second copy.

    Raises:
        NotResendable: no such notice, several of that beginning, or it is not dead.
    """
    with store.act("resend") as session:
        message = _dead_message(session, key)
        message.state, message.due_at = OutboxState.WAITING, asked.at
        message.attempts = 0
        audit.append(
            session,
            at=asked.at,
            actor=Actor(asked.by, is_person=True),
            event="notice.resent",
            case_id=message.case_id,
            body={"notice": message.key, "why": asked.why},
        )
        return message.key


def _dead_message(session: Session, key: str) -> OutboxMessage:
    message = message_by_key(session, key, NotResendable)
    if message.state is not OutboxState.DEAD:
        detail = f"通知 {key} 并未停止发送，无须重发"
        raise NotResendable(detail)
    return message


def message_by_key(session: Session, key: str, fault: type[JishenError]) -> OutboxMessage:
    """Return the notice of a key or of its first eight or more characters, locked.

    Raises the given fault when there is none or more than one.
    """
    if len(key) < _SHORTEST_PREFIX:
        detail = f"通知编号 {key} 过短，请至少给出前 {_SHORTEST_PREFIX} 位"
        raise fault(detail)
    found = session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.key.startswith(key, autoescape=True))
        .with_for_update()
        .limit(2)
    ).all()
    if len(found) != 1:
        detail = f"{'没有' if not found else '有多条'}编号以 {key} 开头的通知"
        raise fault(detail)
    return found[0]
