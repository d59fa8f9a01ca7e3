"""What a row changes of what is known, as values: nothing is lost, nothing changes twice."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishen.cases.registry_changes import RowResult, compared, first_known
from jishen.cases.registry_check import Flaw, flaws_of
from jishen.domain.enterprises import (
    Enterprise,
    EnterpriseKind,
    EnterpriseStatus,
    FormerName,
    ZoneStatus,
)
from jishen.domain.registry import FieldOrigin, KnownEnterprise, RegistryRow, row_of
from jishen.store.registry import from_fields, from_origins, to_fields, to_origins

AT = datetime(2026, 3, 1, tzinfo=UTC)
TODAY = date(2026, 3, 2)
NAMES = st.text("广州样例甲乙丙科技有限公司（）()", min_size=1, max_size=12)
DAYS = st.none() | st.dates(date(2000, 1, 1), date(2026, 1, 1))
TEXTS = st.text(max_size=8)
FIRMS = st.builds(
    Enterprise,
    uscc=st.just("91440105000Y0001XL"),
    name=NAMES,
    kind=st.sampled_from(EnterpriseKind),
    former_names=st.lists(
        st.builds(FormerName, NAMES, DAYS), max_size=3, unique_by=lambda former: former.name
    ).map(tuple),
    street=TEXTS,
    registered_address=TEXTS,
    status=st.sampled_from(EnterpriseStatus),
    status_on=DAYS,
    moved_in_on=DAYS,
    brand_names=st.lists(TEXTS.filter(bool), max_size=2).map(tuple),
    industry=TEXTS,
)
ROWS = st.builds(
    lambda firm, as_of: row_of(firm, 1, as_of), FIRMS, st.none() | st.just(date(2026, 2, 1))
)
GOOD = Enterprise(
    "91440105000Y0001XL",
    "广州样例有限公司",
    kind=EnterpriseKind.COMPANY,
    registered_address="海珠区1号",
    contact_phone="138",
    status=EnterpriseStatus.IN_BUSINESS,
)


def known_after(row: RegistryRow, known: KnownEnterprise | None = None) -> KnownEnterprise:
    outcome = first_known(row, 1) if known is None else compared(known, row, 2)
    return KnownEnterprise(outcome.enterprise, dict(outcome.origins), AT, None)


@given(ROWS)
def test_a_row_said_again_changes_nothing(row: RegistryRow) -> None:
    known = known_after(row)

    outcome = compared(known, row, 2)

    assert (outcome.result, outcome.changed) == (RowResult.UNCHANGED, ())


@given(ROWS, ROWS)
def test_a_second_row_said_again_changes_nothing_either(
    first: RegistryRow, second: RegistryRow
) -> None:
    known = known_after(second, known_after(first))

    outcome = compared(known, second, 3)

    assert outcome.changed == ()
    assert outcome.result in {RowResult.UNCHANGED, RowResult.ASKED}


@given(ROWS, ROWS)
def test_no_former_name_is_ever_lost_and_the_present_name_is_none_of_them(
    first: RegistryRow, second: RegistryRow
) -> None:
    known = known_after(first)

    after = compared(known, second, 2).enterprise

    kept = {former.name for former in after.former_names} | {after.name}
    assert {former.name for former in known.enterprise.former_names} <= kept


@given(FIRMS)
def test_an_enterprise_comes_back_from_history_as_it_was(firm: Enterprise) -> None:
    assert from_fields(firm.uscc, to_fields(firm)) == firm


@given(
    st.dictionaries(
        st.sampled_from(["name", "street", "kind", "status"]),
        st.builds(FieldOrigin, st.integers(1, 3), DAYS),
    )
)
def test_origins_come_back_as_they_were(origins: dict[str, FieldOrigin]) -> None:
    assert from_origins(to_origins(origins), origins) == origins


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        ({"registered_address": ""}, Flaw.NO_ADDRESS),
        ({"contact_phone": ""}, Flaw.NO_CONTACT),
        ({"kind": EnterpriseKind.UNKNOWN}, Flaw.KIND_UNKNOWN),
        ({"kind": EnterpriseKind.BRANCH}, Flaw.BRANCH_WITHOUT_HEAD),
        ({"status": EnterpriseStatus.REVOKED}, Flaw.STATUS_UNDATED),
        (
            {
                "status": EnterpriseStatus.MOVED_OUT,
                "status_on": TODAY,
                "zone_status": ZoneStatus.IN,
            },
            Flaw.ENDED_IN_ZONE,
        ),
        ({"zone_status": ZoneStatus.IN, "district": "天河区"}, Flaw.IN_ZONE_ELSEWHERE),
        (
            {"moved_in_on": date(2025, 2, 1), "moved_out_on": date(2025, 1, 1)},
            Flaw.MOVES_REVERSED,
        ),
        ({"moved_in_on": date(2027, 1, 1)}, Flaw.IN_FUTURE),
    ],
)
def test_each_flaw_is_found_and_no_other(change: dict[str, object], flaw: Flaw) -> None:
    firm = replace(GOOD, **change)  # type: ignore[arg-type]
    known = KnownEnterprise(firm, {"name": FieldOrigin(1, TODAY)}, AT, None)

    assert [found.flaw for found in flaws_of(known, TODAY)] == [flaw]


@pytest.mark.parametrize(
    ("as_of", "flaws"), [(None, [Flaw.UNDATED]), (date(2024, 1, 1), [Flaw.STALE]), (TODAY, [])]
)
def test_old_and_undated_data_is_stale(as_of: date | None, flaws: list[Flaw]) -> None:
    known = KnownEnterprise(GOOD, {"name": FieldOrigin(1, as_of)}, AT, None)

    assert [found.flaw for found in flaws_of(known, TODAY)] == flaws
