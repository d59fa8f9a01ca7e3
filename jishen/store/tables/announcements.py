"""Tables of what was published: announcements, attachments, entries and their versions."""

from datetime import date, datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jishen.domain.filings import ListKind
from jishen.store.tables.base import (
    Base,
    CanonicalJson,
    JsonValue,
    Sha256,
    UtcDateTime,
    one_of,
)


class Announcement(Base):
    """An announcement page: a batch page, or a hub page that is rewritten in place."""

    __tablename__ = "announcement"
    __table_args__ = (UniqueConstraint("source_key", "url"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    source_key: Mapped[str] = mapped_column(String(60))
    url: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    published_on: Mapped[date | None]
    is_hub: Mapped[bool] = mapped_column(Boolean)
    is_baseline: Mapped[bool] = mapped_column(Boolean)
    """Known from the first look at this source: history, nobody is notified."""
    first_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    first_read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    page_sha256: Mapped[str | None] = mapped_column(ForeignKey("raw_object.sha256"))


class Attachment(Base):
    """An attachment of an announcement, keyed by its label: the URL's token may change."""

    __tablename__ = "attachment"
    __table_args__ = (UniqueConstraint("announcement_id", "label_key"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    announcement_id: Mapped[str] = mapped_column(ForeignKey("announcement.id"), index=True)
    source_key: Mapped[str] = mapped_column(String(60))
    list_kind: Mapped[ListKind] = mapped_column(one_of(ListKind, "list_kind"))
    """The list its source is named after; its entries may be of other kinds as well."""
    label: Mapped[str] = mapped_column(Text)
    label_key: Mapped[str] = mapped_column(String(300))
    """The label without 附件N, width and blanks: what stays when the page is rewritten."""
    period: Mapped[str | None] = mapped_column(String(7))
    list_identity: Mapped[str] = mapped_column(String(36), unique=True)
    """Derived from the page's address and the label key: two sources cannot record one list."""
    url: Mapped[str] = mapped_column(Text)
    is_baseline: Mapped[bool] = mapped_column(Boolean)
    announced_on: Mapped[date]
    announced_on_basis: Mapped[str] = mapped_column(Text)
    first_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sha256: Mapped[str | None] = mapped_column(ForeignKey("raw_object.sha256"))
    """The version last read well; None until then."""
    row_count: Mapped[int] = mapped_column(Integer, default=0)
    missing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Set while the announcement's page does not link to it any more; its entries stay."""


class AttachmentVersion(Base):
    """One state of an attachment's bytes that was read well, and what it changed."""

    __tablename__ = "attachment_version"

    attachment_id: Mapped[str] = mapped_column(ForeignKey("attachment.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("raw_object.sha256"), primary_key=True)
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)
    row_count: Mapped[int]
    new_rows: Mapped[int]
    changed_rows: Mapped[int]
    missing_rows: Mapped[int]
    repeated_rows: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """New rows that repeat what another attachment of the list printed before: no news."""
    digest_due: Mapped[bool] = mapped_column(Boolean, index=True)
    """Reviewers are still to be told what this version brought."""


class FilingEntry(Base):
    """One filing on one list, as printed in the newest version of its attachment."""

    __tablename__ = "filing_entry"
    __table_args__ = (
        UniqueConstraint("attachment_id", "filing_key", "occurrence"),
        Index("ix_filing_entry_work", "needs_match"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    attachment_id: Mapped[str] = mapped_column(ForeignKey("attachment.id"), index=True)
    list_kind: Mapped[ListKind] = mapped_column(one_of(ListKind, "list_kind"))
    filing_key: Mapped[str] = mapped_column(String(200), index=True)
    occurrence: Mapped[int]
    """1, or 2… where the same number is printed again in this attachment."""
    row_number: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    category_or_role: Mapped[str] = mapped_column(Text)
    filer_name: Mapped[str] = mapped_column(Text)
    filer_key: Mapped[str] = mapped_column(String(300), index=True)
    filer_canonical_key: Mapped[str] = mapped_column(String(300), index=True)
    filer_bare_key: Mapped[str] = mapped_column(String(300), index=True)
    products: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(Text)
    filing_number: Mapped[str] = mapped_column(Text)
    remarks: Mapped[str] = mapped_column(Text)
    jurisdiction: Mapped[str] = mapped_column(Text, default="", server_default="")
    filed_on_printed: Mapped[str] = mapped_column(Text, default="", server_default="")
    filed_on: Mapped[date | None]
    flags: Mapped[JsonValue] = mapped_column(CanonicalJson)
    reading_notes: Mapped[JsonValue] = mapped_column(
        CanonicalJson, default=list, server_default="[]"
    )
    repeats_entry_id: Mapped[str | None] = mapped_column(ForeignKey("filing_entry.id"), index=True)
    """The same filing as another attachment of this list printed it first: no news."""
    version: Mapped[int] = mapped_column(Integer, default=1)
    first_sha256: Mapped[str] = mapped_column(Sha256)
    """The attachment bytes this row was first read from."""
    attachment_sha256: Mapped[str] = mapped_column(Sha256)
    """The attachment bytes this row's present content was first read from."""
    is_baseline: Mapped[bool] = mapped_column(Boolean)
    first_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    missing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Set when a later version of the attachment no longer prints this row."""
    needs_match: Mapped[bool] = mapped_column(Boolean, default=True)


class EntryVersion(Base):
    """What a row said before: one line for each content it ever had."""

    __tablename__ = "entry_version"

    entry_id: Mapped[str] = mapped_column(ForeignKey("filing_entry.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    row_number: Mapped[int]
    attachment_sha256: Mapped[str] = mapped_column(Sha256)
    cells: Mapped[JsonValue] = mapped_column(CanonicalJson)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
