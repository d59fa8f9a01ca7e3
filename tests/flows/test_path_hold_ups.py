"""One message or one case that cannot be made does not hold up the others."""

from sqlalchemy import delete, select

from flows.deliver import deliver_all
from flows.match import match_all
from flows.open_cases import open_all
from flows.running import now
from flows.watching import watch_all
from jishen.cases import outbox
from jishen.cases.opening import groups_to_open
from jishen.domain.decisions import Outcome
from jishen.domain.notices import Audience, NoticeEvent
from jishen.domain.states import CaseState
from jishen.store.session import Store
from jishen.store.tables import AwardCase, OutboxMessage
from tests.flows.path_world import look_and_advance
from tests.installation import Installation

CASES_OF_MARCH = 13


def put_a_message_about_no_case(store: Store) -> None:
    with store.act("open_case") as session:
        outbox.put(
            session,
            NoticeEvent.FILING_SEEN,
            Audience.ENTERPRISE,
            "91440105000Y0001XL",
            subject={"case_id": "nothing"},
            at=now(),
        )


def put_a_live_case_without_filings(store: Store) -> str:
    """Put a case that should not be there in the way of the first group; return its enterprise."""
    group = groups_to_open(store)[0]
    values = dict.fromkeys(
        (
            "ceiling_yuan",
            "determined_yuan",
            "payable_yuan",
            "city_half_yuan",
            "district_half_yuan",
        ),
        0,
    )
    with store.act("open_case") as session:
        session.add(
            AwardCase(
                id="in the way",
                case_number="HZ-2026-9999",
                policy_id="haizhu_2024",
                clause="art3_algorithm",
                filing_key="in the way",
                uscc=group.uscc,
                entry_id=group.entry_ids[0],
                state=CaseState.OPENED,
                outcome=Outcome.ELIGIBLE,
                reason="",
                is_backlog=False,
                opened_at=now(),
                **values,
            )
        )
    return group.uscc


def take_it_away(store: Store) -> None:
    with store.act("open_case") as session:
        session.execute(delete(AwardCase).where(AwardCase.id == "in the way"))


def test_a_message_that_cannot_be_written_is_put_off_and_the_others_go_out(
    installation: Installation,
) -> None:
    put_a_message_about_no_case(installation.store)
    installation.site.down()

    _, advanced = look_and_advance(installation.settings)

    assert (advanced.delivered.accepted, advanced.delivered.put_off) == (2, 1)


def operators_told(store: Store) -> list[str]:
    with store.reading() as session:
        alarms = select(OutboxMessage).where(OutboxMessage.audience == Audience.OPERATORS)
        return [str(alarm.subject) for alarm in session.scalars(alarms)]


def test_a_message_that_was_put_off_is_not_tried_again_in_the_same_run(
    installation: Installation,
) -> None:
    put_a_message_about_no_case(installation.store)
    deliver_all(installation.settings)

    again = deliver_all(installation.settings)

    assert (again.accepted, again.put_off) == (0, 0)


def test_a_case_that_cannot_be_opened_is_told_and_the_others_are_opened(
    installation: Installation,
) -> None:
    installation.site.publish("2026-03")
    watch_all(installation.settings)
    match_all(installation.settings)
    uscc = put_a_live_case_without_filings(installation.store)

    open_all(installation.settings)

    (told,) = operators_told(installation.store)
    assert "有 1 家企业的已匹配条目未能立案（IntegrityError）" in told
    left = {group.uscc for group in groups_to_open(installation.store)}
    assert left == {uscc}


def test_a_case_that_could_not_be_opened_is_opened_once_nothing_is_in_the_way(
    installation: Installation,
) -> None:
    installation.site.publish("2026-03")
    watch_all(installation.settings)
    match_all(installation.settings)
    put_a_live_case_without_filings(installation.store)
    open_all(installation.settings)
    take_it_away(installation.store)

    opened = open_all(installation.settings)

    assert opened.cases == 1
    assert opened.digests == 1
