"""Sessions on the server: the token is random and only its digest stored; idle and absolute end."""

import hashlib
import hmac
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from jishen.access.accounts import By, actor_of, note
from jishen.domain.people import Role, signature
from jishen.store.people import HeldRole, day_of, held_roles
from jishen.store.tables import DeskSession, Person

TOKEN_BYTES = 32
SEEN_EVERY = timedelta(minutes=1)
"""A session in use is written down this often, not at each page."""
_BROWSER_CHARACTERS = 160
_ADDRESS_CHARACTERS = 60


class Missing(StrEnum):
    """What a signed-in person must still do before any other page opens."""

    CODE = "code"
    """Type a one-time code."""
    PASSWORD = "password"  # noqa: S105 (a name, no password)
    """Replace the password that somebody else gave."""
    ENROLMENT = "enrolment"
    """Set up one-time codes, which one of their roles needs."""


@dataclass(frozen=True, slots=True)
class SessionRules:
    """How long a session lasts, and which roles need a second factor."""

    idle: timedelta
    absolute: timedelta
    code_roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a request comes from."""

    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class Entry:
    """How and when somebody came in."""

    at: datetime
    means: str = "password"
    """`password`, `oidc` or `wecom`."""
    code_at: datetime | None = None
    """When a second factor was shown."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person of a session, with the roles of this moment."""

    session_id: str
    person_id: str
    login: str
    name: str
    held: tuple[HeldRole, ...]
    means: str
    code_at: datetime | None
    missing: Missing | None
    has_codes: bool
    """Whether they have set up one-time codes."""
    form_key: str
    """What binds a form to this session: sent with every POST."""

    @property
    def roles(self) -> frozenset[Role]:
        """The roles they may act in, own and deputised."""
        return frozenset(each.role for each in self.held)

    @property
    def signature(self) -> str:
        """How they are named in the audit trail."""
        return signature(self.name, self.login)

    def may(self, *roles: Role) -> bool:
        """Tell whether they hold one of these roles."""
        return not self.roles.isdisjoint(roles)


def digest_of(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def form_key_of(token: str) -> str:
    """Return the form key of a session: derived, so that it needs no place of its own."""
    return hmac.digest(token.encode(), b"form", hashlib.sha256).hex()


def open_session(
    session: Session, person: Person, browser: Browser, rules: SessionRules, entry: Entry
) -> str:
    """Begin a session and return its token, which is kept nowhere else."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        DeskSession(
            id=str(uuid.uuid4()),
            token_sha256=digest_of(token),
            person_id=person.id,
            means=entry.means,
            address=browser.address[:_ADDRESS_CHARACTERS],
            browser=browser.agent[:_BROWSER_CHARACTERS],
            started_at=entry.at,
            seen_at=entry.at,
            expires_at=entry.at + rules.absolute,
            code_at=entry.code_at,
        )
    )
    return token


def signed_in(
    session: Session, token: str, rules: SessionRules, at: datetime
) -> tuple[SignedIn, datetime] | None:
    """Return whose token this is, with their rights now, and when it was last written down as used.

    None when it does not hold.
    """
    found = session.connection().execute(_SIGNED_IN, {"token": digest_of(token)}).first()
    if found is None or found.disabled_at is not None or not _holds(found, rules, at):
        return None
    held = held_roles(session, found.person_id, day_of(at))
    who = SignedIn(
        session_id=found.id,
        person_id=found.person_id,
        login=found.login,
        name=found.name,
        held=held,
        means=found.means,
        code_at=found.code_at,
        missing=_missing(found, held, rules),
        has_codes=found.totp_confirmed_at is not None,
        form_key=form_key_of(token),
    )
    return who, found.seen_at


_SIGNED_IN = (
    select(
        DeskSession.id,
        DeskSession.person_id,
        DeskSession.means,
        DeskSession.started_at,
        DeskSession.seen_at,
        DeskSession.expires_at,
        DeskSession.code_at,
        DeskSession.ended_at,
        Person.login,
        Person.name,
        Person.disabled_at,
        Person.password_is_one_time,
        Person.totp_confirmed_at,
    )
    .join(Person, Person.id == DeskSession.person_id)
    .where(DeskSession.token_sha256 == bindparam("token"))
)
"""Built once: it is asked for each page."""


def is_seen_long_ago(seen_at: datetime, at: datetime) -> bool:
    """Tell whether the use of a session is to be written down again."""
    return at - seen_at >= SEEN_EVERY


def mark_seen(session: Session, session_id: str, at: datetime) -> None:
    """Write down that a session is in use."""
    record = session.get(DeskSession, session_id)
    if record is not None and record.seen_at < at:
        record.seen_at = at


def end_session(session: Session, session_id: str, person: Person, by: By) -> bool:
    """End one session of a person; return whether it was theirs and open."""
    record = session.get(DeskSession, session_id, with_for_update=True)
    if record is None or record.person_id != person.id or record.ended_at is not None:
        return False
    record.ended_at, record.ended_by = by.at, by.actor.name
    note(session, person, by, "session.ended", session_id=record.id)
    return True


def renew_session(session: Session, session_id: str, rules: SessionRules, at: datetime) -> str:
    """Replace a session by one in which a code was typed: a token known before gains nothing."""
    old = session.get_one(DeskSession, session_id, with_for_update=True)
    person = session.get_one(Person, old.person_id)
    old.ended_at, old.ended_by = at, actor_of(person).name
    browser = Browser(old.address, old.browser)
    return open_session(session, person, browser, rules, Entry(at, old.means, code_at=at))


def open_sessions(
    session: Session, person_id: str, rules: SessionRules, at: datetime
) -> list[DeskSession]:
    """Return the sessions of a person that hold at this moment, newest first."""
    query = (
        select(DeskSession)
        .where(DeskSession.person_id == person_id, DeskSession.ended_at.is_(None))
        .order_by(DeskSession.started_at.desc())
    )
    return [record for record in session.scalars(query) if _holds(record, rules, at)]


# Any: a row of _SIGNED_IN, or a whole record; both have these columns.
def _holds(record: Any, rules: SessionRules, at: datetime) -> bool:  # noqa: ANN401
    """Tell whether a session holds; one from the future (a clock set back) does not."""
    is_idle = at - record.seen_at > rules.idle
    is_from_future = record.started_at - at > rules.idle
    is_over = at >= record.expires_at or at - record.started_at > rules.absolute
    return record.ended_at is None and not (is_idle or is_over or is_from_future)


# Any: a row of _SIGNED_IN.
def _missing(found: Any, held: tuple[HeldRole, ...], rules: SessionRules) -> Missing | None:  # noqa: ANN401
    has_codes = found.totp_confirmed_at is not None
    if has_codes and found.code_at is None:
        return Missing.CODE
    if found.password_is_one_time and found.means == "password":
        return Missing.PASSWORD
    needs_codes = not rules.code_roles.isdisjoint(each.role for each in held)
    if needs_codes and not has_codes and found.code_at is None:
        return Missing.ENROLMENT
    return None
