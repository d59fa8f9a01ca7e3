"""Leave and deputies: for the days that somebody is away, another may act in their roles."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.access.accounts import By, Term, note, signed
from jishen.domain.access_errors import PersonFault
from jishen.domain.people import DEPUTISED_ROLES, ROLE_NAMES, excluding_roles
from jishen.store.people import own_roles
from jishen.store.tables import Absence, Person

REASON_CHARACTERS = 200


def record_absence(
    session: Session, person: Person, deputy: Person | None, term: Term, reason: str, by: By
) -> None:
    """Record that somebody is away from a day to a day, and who deputises.

    A deputy takes over 初审, 复核 and 拨付, never 审计 or 系统管理, and nothing that their own
    roles exclude.

    Raises:
        PersonFault: the days do not fit, or the deputy cannot be one.
    """
    fault = _fault_of_days(term) or _fault_of_reason(reason)
    fault = fault or (_fault_of_deputy(session, person, deputy, term) if deputy else None)
    if fault:
        raise PersonFault(fault)
    session.add(
        Absence(
            person_id=person.id,
            deputy_id=deputy.id if deputy else None,
            starts_on=term.starts_on,
            ends_on=term.ends_on,
            reason=reason.strip(),
            recorded_at=by.at,
            recorded_by=by.actor.name,
        )
    )
    note(
        session,
        person,
        by,
        "absence.recorded",
        deputy=deputy.login if deputy else None,
        **term.in_words(),
    )


def revoke_absence(session: Session, person: Person, absence_id: int, by: By) -> None:
    """Take an absence back from now on (come back early); it stays on record.

    Raises:
        PersonFault: there is none of that number that is in force.
    """
    found = session.get(Absence, absence_id, with_for_update=True)
    if found is None or found.person_id != person.id or found.revoked_at is not None:
        message = f"{signed(person)}没有编号为 {absence_id} 的在册请假"
        raise PersonFault(message)
    found.revoked_at, found.revoked_by = by.at, by.actor.name
    note(session, person, by, "absence.revoked", absence=found.id)


def absences_of(session: Session, person_id: str) -> list[Absence]:
    """Return every absence of a person, newest first."""
    query = select(Absence).where(Absence.person_id == person_id).order_by(Absence.id.desc())
    return list(session.scalars(query))


def _fault_of_days(term: Term) -> str | None:
    if term.ends_on is None or term.ends_on < term.starts_on:
        return "请假的最后一日不得早于第一日"
    return None


def _fault_of_reason(reason: str) -> str | None:
    is_fit = 0 < len(reason.strip()) <= REASON_CHARACTERS
    return None if is_fit else f"请填写事由（至多 {REASON_CHARACTERS} 字）"


def _fault_of_deputy(session: Session, person: Person, deputy: Person, term: Term) -> str | None:
    if deputy.id == person.id or deputy.disabled_at is not None:
        return f"{signed(deputy)}不能代理：是本人，或已停用"
    lent = own_roles(session, person.id, term.starts_on) & DEPUTISED_ROLES
    pair = excluding_roles(lent | own_roles(session, deputy.id, term.starts_on))
    if pair is None:
        return None
    names = "”与“".join(ROLE_NAMES[role] for role in pair)
    return f"{signed(deputy)}不能代理：“{names}”为不相容角色"
