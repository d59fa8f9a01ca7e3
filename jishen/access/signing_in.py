"""Signing in by password and one-time code; the answer and the time do not tell who exists."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from jishen.access import attempts, passwords
from jishen.access.accounts import By, actor_of, note
from jishen.access.attempts import Admitted, MustWait
from jishen.access.second_factor import is_code_right
from jishen.access.sessions import Browser, Entry, SessionRules, open_session, renew_session
from jishen.domain.people import folded_login
from jishen.sealing import Seal
from jishen.store.people import person_of
from jishen.store.session import Store
from jishen.store.tables import Person
from jishen.store.tables.base import JsonValue


@dataclass(frozen=True, slots=True)
class Entered:
    """The way in: a session's token."""

    token: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """Login name and password do not go together, or the code is not the present one."""


def sign_in(
    store: Store, login: str, password: str, browser: Browser, rules: SessionRules, at: datetime
) -> Entered | Wrong | MustWait:
    """Begin a session for whoever knows the password."""
    with store.act("sign_in") as session:
        begun = attempts.begin_attempt(session, login, browser.address, at)
        if isinstance(begun, MustWait):
            return begun
        person = person_of(session, folded_login(login))
    stored = person.password_hash if person and person.disabled_at is None else None
    if not passwords.is_right(password, stored):
        return _wrong(store, person, begun, at)
    anew = passwords.hash_of(password) if stored and passwords.is_out_of_date(stored) else None
    with store.act("sign_in") as session:
        person = person_of(session, folded_login(login), is_locked=True)
        if person is None or person.disabled_at is not None or person.password_hash != stored:
            return Wrong()
        person.password_hash = anew or stored
        has_codes = person.totp_confirmed_at is not None
        attempts.end_attempt(
            session, begun.attempt.id, attempts.HALF if has_codes else attempts.ENTERED
        )
        token = open_session(session, person, browser, rules, Entry(at))
        if not has_codes:
            _note(session, person, at, "sign_in.entered", means="password")
    return Entered(token)


def show_code(
    store: Store, session_id: str, person_id: str, code: str, *, address: str, terms: "CodeTerms"
) -> Entered | Wrong | MustWait:
    """Take the code of somebody whose password was right; a new session replaces theirs."""
    at = terms.at
    with store.act("sign_in") as session:
        person = session.get_one(Person, person_id)
        begun = attempts.begin_attempt(session, person.login, address, at)
        if isinstance(begun, MustWait):
            return begun
    with store.act("sign_in") as session:
        person = session.get_one(Person, person_id, with_for_update=True)
        is_right = is_code_right(person, code, terms.seal, at)
        if not is_right and begun.is_last:
            _note(session, person, at, "sign_in.throttled")
        if not is_right:
            return Wrong()
        attempts.end_attempt(session, begun.attempt.id, attempts.ENTERED)
        token = renew_session(session, session_id, terms.rules, at)
        _note(session, person, at, "sign_in.entered", means="code")
    return Entered(token)


@dataclass(frozen=True, slots=True)
class CodeTerms:
    """Under what terms a code is taken."""

    seal: Seal
    rules: SessionRules
    at: datetime


def _wrong(store: Store, person: Person | None, begun: Admitted, at: datetime) -> Wrong:
    """Answer a wrong password; that somebody's name is now being slowed down is in the trail."""
    if person is not None and begun.is_last:
        with store.act("sign_in") as session:
            _note(session, person, at, "sign_in.throttled")
    return Wrong()


def _note(session: Session, person: Person, at: datetime, event: str, **said: JsonValue) -> None:
    note(session, person, By(actor_of(person), at), event, **said)
