"""What rests on locks and constraints, on SQLite and on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from jishen.access.accounts import By, disable_person, named_person
from jishen.access.attempts import MOST_OF_A_LOGIN, Admitted, MustWait, begin_attempt
from jishen.access.rights import acting
from jishen.domain.access_errors import NotAllowed
from jishen.domain.people import Role
from jishen.store import audit
from jishen.store.session import Store
from tests.access.roster import AT, BY, let_in, put, whose

AT_ONCE = 12


def test_attempts_at_one_moment_count_one_another(either_store: Store) -> None:
    start = Barrier(AT_ONCE)

    def attempt(_: int) -> Admitted | MustWait:
        start.wait()
        with either_store.act("sign_in") as session:
            return begin_attempt(session, "wangxm", "10.1.1.1", AT)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(attempt, range(AT_ONCE)))

    assert sum(isinstance(answer, Admitted) for answer in answers) == MOST_OF_A_LOGIN


def test_an_account_its_session_and_its_end(either_store: Store) -> None:
    put(either_store, "guanli", Role.ADMIN)
    person_id = put(either_store, "wangxm", Role.REVIEWER, Role.APPROVER)
    token = let_in(either_store, "wangxm")
    who = whose(either_store, token)
    with either_store.act("person") as session:
        disable_person(session, named_person(session, "wangxm"), By(BY.actor, AT))

    assert who is not None
    assert who.roles == {Role.REVIEWER, Role.APPROVER}
    assert whose(either_store, token) is None
    with either_store.reading() as session:
        assert audit.verify(session) is None
    with pytest.raises(NotAllowed, match="停用"), either_store.act("person") as session:
        acting(session, person_id, (Role.REVIEWER,), AT)
