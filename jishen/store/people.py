"""Who is there and what each may do on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Date,
    String,
    and_,
    bindparam,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from jishen.domain.people import DEPUTISED_ROLES, Role, excluding_roles, signature
from jishen.store.tables import Absence, Person, PersonRole

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that a person may act in, of their own or for somebody who is away."""

    role: Role
    instead_of: str | None = None
    """The signature of the person who is away; None for a role of their own."""


def day_of(at: datetime) -> date:
    """Return the day that an instant belongs to where the district's clocks are."""
    return at.astimezone(SHANGHAI).date()


def person_of(session: Session, login: str, *, is_locked: bool = False) -> Person | None:
    """Return the person of a login name; locked: nobody else changes them until the act ends."""
    query = select(Person).where(Person.login == login)
    return session.scalar(query.with_for_update() if is_locked else query)


def everybody(session: Session) -> list[Person]:
    """Return every person there ever was, by login name."""
    return list(session.scalars(select(Person).order_by(Person.login)))


def own_roles(session: Session, person_id: str, on: date) -> frozenset[Role]:
    """Return the roles that a person holds on a day, without those of a deputy."""
    query = select(PersonRole.role).where(PersonRole.person_id == person_id, *_holds(on))
    return frozenset(session.scalars(query))


def held_roles(session: Session, person_id: str, on: date) -> tuple[HeldRole, ...]:
    """Return the roles a person may act in on a day: their own, then those of a deputy.

    What their own roles exclude is not lent to them, whatever was recorded.
    """
    session.flush()
    found = session.connection().execute(_HELD, {"person_id": person_id, "on": on}).all()
    own = {row.role for row in found if row.login is None}
    lent: dict[Role, HeldRole] = {}
    for row in found:
        if row.login and row.role not in own and excluding_roles({row.role, *own}) is None:
            lent.setdefault(row.role, HeldRole(row.role, signature(row.name, row.login)))
    return (*(HeldRole(role) for role in sorted(own)), *lent.values())


def roles_of(session: Session, person_id: str, on: date) -> frozenset[Role]:
    """Return the roles a person may act in on a day, own and deputised."""
    return frozenset(held.role for held in held_roles(session, person_id, on))


def holders_of(session: Session, role: Role, on: date) -> list[Person]:
    """Return the people who hold a role of their own on a day and are not disabled."""
    query = (
        select(Person)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(PersonRole.role == role, *_holds(on), Person.disabled_at.is_(None))
        .order_by(Person.login)
    )
    return list(session.scalars(query))


def grants_of(session: Session, person_ids: Iterable[str]) -> dict[str, list[PersonRole]]:
    """Return every grant of these people, ended ones too, oldest first."""
    query = (
        select(PersonRole).where(PersonRole.person_id.in_(list(person_ids))).order_by(PersonRole.id)
    )
    found: dict[str, list[PersonRole]] = {}
    for grant in session.scalars(query):
        found.setdefault(grant.person_id, []).append(grant)
    return found


def does_hold(grant: PersonRole, on: date) -> bool:
    """Tell whether a grant is in force on a day."""
    has_begun = grant.holds_from <= on
    has_ended = grant.holds_until is not None and grant.holds_until < on
    return grant.revoked_at is None and has_begun and not has_ended


def _holds(on: date | BindParameter[date]) -> tuple[ColumnElement[bool], ...]:
    return (
        PersonRole.revoked_at.is_(None),
        PersonRole.holds_from <= on,
        or_(PersonRole.holds_until.is_(None), PersonRole.holds_until >= on),
    )


# Built once: it is asked for each page and each act.
_away = aliased(Person)
_person, _on = bindparam("person_id", type_=String), bindparam("on", type_=Date)
# Any: role, name and login of a row, the last two None for roles of their own.
_HELD: CompoundSelect[Any] = union_all(
    select(
        PersonRole.role, null().label("name"), null().label("login"), literal(0).label("place")
    ).where(PersonRole.person_id == _person, *_holds(_on)),
    select(PersonRole.role, _away.name, _away.login, Absence.id)
    .select_from(Absence)
    .join(_away, _away.id == Absence.person_id)
    .join(PersonRole, and_(PersonRole.person_id == _away.id, *_holds(_on)))
    .where(
        Absence.deputy_id == _person,
        Absence.revoked_at.is_(None),
        Absence.starts_on <= _on,
        Absence.ends_on >= _on,
        _away.disabled_at.is_(None),
        PersonRole.role.in_(DEPUTISED_ROLES),
    ),
).order_by("place", "role")
"""Of a person on a day: the roles of their own, and after them those of people who are away."""
