"""Tables of looking: raw bytes, fetches, watched pages, the health of each source."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from jishen.store.tables.base import Base, CanonicalJson, JsonValue, Sha256, UtcDateTime


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
    spell_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Start of the present spell of faults, None when well."""
    spell_verdict: Mapped[str | None] = mapped_column(String(40))
    spell_url: Mapped[str | None] = mapped_column(Text)
    spell_detail: Mapped[str | None] = mapped_column(Text)
    spell_remedy: Mapped[str | None] = mapped_column(Text)
    spell_told_on: Mapped[date | None]
