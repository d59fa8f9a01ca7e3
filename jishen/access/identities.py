"""How other systems name people: linked by an administrator, by subject id and nothing else."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.access.accounts import By, note, signed
from jishen.domain.access_errors import PersonFault
from jishen.store.tables import Person, PersonIdentity

SUBJECT_CHARACTERS = 255


def link_identity(session: Session, person: Person, provider: str, subject: str, by: By) -> None:
    """Link a person to the subject id that a provider has for them.

    Raises:
        PersonFault: no subject, linked already, or the subject is somebody else's.
    """
    subject = subject.strip()
    if not 0 < len(subject) <= SUBJECT_CHARACTERS or not subject.isprintable():
        message = "请填写对方系统中的用户标识（subject 或 UserID）"
        raise PersonFault(message)
    if session.get(PersonIdentity, (provider, subject)) is not None:
        message = "该用户标识已关联其他人员或本人"
        raise PersonFault(message)
    if _of(session, person, provider) is not None:
        message = f"{signed(person)}已关联该系统的另一标识，请先解除"
        raise PersonFault(message)
    session.add(
        PersonIdentity(
            provider=provider,
            subject=subject,
            person_id=person.id,
            linked_at=by.at,
            linked_by=by.actor.name,
        )
    )
    note(session, person, by, "identity.linked", provider=provider)


def unlink_identity(session: Session, person: Person, provider: str, by: By) -> None:
    """Take a link away; what was done under it stays.

    Raises:
        PersonFault: there is none.
    """
    found = _of(session, person, provider)
    if found is None:
        message = f"{signed(person)}未关联该系统"
        raise PersonFault(message)
    session.delete(found)
    note(session, person, by, "identity.unlinked", provider=provider)


def person_of_subject(session: Session, provider: str, subject: str) -> Person | None:
    """Return the person whom a provider names so, locked until the act ends; None for nobody."""
    return session.scalar(
        select(Person)
        .join(PersonIdentity, PersonIdentity.person_id == Person.id)
        .where(PersonIdentity.provider == provider, PersonIdentity.subject == subject)
        .with_for_update(of=Person)
    )


def _of(session: Session, person: Person, provider: str) -> PersonIdentity | None:
    return session.scalar(
        select(PersonIdentity).where(
            PersonIdentity.person_id == person.id, PersonIdentity.provider == provider
        )
    )
