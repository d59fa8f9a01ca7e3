"""Tables of looking: raw bytes, fetches, watched pages, health, hosts, lists held, rows gone."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from jishen.store.tables.base import (
    Base,
    CanonicalJson,
    JsonValue,
    Sha256,
    UtcDateTime,
    one_of,
)


class RawObject(Base):
    """Bytes kept on disk under their SHA-256, before anyone parsed them."""

    __tablename__ = "raw_object"

    sha256: Mapped[str] = mapped_column(Sha256, primary_key=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(200))
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Fetch(Base):
    """One answer (or failure) that was not just 'the same as before'."""

    __tablename__ = "fetch"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    source_key: Mapped[str] = mapped_column(String(60), index=True)
    url: Mapped[str] = mapped_column(Text)
    fetched_from: Mapped[str] = mapped_column(Text)
    """The address really connected to; differs from `url` in a demonstration."""
    fetched_at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[int | None]
    verdict: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str | None] = mapped_column(ForeignKey("raw_object.sha256"), index=True)
    headers: Mapped[JsonValue] = mapped_column(CanonicalJson)
    warc_sha256: Mapped[str | None] = mapped_column(ForeignKey("raw_object.sha256"))
    """The exchange as a WARC file: request and response with their times and digests."""
    peer_address: Mapped[str] = mapped_column(String(80), default="", server_default="")
    """IP address and port that answered; the proxy's where one stands between."""


class HandedFile(Base):
    """A list that a person downloaded and handed in, with what became of it."""

    __tablename__ = "handed_file"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    source_key: Mapped[str] = mapped_column(String(60))
    sha256: Mapped[str] = mapped_column(ForeignKey("raw_object.sha256"), index=True)
    file_name: Mapped[str] = mapped_column(Text)
    """As it was called where the person kept it."""
    page_url: Mapped[str] = mapped_column(Text)
    """The announcement's page as the person says, may be empty."""
    announced_on: Mapped[date | None]
    given_by: Mapped[str] = mapped_column(String(80))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attachment_id: Mapped[str | None] = mapped_column(ForeignKey("attachment.id"))
    verdict: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str] = mapped_column(Text, default="")


class WatchedUrl(Base):
    """What is known of a page or attachment: validators and the bytes last judged good."""

    __tablename__ = "watched_url"

    url: Mapped[str] = mapped_column(Text, primary_key=True)
    source_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    etag: Mapped[str | None] = mapped_column(Text)
    last_modified: Mapped[str | None] = mapped_column(Text)
    good_sha256: Mapped[str | None] = mapped_column(ForeignKey("raw_object.sha256"))
    """The unchanged-bytes shortcut compares with these alone: never with a bad answer."""
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    full_read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Last unconditional good read: a lying 304 must not last longer than a day."""


class SourceHealth(Base):
    """How looking at a source goes: the baseline, the last good look, the fault that lasts."""

    __tablename__ = "source_health"

    source_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    baseline_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_looked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_good_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_new_entry_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Last look that found anything new or changed."""
    last_outcome: Mapped[str | None] = mapped_column(String(40))
    """What the last look came to: a LookOutcome, or the verdict of its first fault."""
    next_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the scheduled watch looks again; None: at once."""
    next_reason: Mapped[str | None] = mapped_column(Text)
    """Why then, in words."""
    spell_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Start of the present spell of faults, None when well."""
    spell_verdict: Mapped[str | None] = mapped_column(String(40))
    spell_url: Mapped[str | None] = mapped_column(Text)
    spell_detail: Mapped[str | None] = mapped_column(Text)
    spell_remedy: Mapped[str | None] = mapped_column(Text)
    spell_told_on: Mapped[date | None]


class HostManners(Base):
    """How a host is to be asked: its robots.txt as last read, and how long it is left alone."""

    __tablename__ = "host_manners"

    host: Mapped[str] = mapped_column(String(255), primary_key=True)
    robots_text: Mapped[str | None] = mapped_column(Text)
    """The rules in force; None until a first answer came, empty when the site has none."""
    robots_read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Last answer that settles it for a day: rules, or that there are none."""
    robots_fault: Mapped[str | None] = mapped_column(Text)
    """Why the last reading failed; None when it did not."""
    failures: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """Refusals and silences in a row."""
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_verdict: Mapped[str | None] = mapped_column(String(40))
    left_alone_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class HoldState(StrEnum):
    """What became of a list that was held."""

    HELD = "held"
    RELEASED = "released"
    REFUSED = "refused"
    ENDED = "ended"
    """The site went back, or on, by itself."""


class HeldList(Base):
    """A version of a list that changed too much to be taken without a person."""

    __tablename__ = "held_list"
    __table_args__ = (
        Index(
            "uq_held_list_live",
            "attachment_id",
            unique=True,
            sqlite_where=text("state = 'held'"),
            postgresql_where=text("state = 'held'"),
        ),
        CheckConstraint("(state = 'held') = (settled_at IS NULL)", name="settled"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    attachment_id: Mapped[str] = mapped_column(ForeignKey("attachment.id"), index=True)
    source_key: Mapped[str] = mapped_column(String(60))
    sha256: Mapped[str] = mapped_column(ForeignKey("raw_object.sha256"))
    """The bytes that were read."""
    rows_digest: Mapped[str] = mapped_column(Sha256)
    """Of what they say: other bytes that say the same are the same hold."""
    rows_before: Mapped[int]
    rows_now: Mapped[int]
    rows_missing: Mapped[int]
    rows_new: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    held_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[HoldState] = mapped_column(one_of(HoldState, "hold_state"))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str | None] = mapped_column(Text)
    why: Mapped[str | None] = mapped_column(Text)


class Disappearance(Base):
    """A row that a list prints no more: a task for a person once enough good looks agree."""

    __tablename__ = "disappearance"
    __table_args__ = (
        Index(
            "uq_disappearance_open",
            "entry_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("filing_entry.id"), index=True)
    attachment_id: Mapped[str] = mapped_column(ForeignKey("attachment.id"), index=True)
    gone_at: Mapped[datetime] = mapped_column(UtcDateTime)
    good_looks: Mapped[int] = mapped_column(Integer)
    """Good looks at the list that did not show it, the first one included."""
    task_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when it is a task; None: not enough looks yet."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[str | None] = mapped_column(Text)
    """A person's name; empty where the row came back."""
    why: Mapped[str | None] = mapped_column(Text)
