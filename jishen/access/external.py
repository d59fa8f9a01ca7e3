"""Sign-in by another system: begun in one browser, ended in the same, once, for a linked person."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from jishen.access.accounts import By, actor_of, note
from jishen.access.identities import person_of_subject
from jishen.access.sessions import Browser, Entry, SessionRules, open_session
from jishen.domain.access_errors import ProviderFault
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.session import Store
from jishen.store.tables import PendingSignIn

HOLDS_FOR = timedelta(minutes=10)
KEPT_FOR = timedelta(hours=1)
MOST_A_MINUTE = 300
"""Anybody may press the button: so many sign-ins begun a minute, and no more."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A sign-in that was begun."""

    state: str
    nonce: str
    verifier: str
    target: str


@dataclass(frozen=True, slots=True)
class Unlinked:
    """The system knows somebody whom nobody has linked to a person here."""


def begin(session: Session, provider: str, browser_key: str, target: str, at: datetime) -> Pending:
    """Begin a sign-in: it ends within ten minutes, in the browser that holds this key.

    Raises:
        ProviderFault: too many were begun within a minute.
    """
    session.execute(delete(PendingSignIn).where(PendingSignIn.started_at < at - KEPT_FOR))
    recent = PendingSignIn.started_at > at - timedelta(minutes=1)
    count = session.scalar(select(func.count()).select_from(PendingSignIn).where(recent)) or 0
    if count >= MOST_A_MINUTE:
        message = "此刻外部登录的请求过多"
        raise ProviderFault(message)
    pending = Pending(
        secrets.token_hex(32), secrets.token_urlsafe(24), secrets.token_urlsafe(48), target
    )
    session.add(
        PendingSignIn(
            state_sha256=_digest(pending.state),
            provider=provider,
            browser_sha256=_digest(browser_key),
            nonce=pending.nonce,
            verifier=pending.verifier,
            target=target,
            started_at=at,
        )
    )
    return pending


def take(
    session: Session, provider: str, state: str, browser_key: str, at: datetime
) -> Pending | None:
    """Spend the sign-in that a browser came back from; None: not its own, too late, or spent."""
    record = session.get(PendingSignIn, _digest(state), with_for_update=True)
    if record is None or record.used_at is not None:
        return None
    is_its_own = record.provider == provider and record.browser_sha256 == _digest(browser_key)
    if not is_its_own or not timedelta() <= at - record.started_at <= HOLDS_FOR:
        return None
    record.used_at = at
    return Pending(state, record.nonce, record.verifier, record.target)


@dataclass(frozen=True, slots=True)
class Known:
    """Whom a system named, and how."""

    provider: str
    means: str
    subject: str
    is_second_factor: bool


def enter(
    store: Store, known: Known, browser: Browser, rules: SessionRules, at: datetime
) -> str | Unlinked:
    """Return the token of a session for the person linked to a subject; never makes a person."""
    with store.act("sign_in") as session:
        person = person_of_subject(session, known.provider, known.subject)
        if person is None or person.disabled_at is not None:
            _note_unlinked(session, known, at)
            return Unlinked()
        entry = Entry(at, known.means, code_at=at if known.is_second_factor else None)
        note(session, person, By(actor_of(person), at), "sign_in.entered", means=known.means)
        return open_session(session, person, browser, rules, entry)


def _note_unlinked(session: Session, known: Known, at: datetime) -> None:
    audit.append(
        session,
        at=at,
        actor=Actor("外部登录"),
        event="sign_in.unlinked",
        body={"provider": known.provider, "subject_sha256": _digest(known.subject)},
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
