"""One-time codes of a person: set up, confirmed by a code, taken away; the secret is sealed."""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from jishen.access.accounts import By, end_sessions, note
from jishen.domain.one_time_codes import SECRET_BYTES, matching_step
from jishen.sealing import Place, Seal
from jishen.store.tables import Person


def secret_of(person: Person, seal: Seal) -> bytes | None:
    """Return the secret that is being set up or in use, None when there is none."""
    if person.totp_sealed is None:
        return None
    return bytes.fromhex(seal.open(person.totp_sealed, _place(person)))


def begin_enrolment(person: Person, seal: Seal) -> bytes:
    """Return the secret to be put into an app; one not confirmed yet is kept, never one in use."""
    known = secret_of(person, seal)
    if known is not None:
        return known
    secret = secrets.token_bytes(SECRET_BYTES)
    person.totp_sealed = seal.seal(secret.hex(), _place(person))
    return secret


def confirm_enrolment(session: Session, person: Person, code: str, seal: Seal, by: By) -> bool:
    """Put codes in use if this one is right; return whether it was."""
    if person.totp_confirmed_at is not None or not is_code_right(person, code, seal, by.at):
        return False
    person.totp_confirmed_at = by.at
    note(session, person, by, "codes.enrolled")
    return True


def reset_codes(session: Session, person: Person, by: By) -> None:
    """Forget a person's secret (a lost telephone): they set up another at the next sign-in."""
    person.totp_sealed = None
    person.totp_confirmed_at = None
    person.totp_used_step = None
    end_sessions(session, person, by)
    note(session, person, by, "codes.reset")


def is_code_right(person: Person, code: str, seal: Seal, at: datetime) -> bool:
    """Tell whether a code holds at this moment, and spend it."""
    secret = secret_of(person, seal)
    if secret is None:
        return False
    step = matching_step(secret, code, at, person.totp_used_step)
    if step is None:
        return False
    person.totp_used_step = step
    return True


def _place(person: Person) -> Place:
    return Place("person", "totp_sealed", person.id)
