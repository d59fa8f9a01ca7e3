"""The audit table: hash-chained, refusing UPDATE and DELETE by triggers on both databases."""

from datetime import datetime

from sqlalchemy import BigInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from jishen.store.tables.base import Base, Sha256, UtcDateTime


class AuditEntry(Base):
    """One thing that happened; `hash` covers it and the entry before."""

    __tablename__ = "audit_entry"

    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(120))
    actor_kind: Mapped[str] = mapped_column(String(20))
    """`machine` or `person`."""
    event: Mapped[str] = mapped_column(String(80))
    case_id: Mapped[str | None] = mapped_column(String(36), index=True)
    body: Mapped[str] = mapped_column(Text)
    """Canonical JSON; never personal data, only ids, digests and numbers."""
    evidence_sha256: Mapped[str | None] = mapped_column(Sha256)
    previous_hash: Mapped[str] = mapped_column(Sha256)
    hash: Mapped[str] = mapped_column(Sha256, unique=True)
