"""Limits on guessing: counted in the database before any password is looked at.

Nobody is locked out for ever, and nobody can lock somebody else out of a place where they signed
in lately: there, only failures from that place count.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from jishen.domain.people import folded_login
from jishen.store.tables import SignInAttempt

WITHIN = timedelta(minutes=15)
MOST_OF_A_LOGIN = 5
MOST_OF_AN_ADDRESS = 30
KNOWN_FOR = timedelta(days=30)
"""An address where somebody signed in is theirs for so long."""
FAILED, HALF, ENTERED = "failed", "half", "entered"
_POSTGRESQL_LOCK = 0x4A69_5368_6570  # two attempts at once must count one another


@dataclass(frozen=True, slots=True)
class Admitted:
    """The attempt may be made; it stands as failed until it is told otherwise."""

    attempt: SignInAttempt
    is_last: bool
    """Whether the next one will have to wait if this one fails."""


@dataclass(frozen=True, slots=True)
class MustWait:
    """Too many failures: when the next attempt may be made."""

    until: datetime


def begin_attempt(session: Session, login: str, address: str, at: datetime) -> Admitted | MustWait:
    """Count an attempt against its login name and its address."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_POSTGRESQL_LOCK)))
    name = login_digest(login)
    by_login = _failures(session, _of_login(session, name, address, at), at, MOST_OF_A_LOGIN)
    by_address = _failures(session, SignInAttempt.address == address, at, MOST_OF_AN_ADDRESS)
    if len(by_login) >= MOST_OF_A_LOGIN:
        return MustWait(by_login[-1] + WITHIN)
    if len(by_address) >= MOST_OF_AN_ADDRESS:
        return MustWait(by_address[-1] + WITHIN)
    attempt = SignInAttempt(at=at, login_sha256=name, address=address, outcome=FAILED)
    session.add(attempt)
    session.flush()
    return Admitted(attempt, is_last=len(by_login) + 1 == MOST_OF_A_LOGIN)


def end_attempt(session: Session, attempt_id: int, outcome: str) -> None:
    """Tell how an attempt ended that did not fail."""
    session.get_one(SignInAttempt, attempt_id).outcome = outcome


def login_digest(login: str) -> str:
    """Return what is stored of a login name as somebody typed it."""
    return hashlib.sha256(folded_login(login).encode()).hexdigest()


def _of_login(session: Session, name: str, address: str, at: datetime) -> ColumnElement[bool]:
    """Return which attempts count: those since the last entry, and of a known place its own."""
    entered = select(func.max(SignInAttempt.id)).where(
        SignInAttempt.login_sha256 == name, SignInAttempt.outcome == ENTERED
    )
    of_name = SignInAttempt.login_sha256 == name
    known = session.scalar(
        entered.where(SignInAttempt.address == address, SignInAttempt.at > at - KNOWN_FOR)
    )
    if known is not None:
        return of_name & (SignInAttempt.address == address) & (SignInAttempt.id > known)
    last = session.scalar(entered) or 0
    return of_name & (SignInAttempt.id > last)


def _failures(
    session: Session, which: ColumnElement[bool], at: datetime, most: int
) -> list[datetime]:
    """Return the newest failures of the last minutes, newest first, at most as many as count."""
    query = (
        select(SignInAttempt.at)
        .where(which, SignInAttempt.outcome == FAILED, SignInAttempt.at > at - WITHIN)
        .order_by(SignInAttempt.id.desc())
        .limit(most)
    )
    return list(session.scalars(query))
