"""People and sign-ins of the tests, made by the product's own acts."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

from sqlalchemy import select

from jishen.access.accounts import By, Term, add_person, grant_role, set_password
from jishen.access.attempts import MustWait
from jishen.access.passwords import hash_of
from jishen.access.sessions import Browser, Entry, SessionRules, SignedIn, open_session, signed_in
from jishen.access.signing_in import Entered, Wrong, sign_in
from jishen.domain.people import Role
from jishen.store.audit import Actor
from jishen.store.people import person_of
from jishen.store.session import Store
from jishen.store.tables import AuditEntry, Person

AT = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
PASSWORD = "五羊衔穗-春风又绿-12"  # noqa: S105 (of the tests)
BY = By(Actor("测试管理员", is_person=True), AT)
SINCE = date(2026, 1, 1)
HERE = Browser("10.1.1.1", "Firefox")
RULES = SessionRules(timedelta(minutes=30), timedelta(hours=10), frozenset())


@cache
def password_hash() -> str:
    return hash_of(PASSWORD)


def put(store: Store, login: str, *roles: Role) -> str:
    """Make somebody with these roles and PASSWORD; return the person's id."""
    with store.act("person") as session:
        person = add_person(session, login, f"{login}某", password_hash(), BY)
        set_password(session, person, password_hash(), BY, is_one_time=False)
        for role in roles:
            grant_role(session, person, role, BY, Term(SINCE))
        return person.id


def known(store: Store, login: str) -> Person:
    """Return somebody's record as it stands."""
    with store.reading() as session:
        person = person_of(session, login)
    assert person is not None
    return person


def enter(
    store: Store,
    login: str,
    password: str = PASSWORD,
    *,
    browser: Browser = HERE,
    at: datetime = AT,
    rules: SessionRules = RULES,
) -> Entered | Wrong | MustWait:
    """Try to sign in."""
    return sign_in(store, login, password, browser, rules, at)


def let_in(
    store: Store,
    login: str,
    *,
    browser: Browser = HERE,
    at: datetime = AT,
    code_at: datetime | None = None,
) -> str:
    """Begin a session without a password, which takes its time; return the token."""
    person_id = known(store, login).id
    with store.act("sign_in") as session:
        person = session.get_one(Person, person_id)
        return open_session(session, person, browser, RULES, Entry(at, code_at=code_at))


def whose(
    store: Store, token: str, at: datetime = AT, rules: SessionRules = RULES
) -> SignedIn | None:
    """Return whose token it is."""
    with store.reading() as session:
        found = signed_in(session, token, rules, at)
    return found[0] if found else None


def token_of(answer: Entered | Wrong | MustWait) -> str:
    """Return the token of somebody who was let in."""
    assert isinstance(answer, Entered)
    return answer.token


def events(store: Store) -> list[str]:
    """Return the audit trail's events in order."""
    with store.reading() as session:
        return list(session.scalars(select(AuditEntry.event).order_by(AuditEntry.sequence)))
