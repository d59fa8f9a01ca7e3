"""Tables of the enterprise's page: its links, what it claimed, its files, 'this is not us'."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
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

from jishen.domain.claims import Answer, Language
from jishen.store.tables.base import Base, CanonicalJson, JsonValue, Sha256, UtcDateTime, one_of


class EnterpriseLink(Base):
    """A link to the page of one case for one recipient; its token is kept as a digest alone."""

    __tablename__ = "enterprise_link"
    __table_args__ = (
        CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name="revoked"),
        CheckConstraint("expires_at > issued_at", name="expiry"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    token_sha256: Mapped[str] = mapped_column(Sha256, unique=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("award_case.id"), index=True)
    recipient: Mapped[str] = mapped_column(String(18))
    """The USCC that the link was sent to: of a case that changed hands it opens nothing."""
    notice_key: Mapped[str | None] = mapped_column(ForeignKey("outbox.key"), index=True)
    """The notice it went out with; None when a person handed it over."""
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_by: Mapped[str] = mapped_column(String(120))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_by: Mapped[str | None] = mapped_column(String(120))
    revoked_why: Mapped[str | None] = mapped_column(Text)


class Claim(Base):
    """One version of what an enterprise claimed; a correction is a new version, none is changed.

    Account and contact are sealed (`jishen.sealing`), and emptied when they are erased. What
    evidence and audit bear is their digest, over a random salt that is sealed with them.
    """

    __tablename__ = "claim"
    __table_args__ = (
        UniqueConstraint("case_id", "version"),
        CheckConstraint(
            "(erased_at IS NULL) = (payee_sealed IS NOT NULL)"
            " AND (payee_sealed IS NULL) = (contact_sealed IS NULL)",
            name="erased",
        ),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("award_case.id"), index=True)
    version: Mapped[int] = mapped_column(Integer)
    action_key: Mapped[str] = mapped_column(String(64), unique=True)
    """Made with the form: sent twice, a form is one claim."""
    link_id: Mapped[str] = mapped_column(ForeignKey("enterprise_link.id"))
    uscc: Mapped[str] = mapped_column(String(18), index=True)
    language: Mapped[Language] = mapped_column(one_of(Language, "language"))
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    key_id: Mapped[str | None] = mapped_column(String(60), index=True)
    payee_sealed: Mapped[str | None] = mapped_column(Text)
    contact_sealed: Mapped[str | None] = mapped_column(Text)
    payee_masked: Mapped[str] = mapped_column(Text)
    contact_masked: Mapped[str] = mapped_column(Text)
    payee_sha256: Mapped[str] = mapped_column(Sha256)
    contact_sha256: Mapped[str] = mapped_column(Sha256)
    content_sha256: Mapped[str] = mapped_column(Sha256)
    """Over everything the version says, files included: what an approval is bound to."""
    checks: Mapped[JsonValue] = mapped_column(CanonicalJson)
    """The automatic checks, done in the transaction that took the claim."""
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ClaimDeclaration(Base):
    """One answer of a claim, with the words it was given to."""

    __tablename__ = "claim_declaration"

    claim_id: Mapped[str] = mapped_column(ForeignKey("claim.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    statement: Mapped[str] = mapped_column(Text)
    answer: Mapped[Answer] = mapped_column(one_of(Answer, "answer"))
    detail: Mapped[str] = mapped_column(Text)


class ClaimAnswer(Base):
    """What a claim's version says to one item of the request for correction that it answers."""

    __tablename__ = "claim_answer"

    claim_id: Mapped[str] = mapped_column(ForeignKey("claim.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(60), primary_key=True)
    words: Mapped[str] = mapped_column(Text)


class ClaimFile(Base):
    """A file of an enterprise, kept under its SHA-256; without a claim until that is submitted."""

    __tablename__ = "claim_file"
    __table_args__ = (CheckConstraint("size_bytes > 0", name="size"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("award_case.id"), index=True)
    link_id: Mapped[str] = mapped_column(ForeignKey("enterprise_link.id"))
    claim_id: Mapped[str | None] = mapped_column(ForeignKey("claim.id"), index=True)
    """The version it came in with; later versions keep it."""
    item: Mapped[str] = mapped_column(String(60))
    """Code of a material, or of an item of a request for correction."""
    sha256: Mapped[str] = mapped_column(Sha256, index=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(60))
    file_name: Mapped[str] = mapped_column(Text)
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class NotOurs(Base):
    """不是本单位: an enterprise says that a filing is not its own; a task until it is settled."""

    __tablename__ = "not_ours"
    __table_args__ = (
        Index(
            "uq_not_ours_open",
            "case_id",
            unique=True,
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
        CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL)", name="settled"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("award_case.id"), index=True)
    link_id: Mapped[str] = mapped_column(ForeignKey("enterprise_link.id"))
    words: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str | None] = mapped_column(String(120))
    settlement: Mapped[str | None] = mapped_column(Text)
