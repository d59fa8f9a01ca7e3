"""Accounts of people: made, given roles, disabled; every act in one transaction with its entry."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from jishen.access import passwords
from jishen.domain.access_errors import PersonFault
from jishen.domain.people import (
    ROLE_NAMES,
    Role,
    excluding_roles,
    login_fault,
    name_fault,
    password_fault,
    signature,
)
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.people import SHANGHAI, day_of, does_hold, person_of
from jishen.store.tables import DeskSession, Person, PersonRole
from jishen.store.tables.base import JsonValue


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, and when."""

    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Term:
    """From when to when a role holds; both days included."""

    starts_on: date
    ends_on: date | None = None

    def in_words(self) -> dict[str, JsonValue]:
        """Return it as an audit entry's body has it."""
        last = self.ends_on.isoformat() if self.ends_on else None
        return {"holds_from": self.starts_on.isoformat(), "holds_until": last}


def signed(person: Person) -> str:
    """Return how a person is named in the audit trail."""
    return signature(person.name, person.login)


def actor_of(person: Person) -> Actor:
    """Return a person as the actor of audit entries."""
    return Actor(signed(person), is_person=True)


def named_person(session: Session, login: str) -> Person:
    """Return the person of a login name, locked until the act ends.

    Raises:
        PersonFault: there is nobody of that name.
    """
    person = person_of(session, login, is_locked=True)
    if person is None:
        message = f"没有登录名为“{login}”的人员"
        raise PersonFault(message)
    return person


def add_person(session: Session, login: str, name: str, password_hash: str, by: By) -> Person:
    """Make an account without any role; its password is a one-time one.

    Raises:
        PersonFault: the names cannot be used, or the login name is taken.
    """
    fault = login_fault(login) or name_fault(name)
    if fault is None and person_of(session, login) is not None:
        fault = f"登录名“{login}”已有人使用"
    if fault:
        raise PersonFault(fault)
    person = Person(
        id=str(uuid.uuid4()),
        login=login,
        name=name.strip(),
        password_hash=password_hash,
        password_is_one_time=True,
        password_set_at=by.at,
        created_at=by.at,
        created_by=by.actor.name,
    )
    session.add(person)
    session.flush()
    note(session, person, by, "person.added")
    return person


def grant_role(session: Session, person: Person, role: Role, by: By, term: Term) -> None:
    """Give a role for a term.

    Raises:
        PersonFault: the person is disabled, has it, or has one that excludes it.
    """
    if person.disabled_at is not None:
        message = f"{signed(person)}已停用，不能授予角色"
        raise PersonFault(message)
    for held in _unrevoked(session, person):
        if held.role is role and not _is_over(held, by.at):
            message = f"{signed(person)}已有“{ROLE_NAMES[role]}”角色"
            raise PersonFault(message)
        if held.role is role:
            held.revoked_at, held.revoked_by = by.at, "到期"
    session.flush()
    others = {held.role for held in _unrevoked(session, person) if not _is_over(held, by.at)}
    pair = excluding_roles({role, *others})
    if pair is not None:
        names = "”与“".join(ROLE_NAMES[each] for each in pair)
        message = f"“{names}”为不相容角色，不得由同一人担任"
        raise PersonFault(message)
    session.add(
        PersonRole(
            person_id=person.id,
            role=role,
            holds_from=term.starts_on,
            holds_until=term.ends_on,
            granted_at=by.at,
            granted_by=by.actor.name,
        )
    )
    note(session, person, by, "role.granted", role=role.value, **term.in_words())


def revoke_role(session: Session, person: Person, role: Role, by: By) -> None:
    """Take a role away from now on; the grant stays on record.

    Raises:
        PersonFault: the person does not have it, or is the last who keeps the accounts.
    """
    held = next((each for each in _unrevoked(session, person) if each.role is role), None)
    if held is None:
        message = f"{signed(person)}没有“{ROLE_NAMES[role]}”角色"
        raise PersonFault(message)
    if role is Role.ADMIN:
        _refuse_the_last_admin(session, person, by.at)
    held.revoked_at, held.revoked_by = by.at, by.actor.name
    note(session, person, by, "role.revoked", role=role.value)


def disable_person(session: Session, person: Person, by: By) -> None:
    """Let somebody in no more, and end their sessions; what they did stays theirs.

    Raises:
        PersonFault: disabled already, or the last who keeps the accounts.
    """
    if person.disabled_at is not None:
        message = f"{signed(person)}已经停用"
        raise PersonFault(message)
    _refuse_the_last_admin(session, person, by.at)
    person.disabled_at = by.at
    end_sessions(session, person, by)
    note(session, person, by, "person.disabled")


def enable_person(session: Session, person: Person, by: By) -> None:
    """Let somebody in again who was disabled."""
    if person.disabled_at is None:
        message = f"{signed(person)}未停用"
        raise PersonFault(message)
    person.disabled_at = None
    note(session, person, by, "person.enabled")


def chosen_password_hash(password: str, login: str) -> str:
    """Return the hash of a password that a person chose; slow, so not within a transaction.

    Raises:
        PersonFault: the password is too easy to guess.
    """
    fault = password_fault(password, login)
    if fault:
        raise PersonFault(fault)
    return passwords.hash_of(password)


def set_password(
    session: Session, person: Person, password_hash: str, by: By, *, is_one_time: bool
) -> None:
    """Set a password; every session of the person ends."""
    person.password_hash = password_hash
    person.password_is_one_time = is_one_time
    person.password_set_at = by.at
    end_sessions(session, person, by)
    note(session, person, by, "password.reset" if is_one_time else "password.set")


def end_sessions(session: Session, person: Person, by: By, *, but: str = "") -> None:
    """End every session of a person, but the one of the id given."""
    session.execute(
        update(DeskSession)
        .where(
            DeskSession.person_id == person.id,
            DeskSession.ended_at.is_(None),
            DeskSession.id != but,
        )
        .values(ended_at=by.at, ended_by=by.actor.name)
    )


def note(session: Session, person: Person, by: By, event: str, **said: JsonValue) -> None:
    """Write the audit entry of an act on an account."""
    body: JsonValue = {"person": person.id, "login": person.login, **said}
    audit.append(session, at=by.at, actor=by.actor, event=event, body=body)


def _unrevoked(session: Session, person: Person) -> list[PersonRole]:
    query = select(PersonRole).where(
        PersonRole.person_id == person.id, PersonRole.revoked_at.is_(None)
    )
    return list(session.scalars(query))


def _is_over(held: PersonRole, at: datetime) -> bool:
    return held.holds_until is not None and held.holds_until < at.astimezone(SHANGHAI).date()


def _refuse_the_last_admin(session: Session, person: Person, at: datetime) -> None:
    """Refuse to lock everybody out: somebody must be left who can let people in."""
    query = (
        select(PersonRole)
        .join(Person, Person.id == PersonRole.person_id)
        .where(PersonRole.role == Role.ADMIN, Person.disabled_at.is_(None))
        .with_for_update()
    )
    holders = {grant.person_id for grant in session.scalars(query) if does_hold(grant, day_of(at))}
    if holders == {person.id}:
        message = f"{signed(person)}是唯一在任的系统管理员，请先授予他人该角色"
        raise PersonFault(message)
