"""The people pages: everybody in a line each, and one person with everything on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jishen.store.people import HeldRole, everybody, grants_of, held_roles
from jishen.store.tables import Absence, DeskSession, Person, PersonIdentity, PersonRole


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person with the roles of a day and the last sign-in."""

    person: Person
    held: tuple[HeldRole, ...]
    entered_at: datetime | None


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """An absence with its deputy."""

    absence: Absence
    deputy: Person | None


@dataclass(frozen=True, slots=True)
class PersonFile:
    """A person with every grant, absence and link there ever was, newest first."""

    person: Person
    held: tuple[HeldRole, ...]
    grants: tuple[PersonRole, ...]
    absences: tuple[AbsenceLine, ...]
    identities: Sequence[PersonIdentity]


def person_lines(session: Session, on: date) -> list[PersonLine]:
    """Return everybody, who is disabled last."""
    entered = dict(
        session.execute(
            select(DeskSession.person_id, func.max(DeskSession.started_at)).group_by(
                DeskSession.person_id
            )
        )
        .tuples()
        .all()
    )
    lines = [
        PersonLine(person, held_roles(session, person.id, on), entered.get(person.id))
        for person in everybody(session)
    ]
    return sorted(lines, key=lambda line: line.person.disabled_at is not None)


def person_file(session: Session, person: Person, on: date) -> PersonFile:
    """Return what is on record of a person."""
    absences = session.execute(
        select(Absence, Person)
        .outerjoin(Person, Person.id == Absence.deputy_id)
        .where(Absence.person_id == person.id)
        .order_by(Absence.id.desc())
    )
    identities = session.scalars(
        select(PersonIdentity)
        .where(PersonIdentity.person_id == person.id)
        .order_by(PersonIdentity.provider)
    )
    return PersonFile(
        person,
        held_roles(session, person.id, on),
        tuple(grants_of(session, [person.id]).get(person.id, [])[::-1]),
        tuple(AbsenceLine(absence, deputy) for absence, deputy in absences),
        identities.all(),
    )
