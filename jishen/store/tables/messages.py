"""Tables of the outbox: what must be said, every attempt to say it, and how channels stand."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jishen.domain.notices import Audience, NoticeEvent
from jishen.store.tables.base import Base, CanonicalJson, JsonValue, Sha256, UtcDateTime, one_of


class OutboxState(StrEnum):
    """How far a message has come; 'accepted' means accepted by the service, no more."""

    WAITING = "waiting"
    SENDING = "sending"
    ACCEPTED = "accepted"
    DEAD = "dead"
    SUPERSEDED = "superseded"
    """Never sent: what it tells of was over before it could be sent."""


class OutboxMessage(Base):
    """A message that must be sent, written in the transaction of the act it tells of."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "state", "due_at"),
        Index("ix_outbox_source_key", "source_key", "state"),
        CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by IS NULL)", name="acknowledged"
        ),
    )

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
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a person said that they see to it; reminders end then."""
    acknowledged_by: Mapped[str | None] = mapped_column(String(80))


class DeliveryAttempt(Base):
    """One attempt to send: where to, what came of it, and the text that was sent.

    Written when a sender takes the message, so that the channel's pace counts it before the
    service does, and completed when the service has answered.
    """

    __tablename__ = "delivery_attempt"
    __table_args__ = (
        UniqueConstraint("outbox_key", "lease_number"),
        Index("ix_delivery_attempt_pace", "channel", "finished_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    outbox_key: Mapped[str] = mapped_column(ForeignKey("outbox.key"), index=True)
    lease_number: Mapped[int]
    attempted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When the sender took the message."""
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the answer was there, or its sender was given up; None while it is on the way."""
    channel: Mapped[str] = mapped_column(String(40))
    address_masked: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str] = mapped_column(Text)
    template_version: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)


class ChannelState(Base):
    """How a channel stands: a row that senders lock to share its pace, and its spell of faults."""

    __tablename__ = "channel_state"

    channel: Mapped[str] = mapped_column(String(40), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    """Failed attempts in a row that were the channel's fault and not a message's."""
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Nothing is sent before; then one message, and all others when that one was taken."""
    held_why: Mapped[str] = mapped_column(Text, default="")


class NoticeSilence(Base):
    """Notices that a person holds back until an instant: of one work, one case or one event."""

    __tablename__ = "notice_silence"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint(
            "source_key IS NOT NULL OR case_id IS NOT NULL OR event IS NOT NULL", name="of_what"
        ),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    source_key: Mapped[str | None] = mapped_column(String(60))
    case_id: Mapped[str | None] = mapped_column(ForeignKey("award_case.id"))
    event: Mapped[str | None] = mapped_column(String(40))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """Always there: a silence without an end is how an alarm is lost."""
    by: Mapped[str] = mapped_column(String(80))
    why: Mapped[str] = mapped_column(Text)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a person ended it before its time."""
    ended_by: Mapped[str | None] = mapped_column(String(80))
