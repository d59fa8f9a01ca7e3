"""Tables of the people who may enter the desk: grants, sessions, attempts, deputies, keys."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
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

from jishen.domain.people import Role
from jishen.store.tables.base import Base, Sha256, UtcDateTime, one_of

_NOT_REVOKED = text("revoked_at IS NULL")


class Person(Base):
    """Somebody who may enter the desk; never deleted, only disabled."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    login: Mapped[str] = mapped_column(String(30), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    password_hash: Mapped[str | None] = mapped_column(Text)
    """Argon2id; None for somebody who only signs in by another system."""
    password_is_one_time: Mapped[bool] = mapped_column(Boolean)
    """Given by somebody else: the first thing to do with it is to set another."""
    password_set_at: Mapped[datetime] = mapped_column(UtcDateTime)
    totp_sealed: Mapped[str | None] = mapped_column(Text)
    """The secret of one-time codes, encrypted for this row."""
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Set once a code was typed right; before that nobody is asked for one."""
    totp_used_step: Mapped[int | None] = mapped_column(BigInteger)
    """The newest time step whose code was used: a code holds once."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(120))
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PersonRole(Base):
    """A role given to a person from a day, up to a day or until it is taken away."""

    __tablename__ = "person_role"
    __table_args__ = (
        Index(
            "uq_person_role_held",
            "person_id",
            "role",
            unique=True,
            sqlite_where=_NOT_REVOKED,
            postgresql_where=_NOT_REVOKED,
        ),
        CheckConstraint("holds_until IS NULL OR holds_until >= holds_from", name="days"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role] = mapped_column(one_of(Role, "role"))
    holds_from: Mapped[date]
    holds_until: Mapped[date | None]
    """Last day included; None: until it is taken away."""
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    granted_by: Mapped[str] = mapped_column(String(120))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_by: Mapped[str | None] = mapped_column(String(120))


class Absence(Base):
    """Days on which somebody is away, and who deputises."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="days"),
        CheckConstraint("deputy_id IS NULL OR deputy_id <> person_id", name="deputy"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    deputy_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    """None: away, and nobody deputises."""
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    """Last day included."""
    reason: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(120))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_by: Mapped[str | None] = mapped_column(String(120))


class PersonIdentity(Base):
    """How another system (OIDC, WeCom) names a person: linked by hand, never guessed."""

    __tablename__ = "person_identity"
    __table_args__ = (UniqueConstraint("person_id", "provider"),)

    provider: Mapped[str] = mapped_column(String(200), primary_key=True)
    """`oidc:` and the issuer, or `wecom:` and the corporation's id."""
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    linked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    linked_by: Mapped[str] = mapped_column(String(120))


class DeskSession(Base):
    """One browser in which a person is signed in; the token itself is nowhere stored."""

    __tablename__ = "desk_session"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    token_sha256: Mapped[str] = mapped_column(Sha256, unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    means: Mapped[str] = mapped_column(String(20))
    """`password`, `oidc` or `wecom`."""
    address: Mapped[str] = mapped_column(String(60))
    browser: Mapped[str] = mapped_column(String(160))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """The absolute end, however busy the session is."""
    code_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a one-time code was typed right in it."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(120))


class SignInAttempt(Base):
    """One attempt to sign in; written before the password is looked at, so that none is free."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_login", "login_sha256", "at"),
        Index("ix_sign_in_attempt_address", "address", "at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    login_sha256: Mapped[str] = mapped_column(Sha256)
    """A digest: people type passwords into the wrong field."""
    address: Mapped[str] = mapped_column(String(60))
    outcome: Mapped[str] = mapped_column(String(20))
    """`failed`, `half` (the password was right, a code is still asked for) or `entered`."""


class ActionKey(Base):
    """A form that was carried out: the same key brings the same answer, for ever."""

    __tablename__ = "action_key"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    body_sha256: Mapped[str] = mapped_column(Sha256)
    """Over the path and every field that was sent."""
    answer: Mapped[str] = mapped_column(Text)
    """Where the browser was sent on."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class PendingSignIn(Base):
    """A sign-in by another system that was begun: its state holds once and for ten minutes."""

    __tablename__ = "pending_sign_in"

    state_sha256: Mapped[str] = mapped_column(Sha256, primary_key=True)
    provider: Mapped[str] = mapped_column(String(200))
    browser_sha256: Mapped[str] = mapped_column(Sha256)
    """Of the cookie of the browser that began it: nobody else may end it."""
    nonce: Mapped[str] = mapped_column(String(64))
    verifier: Mapped[str] = mapped_column(String(128))
    """Of PKCE; of no use to anybody once the code is spent."""
    target: Mapped[str] = mapped_column(Text)
    """The page asked for."""
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
