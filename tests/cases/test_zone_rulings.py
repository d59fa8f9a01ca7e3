"""A ruling on the zone is recorded once, signed, and undecided cases are asked about again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from jishen.cases.reevaluation import Reevaluated, reevaluate_all
from jishen.cases.transitions import change_state
from jishen.cases.zoning import record_point, record_ruling, touched_by
from jishen.domain.decisions import CoordinateSystem, MapPoint, Outcome
from jishen.domain.enterprises import ZoneStatus
from jishen.domain.errors import ZoneFault
from jishen.domain.notices import NoticeEvent
from jishen.domain.states import CaseState
from jishen.domain.zones import ZoneRuling, ZoneSubject
from jishen.store import audit
from jishen.store.session import Store
from jishen.store.tables import AuditEntry, DecisionRecord, EnterpriseRecord, ZoneRulingRecord
from jishen.store.tables.messages import OutboxState
from jishen.store.zones import zone_question
from tests.cases.publishing import (
    AT,
    MACHINE,
    POLICY,
    TERMS,
    Batch,
    cases_in,
    enterprise,
    identify,
    open_waiting,
    outbox_of,
    publish,
    row,
)
from tests.sample_registry import import_enterprises

EMPTY = "企业名册“示范区”列：未填写"
HERE = replace(TERMS, zone=POLICY.zone)
BORDER = enterprise(
    registered_address="广州市海珠区广州大道南999号A座",
    zone_status=ZoneStatus.UNCERTAIN,
    zone_basis=EMPTY,
)
USCC = BORDER.uscc
INSIDE = ZoneRuling(
    ZoneSubject.BUILDING, "广州大道南999号", ZoneStatus.IN, date(2026, 3, 1), "王审核", "函1号"
)
OUTSIDE = replace(INSIDE, status=ZoneStatus.OUT, document="函2号")


def rule(store: Store, ruling: ZoneRuling) -> bool:
    assert POLICY.is_building is not None
    return record_ruling(store, ruling, at=AT, by="李经办", is_building=POLICY.is_building)


def open_with_zone(store: Store) -> None:
    identify(store)
    open_waiting(store, HERE)


def again(store: Store) -> list[Reevaluated]:
    return reevaluate_all(store, replace(HERE, at=AT + timedelta(minutes=10)))


def events_of(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(select(AuditEntry.event).order_by(AuditEntry.sequence)))


def test_an_address_that_the_registry_leaves_open_is_answered_from_the_map(store: Store) -> None:
    place = enterprise(
        registered_address="广州市海珠区琶洲大道68号",
        zone_status=ZoneStatus.UNCERTAIN,
        zone_basis=EMPTY,
    )
    import_enterprises(store, place)
    publish(store, row(1))

    open_with_zone(store)

    (case,) = cases_in(store)
    assert case.state is CaseState.OPENED


def test_a_doubt_that_a_person_wrote_into_the_registry_waits_for_a_ruling(store: Store) -> None:
    place = enterprise(
        registered_address="广州市海珠区琶洲大道68号",
        zone_status=ZoneStatus.UNCERTAIN,
        zone_basis="企业名册“示范区”列：待核定",
    )
    import_enterprises(store, place)
    publish(store, row(1))

    open_with_zone(store)

    (case,) = cases_in(store)
    assert case.state is CaseState.ON_HOLD


def test_the_registrys_own_word_prevails_over_the_map(store: Store) -> None:
    place = enterprise(registered_address="广州市海珠区琶洲大道68号", zone_status=ZoneStatus.OUT)
    import_enterprises(store, place)
    publish(store, row(1))

    open_with_zone(store)

    assert cases_in(store) == []


def test_a_case_on_hold_is_opened_and_told_when_the_building_is_ruled_inside(store: Store) -> None:
    import_enterprises(store, BORDER)
    publish(store, row(1))
    open_with_zone(store)
    rule(store, INSIDE)

    done = again(store)

    (case,) = cases_in(store)
    assert done == [
        Reevaluated(case.case_number, Outcome.ON_HOLD, Outcome.ELIGIBLE, CaseState.OPENED)
    ]
    assert (case.state, case.payable_yuan) == (CaseState.OPENED, 200_000)
    assert {message.event for message in outbox_of(store)} == {
        NoticeEvent.CASE_WAITING,
        NoticeEvent.FILING_SEEN,
    }
    assert events_of(store)[-3:] == ["zone.ruled", "case.reevaluated", "case.moved"]


def test_asking_again_twice_finds_nothing_to_do(store: Store) -> None:
    import_enterprises(store, BORDER)
    publish(store, row(1))
    open_with_zone(store)
    rule(store, INSIDE)
    again(store)

    done = again(store)

    assert done == []
    with store.reading() as session:
        assert len(session.scalars(select(DecisionRecord)).all()) == 2
        assert audit.verify(session) is None


def test_a_case_told_to_the_enterprise_is_held_when_it_is_ruled_outside(store: Store) -> None:
    import_enterprises(store, BORDER)
    publish(store, row(1))
    rule(store, INSIDE)
    open_with_zone(store)
    rule(store, OUTSIDE)

    again(store)

    (case,) = cases_in(store)
    assert (case.state, case.outcome) == (CaseState.ON_HOLD, Outcome.NOT_ELIGIBLE)
    assert case.payable_yuan == 0


def test_a_case_that_is_closed_is_never_asked_about_again(store: Store) -> None:
    import_enterprises(store, BORDER)
    publish(store, row(1))
    open_with_zone(store)
    with store.act("release") as session:
        (case,) = cases_in(store)
        session.add(case)
        case.state = CaseState.NO_FURTHER_AWARD
    rule(store, INSIDE)

    done = again(store)

    assert done == []


def test_a_filing_that_opened_no_case_is_judged_again_when_ruled_inside(store: Store) -> None:
    west = enterprise(
        registered_address="广州市海珠区江南大道中180号",
        zone_status=ZoneStatus.UNCERTAIN,
        zone_basis=EMPTY,
    )
    import_enterprises(store, west)
    publish(store, row(1))
    open_with_zone(store)
    rule(
        store, ZoneRuling(ZoneSubject.ENTERPRISE, USCC, ZoneStatus.IN, date(2026, 3, 1), "王", "函")
    )

    again(store)
    again(store)
    identify(store)
    open_with_zone(store)

    (case,) = cases_in(store)
    assert case.state is CaseState.OPENED
    assert events_of(store).count("filings.asked_again") == 1


def test_a_backlog_case_is_measured_anew_and_nobody_is_told(store: Store) -> None:
    import_enterprises(store, BORDER)
    publish(store, row(1), batch=Batch(is_baseline=True))
    open_with_zone(store)
    rule(store, INSIDE)

    again(store)

    (case,) = cases_in(store)
    assert (case.state, case.outcome) == (CaseState.BACKLOG, Outcome.ELIGIBLE)
    assert outbox_of(store) == []


def test_the_same_ruling_is_recorded_once(store: Store) -> None:
    import_enterprises(store, BORDER)

    first, second = rule(store, INSIDE), rule(store, INSIDE)

    assert (first, second) == (True, False)
    with store.reading() as session:
        assert len(session.scalars(select(ZoneRulingRecord)).all()) == 1
    assert events_of(store).count("zone.ruled") == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"signed_by": " "}, "签发人"),
        ({"document": ""}, "依据文件"),
        ({"about": "广州大道南"}, "正式门牌号"),
        ({"subject": ZoneSubject.ENTERPRISE, "about": "91440101MA59J8WY6F"}, "企业名册没有"),
    ],
)
def test_a_ruling_that_nobody_can_stand_by_is_refused(store: Store, change, said) -> None:
    with pytest.raises(ZoneFault, match=said):
        rule(store, replace(INSIDE, **change))

    assert events_of(store) == []


def test_whom_a_ruling_touches_is_told_before_it_is_made(store: Store) -> None:
    import_enterprises(store, BORDER)
    assert POLICY.zone is not None

    with store.reading() as session:
        touched = list(touched_by(session, INSIDE, POLICY.zone, AT.date()))
        none = list(
            touched_by(session, replace(INSIDE, about="东晓南路1号"), POLICY.zone, AT.date())
        )

    assert [(each.uscc, each.before.status, each.after.status) for each in touched] == [
        (USCC, ZoneStatus.UNCERTAIN, ZoneStatus.IN)
    ]
    assert none == []


def test_a_point_is_kept_with_its_system_and_opens_a_held_case(store: Store) -> None:
    place = enterprise(
        registered_address="广州市海珠区芳园路31号",
        zone_status=ZoneStatus.UNCERTAIN,
        zone_basis=EMPTY,
    )
    import_enterprises(store, place)
    publish(store, row(1))
    open_with_zone(store)
    spot = MapPoint(113.3612, 23.1011, CoordinateSystem.WGS84)
    record_point(store, USCC, spot, source="现场核验", at=AT, by="李经办")

    again(store)

    (case,) = cases_in(store)
    assert case.state is CaseState.OPENED
    with store.reading() as session:
        asked = zone_question(session, session.get_one(EnterpriseRecord, USCC), AT.date())
    assert asked.point == spot


def test_a_point_without_a_source_is_refused(store: Store) -> None:
    import_enterprises(store, BORDER)
    spot = MapPoint(113.3612, 23.1011, CoordinateSystem.WGS84)

    with pytest.raises(ZoneFault, match="来源"):
        record_point(store, USCC, spot, source=" ", at=AT, by="李经办")


def test_a_case_that_was_told_before_it_was_held_returns_to_told(store: Store) -> None:
    import_enterprises(store, BORDER)
    publish(store, row(1))
    rule(store, INSIDE)
    open_with_zone(store)
    (message,) = outbox_of(store)
    with store.act("record_delivery") as session:
        kept = session.merge(message)
        kept.state = OutboxState.ACCEPTED
        (case,) = cases_in(store)
        change_state(
            session,
            session.merge(case),
            CaseState.ENTERPRISE_NOTIFIED,
            at=AT,
            actor=MACHINE,
            event="enterprise.notified",
            body={},
        )
    rule(store, OUTSIDE)
    again(store)
    rule(store, replace(INSIDE, document="函3号"))

    again(store)

    (case,) = cases_in(store)
    assert case.state is CaseState.ENTERPRISE_NOTIFIED
