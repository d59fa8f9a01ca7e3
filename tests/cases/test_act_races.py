"""Many people act at the same instant: one of them is heard, all others are told who it was."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy import func, select, update

from jishen.cases.act_terms import Acting, Asked, Done
from jishen.cases.checking import Correction, request_correction, take_case
from jishen.cases.deciding import decide
from jishen.cases.leaving import reject, withdraw
from jishen.cases.paying import Acknowledged, Answer, AnswerFile, acknowledge
from jishen.cases.payment_lists import Exported, export_requests
from jishen.cases.reviewing import review, second_review, send_back
from jishen.domain.acts import CaseAct
from jishen.domain.case_errors import AlreadyActed, EvidenceChanged
from jishen.domain.errors import JishenError
from jishen.domain.people import Role
from jishen.domain.states import CaseState, Hold
from jishen.store import audit
from jishen.store.session import Store, open_store
from jishen.store.tables import AwardCase, CaseActRecord, Payout, YearlyPool
from jishen.store.tables.payments import PaymentAnswer
from tests.cases.conftest import with_cases
from tests.cases.living import (
    AT,
    FULL,
    LI,
    QIAN,
    WANG,
    ZHANG,
    Office,
    asked,
    now,
    walk_to,
)
from tests.cases.publishing import cases_in
from tests.databases import Databases

CASES = 50
APPROVERS = 32
NUMBER = "HZ-2026-0001"
Attempt = Callable[[], Done]


@pytest.fixture(scope="session")
def awaiting(databases: Databases) -> Iterator[str]:
    """A database with many cases that a reviewer has passed, to be copied."""
    url = with_cases(databases, CASES)
    store, terms = open_store(url), Office().terms()
    with store.act("open_case") as session:
        session.execute(update(AwardCase).values(state=CaseState.SUBSTANTIVE_REVIEW))
    for case in cases_in(store):
        review(store, ZHANG, FULL, Asked(case.case_number, case.version, "同意"), terms)
    store.close()
    yield url
    databases.drop(url)


@pytest.fixture
def many(awaiting: str, databases: Databases) -> Iterator[Store]:
    """A database of its own with many cases that wait for an approver."""
    url = databases.copy_of(awaiting)
    store = open_store(url)
    yield store
    store.close()
    databases.drop(url)


@pytest.fixture(scope="session")
def opened(databases: Databases) -> Iterator[str]:
    """A database with two opened cases, to be copied."""
    url = with_cases(databases, 2)
    yield url
    databases.drop(url)


@pytest.fixture
def two(opened: str, databases: Databases) -> Iterator[Store]:
    """A database of its own with two opened cases."""
    url = databases.copy_of(opened)
    store = open_store(url)
    yield store
    store.close()
    databases.drop(url)


def approvers(office: Office, count: int) -> list[Acting]:
    """Return people who may approve, and give them their role."""
    people = [Acting(f"p-{n}", f"审批{n}", frozenset({Role.APPROVER})) for n in range(count)]
    office.held |= {person.person_id: person.roles for person in people}
    return people


def at_once(attempts: Sequence[Callable[[], object]]) -> list[object]:
    """Start everything at the same instant; return what each came to, an error as itself."""
    barrier = Barrier(len(attempts))

    def attempt(what: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return what()
        except JishenError as error:
            return error

    with ThreadPoolExecutor(len(attempts)) as threads:
        return list(threads.map(attempt, attempts))


def test_f08_of_many_approvers_one_is_heard_and_the_others_are_told_who(
    many: Store, office: Office
) -> None:
    people, terms = approvers(office, APPROVERS), office.terms()
    forms = [Asked(case.case_number, case.version, "同意") for case in cases_in(many)]

    def approve_all(person: Acting) -> list[object]:
        return [approve(person, form) for form in forms]

    def approve(person: Acting, form: Asked) -> object:
        try:
            return decide(many, person, form, terms)
        except AlreadyActed as told:
            return str(told)

    came = at_once([lambda p=person: approve_all(p) for person in people])
    results = [result for each in came for result in each]  # type: ignore[attr-defined] # lists
    done = [result for result in results if isinstance(result, Done)]
    told = [result for result in results if isinstance(result, str)]
    with many.reading() as session:
        paid = session.scalar(select(func.count()).select_from(Payout))
        amount = session.scalar(select(func.sum(Payout.amount_yuan)))
        pool = session.get_one(YearlyPool, 2026)
        acts = session.scalar(select(func.count()).where(CaseActRecord.act == CaseAct.DECIDE))
        states = Counter(session.scalars(select(AwardCase.state)))
        fault = audit.verify(session)
    assert (paid, acts, len(done)) == (CASES, CASES, CASES)
    assert states == {CaseState.PAYMENT_REQUESTED: CASES}
    assert amount == pool.used_yuan == CASES * 200_000
    assert len(told) == CASES * (APPROVERS - 1)
    by = {result.case_number: result.by for result in done}
    assert all(f"已由{by[text[3:15]]}于 2026-03-16 10:00 办理“审批通过”" in text for text in told)
    assert fault is None


def test_f09_approve_and_refuse_at_once_is_one_of_the_two(many: Store, office: Office) -> None:
    terms, form = office.terms(), asked(many, NUMBER)
    first, second = approvers(office, 2)

    came = at_once(
        [
            lambda: decide(many, first, form, terms),
            lambda: reject(many, second, "第二条", form, terms),
        ]
    )

    assert sorted(type(result).__name__ for result in came) == ["AlreadyActed", "Done"]
    state = now(many, NUMBER).state
    assert state in {CaseState.PAYMENT_REQUESTED, CaseState.NOT_ELIGIBLE}
    with many.reading() as session:
        is_paid = session.get(Payout, now(many, NUMBER).id) is not None
    assert is_paid is (state is CaseState.PAYMENT_REQUESTED)


def test_f09_review_and_correction_at_once_is_one_of_the_two(two: Store, office: Office) -> None:
    terms = office.terms()
    walk_to(two, NUMBER, CaseState.SUBSTANTIVE_REVIEW, terms)
    form = asked(two, NUMBER)

    came = at_once(
        [
            lambda: review(two, ZHANG, FULL, form, terms),
            lambda: request_correction(two, LI, [Correction("补")], form, terms),
        ]
    )

    assert sorted(type(result).__name__ for result in came) == ["AlreadyActed", "Done"]


def test_f10_one_person_in_two_browsers_signs_once(two: Store, office: Office) -> None:
    office.held["p-zhang"] |= WANG.roles
    terms = office.terms(second_review_from_yuan=200_000)
    walk_to(two, NUMBER, CaseState.SUBSTANTIVE_REVIEW, terms)
    form = asked(two, NUMBER)

    came = at_once([lambda: review(two, ZHANG, FULL, form, terms)] * 2)
    later = at_once([lambda: second_review(two, ZHANG, asked(two, NUMBER), terms)] * 2)

    assert sorted(type(result).__name__ for result in came) == ["AlreadyActed", "Done"]
    assert {type(result).__name__ for result in later} == {"NotYours"}


def test_f11_a_double_click_is_one_act_and_both_get_its_answer(two: Store, office: Office) -> None:
    walk_to(two, NUMBER, CaseState.SUBMITTED, office.terms())
    form = asked(two, NUMBER, action_key="k1")

    came = at_once([lambda: take_case(two, ZHANG, form, office.terms())] * 4)

    answers = [result for result in came if isinstance(result, Done)]
    assert len(answers) == 4
    assert {(answer.version, answer.by) for answer in answers} == {(3, "p-zhang（本人）")}
    assert sorted(answer.is_repeat for answer in answers) == [False, True, True, True]


def test_f12_evidence_that_changes_during_two_reviews_leaves_no_stale_signature(
    two: Store, office: Office
) -> None:
    terms = office.terms(second_review_from_yuan=200_000)
    walk_to(two, NUMBER, CaseState.SUBSTANTIVE_REVIEW, terms)
    review(two, ZHANG, FULL, asked(two, NUMBER), terms)
    form = asked(two, NUMBER)

    def change() -> None:
        office.claims[now(two, NUMBER).id] = "c" * 64

    at_once([change, lambda: second_review(two, LI, form, terms)])
    with pytest.raises(EvidenceChanged):
        decide(two, WANG, asked(two, NUMBER), terms) if _is_ready(two) else _raise_changed()

    assert now(two, NUMBER).state is CaseState.SUBSTANTIVE_REVIEW


def _is_ready(store: Store) -> bool:
    return now(store, NUMBER).state is CaseState.AWAITING_DECISION


def _raise_changed() -> None:
    raise EvidenceChanged(NUMBER)


def test_f13_of_two_cases_for_the_last_money_one_is_paid_and_the_other_waits_for_the_budget(
    many: Store, office: Office
) -> None:
    with many.act("awards") as session:
        session.get_one(YearlyPool, 2026).cap_yuan = 200_000
    numbers = [case.case_number for case in cases_in(many)[:2]]
    terms, (first, second) = office.terms(), approvers(office, 2)
    forms = [asked(many, number) for number in numbers]

    came = at_once(
        [
            lambda: decide(many, first, forms[0], terms),
            lambda: decide(many, second, forms[1], terms),
        ]
    )

    cases = sorted((now(many, number) for number in numbers), key=lambda case: case.state)
    assert all(isinstance(result, Done) for result in came)
    assert [(case.state, case.hold) for case in cases] == [
        (CaseState.ON_HOLD, Hold.BUDGET),
        (CaseState.PAYMENT_REQUESTED, None),
    ]
    with many.reading() as session:
        pool = session.get_one(YearlyPool, 2026)
    assert pool.used_yuan == 200_000


def test_f14_a_withdrawal_during_the_approval_is_one_of_the_two(
    many: Store, office: Office
) -> None:
    terms, form = office.terms(), asked(many, NUMBER)

    came = at_once(
        [
            lambda: decide(many, WANG, form, terms),
            lambda: withdraw(many, LI, form, terms),
            lambda: send_back(many, approvers(office, 1)[0], form, terms),
        ]
    )

    assert sorted(type(result).__name__ for result in came) == [
        "AlreadyActed",
        "AlreadyActed",
        "Done",
    ]


def test_two_imports_of_one_answer_and_two_lists_at_once_are_one_payment_and_one_list(
    two: Store, office: Office
) -> None:
    walk_to(two, NUMBER, CaseState.PAYMENT_REQUESTED, office.terms())
    lists = at_once([lambda: export_requests(two, QIAN, office.rights, AT)] * 2)
    requests = [r for made in lists if isinstance(made, Exported) for r in made.requests]
    day = date(2026, 3, 18)
    paid = Answer(2, requests[0].instruction_key, PaymentAnswer.PAID, 200_000, day, "国库-1")
    file = AnswerFile("回执.xlsx", "f" * 64, 1, 0)

    came = at_once([lambda: acknowledge(two, file, [paid], QIAN, office.rights, AT)] * 4)

    done = [result for result in came if isinstance(result, Acknowledged)]
    assert len(requests) == 1
    assert sorted(len(result.paid) for result in done) == [0, 0, 0, 1]
    assert sum(result.known for result in done) == 3
    assert now(two, NUMBER).state is CaseState.PAID
