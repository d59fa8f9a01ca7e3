"""Tables of the registry and of the judgements on who filed what."""

from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from jishen.domain.enterprises import EnterpriseKind, EnterpriseStatus, ZoneStatus
from jishen.domain.matches import Verdict
from jishen.domain.registry import RegistryTaskKind, RegistryTaskState, Settlement
from jishen.store.tables.base import Base, CanonicalJson, JsonValue, Sha256, UtcDateTime, one_of


class RegistryImport(Base):
    """One import of a registry source: which, when, by whom, what came of it."""

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
    source: Mapped[str] = mapped_column(Text, default="")
    """Who says it, in words (市场主体登记信息 …); empty: the file's name says enough."""
    as_of: Mapped[date | None]
    """The day for which the source says it; None where nobody said."""
    rows_confirmed: Mapped[int] = mapped_column(default=0)
    """Rows that say what is known, for a later day."""
    rows_asked: Mapped[int] = mapped_column(default=0)
    """Rows that are held until a person has settled a task."""
    rows_older: Mapped[int] = mapped_column(default=0)
    """Rows that speak of a day before the one we know of."""
    columns: Mapped[JsonValue] = mapped_column(CanonicalJson, nullable=False, default=list)
    """Header → field, as it was applied."""
    report: Mapped[str] = mapped_column(Text, default="")
    """Name of the report in the data folder; empty when every row was good and new or known."""


class EnterpriseRecord(Base):
    """An enterprise as the registry knows it now; what it was before is in EnterpriseVersion."""

    __tablename__ = "enterprise"

    uscc: Mapped[str] = mapped_column(String(18), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[EnterpriseKind] = mapped_column(one_of(EnterpriseKind, "kind"))
    registered_address: Mapped[str] = mapped_column(Text)
    street: Mapped[str] = mapped_column(Text)
    zone_status: Mapped[ZoneStatus] = mapped_column(one_of(ZoneStatus, "zone_status"))
    zone_basis: Mapped[str] = mapped_column(Text)
    contact_name: Mapped[str] = mapped_column(Text)
    """Sealed, as are the other personal data; `personal_masked` is what may be shown."""
    contact_phone: Mapped[str] = mapped_column(Text)
    contact_email: Mapped[str] = mapped_column(Text)
    is_sample: Mapped[bool] = mapped_column(Boolean)
    import_id: Mapped[int] = mapped_column(ForeignKey("registry_import.id"))
    """The import that last changed it."""
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """Since when the registry knows it so."""
    kind_printed: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[EnterpriseStatus] = mapped_column(
        one_of(EnterpriseStatus, "status"), default=EnterpriseStatus.UNKNOWN
    )
    status_on: Mapped[date | None]
    brand_names: Mapped[JsonValue] = mapped_column(CanonicalJson, nullable=False, default=list)
    operating_address: Mapped[str] = mapped_column(Text, default="")
    district: Mapped[str] = mapped_column(Text, default="")
    moved_in_on: Mapped[date | None]
    moved_out_on: Mapped[date | None]
    industry: Mapped[str] = mapped_column(Text, default="")
    head_office: Mapped[str] = mapped_column(Text, default="")
    parent: Mapped[str] = mapped_column(Text, default="")
    legal_representative: Mapped[str] = mapped_column(Text, default="")
    personal_masked: Mapped[JsonValue] = mapped_column(CanonicalJson, nullable=False, default=dict)
    """Personal field → what may be shown of it."""
    origins: Mapped[JsonValue] = mapped_column(CanonicalJson, nullable=False, default=dict)
    """Field → [import, as-of day or null]; `*` stands for every field not named."""


class EnterpriseVersion(Base):
    """What the registry knew of an enterprise until it learned better; rows are only added."""

    __tablename__ = "enterprise_version"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    uscc: Mapped[str] = mapped_column(ForeignKey("enterprise.uscc"), index=True)
    known_from: Mapped[datetime] = mapped_column(UtcDateTime)
    known_until: Mapped[datetime] = mapped_column(UtcDateTime)
    fields: Mapped[JsonValue] = mapped_column(CanonicalJson, nullable=False)
    """Every field as it was, former names among them; personal data masked."""
    origins: Mapped[JsonValue] = mapped_column(CanonicalJson, nullable=False)
    changed: Mapped[JsonValue] = mapped_column(CanonicalJson, nullable=False)
    """The fields that the next version changed."""
    replaced_by: Mapped[str] = mapped_column(String(80))
    """What brought the next version: `import:12` or `task:3`."""


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


class RegistryTask(Base):
    """Something in the registry that only a person may settle."""

    __tablename__ = "registry_task"
    __table_args__ = (
        CheckConstraint(
            "(state = 'settled') = (settled_at IS NOT NULL AND settled_by IS NOT NULL"
            " AND settlement IS NOT NULL AND why IS NOT NULL)",
            name="settled",
        ),
        Index("ix_registry_task_state_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    """Derived from what it is about: the same finding makes no second task."""
    kind: Mapped[RegistryTaskKind] = mapped_column(one_of(RegistryTaskKind, "task_kind"))
    state: Mapped[RegistryTaskState] = mapped_column(
        one_of(RegistryTaskState, "task_state"), default=RegistryTaskState.OPEN
    )
    uscc: Mapped[str] = mapped_column(ForeignKey("enterprise.uscc"), index=True)
    other_uscc: Mapped[str | None] = mapped_column(ForeignKey("enterprise.uscc"))
    import_id: Mapped[int] = mapped_column(ForeignKey("registry_import.id"))
    row_number: Mapped[int]
    detail: Mapped[JsonValue] = mapped_column(CanonicalJson, nullable=False)
    """What the row says; no personal data."""
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str | None] = mapped_column(String(80))
    settlement: Mapped[Settlement | None] = mapped_column(one_of(Settlement, "settlement"))
    why: Mapped[str | None] = mapped_column(Text)


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
