"""People of the tests: put into the database as they stand after an administrator's acts."""

import uuid
from datetime import date, datetime, timedelta

from jishen.access.sessions import Browser, Entry, SessionRules, open_session
from jishen.domain.people import Role
from jishen.store.session import Store
from jishen.store.tables import Person, PersonRole

SINCE = date(2026, 1, 1)
RULES = SessionRules(timedelta(minutes=30), timedelta(hours=10), frozenset())
BROWSER = Browser("127.0.0.1", "test")


def put_person(store: Store, login: str, *roles: Role, at: datetime) -> str:
    """Put somebody with these roles into the database; return the person's id."""
    person = Person(
        id=str(uuid.uuid4()),
        login=login,
        name=f"{login}某",
        password_hash=None,
        password_is_one_time=False,
        password_set_at=at,
        created_at=at,
        created_by="测试",
    )
    grants = [
        PersonRole(
            person_id=person.id, role=role, holds_from=SINCE, granted_at=at, granted_by="测试"
        )
        for role in roles
    ]
    with store.act("person") as session:
        session.add(person)
        session.flush()
        session.add_all(grants)
    return person.id


def session_token(store: Store, person_id: str, at: datetime) -> str:
    """Begin a session in which everything that must be done is done; return its token."""
    with store.act("sign_in") as session:
        person = session.get_one(Person, person_id)
        return open_session(session, person, BROWSER, RULES, Entry(at, code_at=at))
