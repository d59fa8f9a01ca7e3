"""Tables of the registry and of the judgements on who filed what."""

from datetime import date, datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from jishen.domain.enterprises import EnterpriseKind, ZoneStatus
from jishen.domain.matches import Verdict
from jishen.store.tables.base import Base, CanonicalJson, JsonValue, Sha256, UtcDateTime, one_of


class RegistryImport(Base):
    """One import of a registry file: which file, when, by whom, what came of it."""

    __tablename__ = "registry_import"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    file_name: Mapped[str] = mapped_column(Text)
    file_sha256: Mapped[str] = mapped_column(Sha256)
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    imported_by: Mapped[str] = mapped_column(Text)
    rows_read: Mapped[int]
    rows_added: Mapped[int]
    rows_changed: Mapped[int]
    rows_unchanged: Mapped[int]
    rows_refused: Mapped[int]


class EnterpriseRecord(Base):
    """An enterprise as the newest import tells it."""

    __tablename__ = "enterprise"

    uscc: Mapped[str] = mapped_column(String(18), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[EnterpriseKind] = mapped_column(one_of(EnterpriseKind, "kind"))
    registered_address: Mapped[str] = mapped_column(Text)
    street: Mapped[str] = mapped_column(Text)
    zone_status: Mapped[ZoneStatus] = mapped_column(one_of(ZoneStatus, "zone_status"))
    zone_basis: Mapped[str] = mapped_column(Text)
    contact_name: Mapped[str] = mapped_column(Text)
    contact_phone: Mapped[str] = mapped_column(Text)
    contact_email: Mapped[str] = mapped_column(Text)
    is_sample: Mapped[bool] = mapped_column(Boolean)
    import_id: Mapped[int] = mapped_column(ForeignKey("registry_import.id"))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EnterpriseName(Base):
    """A current or former name of an enterprise, with the keys it is found by."""

    __tablename__ = "enterprise_name"
    __table_args__ = (UniqueConstraint("uscc", "name", "is_former"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    uscc: Mapped[str] = mapped_column(ForeignKey("enterprise.uscc"), index=True)
    name: Mapped[str] = mapped_column(Text)
    is_former: Mapped[bool] = mapped_column(Boolean)
    until: Mapped[date | None]
    name_key: Mapped[str] = mapped_column(String(300), index=True)
    canonical_key: Mapped[str] = mapped_column(String(300), index=True)
    bare_key: Mapped[str] = mapped_column(String(300), index=True)


class MatchRecord(Base):
    """A judgement on one entry; a later round supersedes, nothing is rewritten."""

    __tablename__ = "match"
    __table_args__ = (
        UniqueConstraint("entry_id", "round"),
        # One current judgement an entry; partial, because nearly every row is current and a plain
        # index on that made SQLite choose it and go quadratic.
        Index(
            "uq_match_current",
            "entry_id",
            unique=True,
            sqlite_where=text("is_current = 1"),
            postgresql_where=text("is_current"),
        ),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("filing_entry.id"))
    round: Mapped[int]
    is_current: Mapped[bool] = mapped_column(Boolean)
    verdict: Mapped[Verdict] = mapped_column(one_of(Verdict, "verdict"), index=True)
    uscc: Mapped[str | None] = mapped_column(ForeignKey("enterprise.uscc"), index=True)
    rule: Mapped[str] = mapped_column(String(80))
    reasons: Mapped[JsonValue] = mapped_column(CanonicalJson)
    candidates: Mapped[JsonValue] = mapped_column(CanonicalJson)
    is_lead: Mapped[bool] = mapped_column(Boolean)
    """The number bears the district's code and the registry knows no such enterprise."""
    judged_at: Mapped[datetime] = mapped_column(UtcDateTime)
    judged_by: Mapped[str] = mapped_column(Text)
    is_settled: Mapped[bool] = mapped_column(Boolean, default=False)
    """The policy has been asked about this judgement, or need not be: the list opens no case."""
