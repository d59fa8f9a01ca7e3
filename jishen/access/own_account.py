"""What people do to their own account: another password, one-time codes, ending a session."""

from dataclasses import dataclass

from jishen.access import attempts, passwords
from jishen.access.accounts import By, actor_of, chosen_password_hash, note, set_password
from jishen.access.attempts import MustWait
from jishen.access.second_factor import begin_enrolment, confirm_enrolment
from jishen.access.sessions import (
    Browser,
    Entry,
    Missing,
    SignedIn,
    end_session,
    open_session,
)
from jishen.access.signing_in import CodeTerms, Entered, Wrong
from jishen.domain.access_errors import PersonFault
from jishen.store.session import Store
from jishen.store.tables import Person


def change_password(
    store: Store, who: SignedIn, current: str, new: str, browser: Browser, terms: CodeTerms
) -> Entered | Wrong | MustWait:
    """Replace the password; every session ends, and a new one begins in this browser.

    Raises:
        PersonFault: the new password is the old one, or too easy to guess.
    """
    with store.act("sign_in") as session:
        begun = attempts.begin_attempt(session, who.login, browser.address, terms.at)
        if isinstance(begun, MustWait):
            return begun
        stored = session.get_one(Person, who.person_id).password_hash
    if not passwords.is_right(current, stored):
        return Wrong()
    if new == current:
        message = "新密码不得与原密码相同"
        raise PersonFault(message)
    hashed = chosen_password_hash(new, who.login)
    with store.act("person") as session:
        person = session.get_one(Person, who.person_id, with_for_update=True)
        if person.password_hash != stored or person.disabled_at is not None:
            return Wrong()
        attempts.end_attempt(session, begun.attempt.id, attempts.HALF)
        by = By(actor_of(person), terms.at)
        set_password(session, person, hashed, by, is_one_time=False)
        entry = Entry(terms.at, who.means, who.code_at)
        return Entered(open_session(session, person, browser, terms.rules, entry))


def prepare_codes(store: Store, who: SignedIn, terms: CodeTerms) -> None:
    """Make the secret that the person then puts into an app, unless there is one."""
    with store.act("person") as session:
        person = session.get_one(Person, who.person_id, with_for_update=True)
        if person.totp_confirmed_at is None:
            begin_enrolment(person, terms.seal)
            note(session, person, By(actor_of(person), terms.at), "codes.prepared")


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What is typed to put one-time codes in use."""

    code: str
    password: str = ""
    """Asked for unless setting up codes is what the sign-in itself still waits for."""


def confirm_codes(
    store: Store, who: SignedIn, typed: Confirmation, browser: Browser, terms: CodeTerms
) -> Entered | Wrong | MustWait:
    """Put one-time codes in use; the session goes on as one in which a code was typed."""
    with store.act("sign_in") as session:
        begun = attempts.begin_attempt(session, who.login, browser.address, terms.at)
        if isinstance(begun, MustWait):
            return begun
        stored = session.get_one(Person, who.person_id).password_hash
    # A session left open must not be enough to lock its owner out (ASVS 7.5.1).
    is_asked = who.missing is not Missing.ENROLMENT and stored is not None
    if is_asked and not passwords.is_right(typed.password, stored):
        return Wrong()
    with store.act("person") as session:
        person = session.get_one(Person, who.person_id, with_for_update=True)
        by = By(actor_of(person), terms.at)
        if not confirm_enrolment(session, person, typed.code, terms.seal, by):
            return Wrong()
        attempts.end_attempt(session, begun.attempt.id, attempts.ENTERED)
        end_session(session, who.session_id, person, by)
        entry = Entry(terms.at, who.means, code_at=terms.at)
        return Entered(open_session(session, person, browser, terms.rules, entry))


def end_own_session(store: Store, who: SignedIn, session_id: str, terms: CodeTerms) -> bool:
    """End one session of one's own; return whether there was one of that id."""
    with store.act("sign_in") as session:
        person = session.get_one(Person, who.person_id)
        return end_session(session, session_id, person, By(actor_of(person), terms.at))
