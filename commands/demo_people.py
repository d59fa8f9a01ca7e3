"""The people of the demonstration: one for each role, with passwords made for this run."""

from dataclasses import dataclass
from datetime import datetime

from jishen.access.accounts import By, Term, add_person, grant_role, set_password
from jishen.access.passwords import hash_of, one_time_password
from jishen.domain.people import ROLE_NAMES, Role
from jishen.store.audit import Actor
from jishen.store.people import day_of
from jishen.store.session import Store

PEOPLE = (
    ("chushen", "陈初审", Role.REVIEWER),
    ("fuhe", "林复核", Role.APPROVER),
    ("bofu", "黄拨付", Role.FINANCE),
    ("shenji", "周审计", Role.AUDITOR),
    ("guanli", "吴管理", Role.ADMIN),
)


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """How somebody signs in to the demonstration."""

    login: str
    name: str
    role: str
    password: str

    def in_words(self) -> str:
        """Return it as a line on the terminal."""
        return f"  {self.login:<8}  {self.password}  {self.name}（{ROLE_NAMES[Role(self.role)]}）"


def add_sample_people(store: Store, at: datetime) -> tuple[SamplePerson, ...]:
    """Make the people of the demonstration; their passwords are told once and kept nowhere."""
    by = By(Actor("演示"), at)
    made = []
    for login, name, role in PEOPLE:
        password = one_time_password()
        hashed = hash_of(password)
        with store.act("person") as session:
            person = add_person(session, login, name, hashed, by)
            set_password(session, person, hashed, by, is_one_time=False)
            grant_role(session, person, role, by, Term(day_of(at)))
        made.append(SamplePerson(login, name, role.value, password))
    return tuple(made)
