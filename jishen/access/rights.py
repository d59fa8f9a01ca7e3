"""Rights inside the acting transaction: who may act is read where it is acted, and locked there."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.domain.access_errors import NotAllowed
from jishen.domain.people import ROLE_NAMES, Role, signature
from jishen.store.audit import Actor
from jishen.store.people import day_of, held_roles
from jishen.store.tables import Person

INSTEAD = "代"


def acting(session: Session, person_id: str, roles: tuple[Role, ...], at: datetime) -> Actor:
    """Return the actor for one of these roles, any person's for none; held until the act ends.

    A deputy acts under their own name: 李四（lisi）代王五（wangwu）. The person's row is locked, so
    that taking a role away either comes before this act, or waits until it is done.

    Raises:
        NotAllowed: disabled, or none of the roles is theirs at this moment.
    """
    person = session.scalar(select(Person).where(Person.id == person_id).with_for_update())
    if person is None or person.disabled_at is not None:
        message = "账号已停用，本次办理未生效"
        raise NotAllowed(message)
    own = signature(person.name, person.login)
    if not roles:
        return Actor(own, is_person=True)
    held = {each.role: each for each in held_roles(session, person_id, day_of(at))}
    fitting = [held[role] for role in roles if role in held]
    if not fitting:
        names = "、".join(ROLE_NAMES[role] for role in roles)
        message = f"须有“{names}”角色，您此刻没有该角色，本次办理未生效"
        raise NotAllowed(message)
    chosen = min(fitting, key=lambda each: each.instead_of is not None)
    name = f"{own}{INSTEAD}{chosen.instead_of}" if chosen.instead_of else own
    return Actor(name, is_person=True)
