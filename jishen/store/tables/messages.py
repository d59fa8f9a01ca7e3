"""Tables of the outbox: what must be said, and every attempt to say it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from jishen.domain.notices import Audience, NoticeEvent
from jishen.store.tables.base import Base, CanonicalJson, JsonValue, Sha256, UtcDateTime, one_of


class OutboxState(StrEnum):
    """How far a message has come; 'accepted' means accepted by the service, no more."""

    WAITING = "waiting"
    SENDING = "sending"
    ACCEPTED = "accepted"
    DEAD = "dead"


class OutboxMessage(Base):
    """A message that must be sent, written in the transaction of the act it tells of."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "state", "due_at"),)

    key: Mapped[str] = mapped_column(Sha256, primary_key=True)
    """Derived from event, subject and recipient: the same act gives the same key."""
    event: Mapped[NoticeEvent] = mapped_column(one_of(NoticeEvent, "event"))
    audience: Mapped[Audience] = mapped_column(one_of(Audience, "audience"))
    recipient: Mapped[str] = mapped_column(Text)
    """An enterprise's USCC, or the name of a recipient in the settings."""
    case_id: Mapped[str | None] = mapped_column(ForeignKey("award_case.id"), index=True)
    source_key: Mapped[str | None] = mapped_column(String(60))
    subject: Mapped[JsonValue] = mapped_column(CanonicalJson)
    """Ids and facts fixed by the act; the rest is read when the message is rendered."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[OutboxState] = mapped_column(one_of(OutboxState, "state"))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_number: Mapped[int] = mapped_column(Integer, default=0)
    """Fencing: a sender that lost its lease cannot record its result."""
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_detail: Mapped[str] = mapped_column(Text, default="")


class DeliveryAttempt(Base):
    """One attempt to send: where to, what came of it, and the text that was sent."""

    __tablename__ = "delivery_attempt"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    outbox_key: Mapped[str] = mapped_column(ForeignKey("outbox.key"), index=True)
    lease_number: Mapped[int]
    attempted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    channel: Mapped[str] = mapped_column(String(40))
    address_masked: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str] = mapped_column(Text)
    template_version: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
