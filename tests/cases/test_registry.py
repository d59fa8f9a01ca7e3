"""The registry keeps what it knew, who said it as of which day, and merges nothing by itself."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import DatabaseError

from jishen.cases.registry import apply_rows
from jishen.cases.registry_changes import RowResult
from jishen.cases.registry_terms import Applied, ImportTerms, RegistryFile, RowNote
from jishen.domain.enterprises import Enterprise, EnterpriseKind, EnterpriseStatus, FormerName
from jishen.domain.registry import RegistryRow, RegistryTaskKind, row_of
from jishen.sealing import Seal, is_sealed
from jishen.store.registry import enterprise_as_known, known_now, personal_shown
from jishen.store.session import Store
from jishen.store.tables import (
    EnterpriseName,
    EnterpriseRecord,
    EnterpriseVersion,
    RegistryImport,
    RegistryTask,
)
from tests.sample_registry import CLERK
from tests.unit.commands.registry_files import uscc_of

MARCH = datetime(2026, 3, 1, 4, tzinfo=UTC)
MAY = datetime(2026, 5, 1, 4, tzinfo=UTC)
SEAL = Seal((b"k" * 32,))
FIRM = Enterprise(
    uscc=uscc_of(1),
    name="广州甲智能科技有限公司",
    kind=EnterpriseKind.COMPANY,
    registered_address="海珠区样例路1号",
    street="琶洲街道",
    legal_representative="欧阳明",
    contact_phone="13812345678",
)


def put(
    store: Store, rows: Sequence[Enterprise | RegistryRow], at: datetime = MARCH, **file: object
) -> Applied:
    said = [row_of(row) if isinstance(row, Enterprise) else row for row in rows]
    source = RegistryFile("名册.csv", "5" * 64, len(rows), 0, **file)  # type: ignore[arg-type]
    return apply_rows(store, source, said, ImportTerms(at, CLERK, SEAL))


def now_known(store: Store, uscc: str = FIRM.uscc) -> Enterprise:
    with store.reading() as session:
        return known_now(session, [uscc], SEAL)[uscc].enterprise


def known_at(store: Store, at: datetime) -> Enterprise | None:
    with store.reading() as session:
        known = enterprise_as_known(session, FIRM.uscc, at)
    return known.enterprise if known else None


def tasks(store: Store) -> list[RegistryTask]:
    with store.reading() as session:
        return list(session.scalars(select(RegistryTask).order_by(RegistryTask.id)))


def test_what_was_known_at_an_instant_is_told_whatever_came_later(store: Store) -> None:
    put(store, [FIRM])
    put(store, [replace(FIRM, street="江海街道", status=EnterpriseStatus.MOVED_OUT)], MAY)

    before = known_at(store, MARCH - timedelta(days=1))
    then, later = known_at(store, MAY - timedelta(seconds=1)), known_at(store, MAY)

    assert before is None
    assert (then and then.street, then and then.status) == ("琶洲街道", EnterpriseStatus.UNKNOWN)
    assert (later and later.street, later and later.status.value) == ("江海街道", "moved_out")


def test_every_field_has_its_source_and_day(store: Store) -> None:
    put(store, [FIRM], as_of=date(2026, 2, 1))
    new_street = RegistryRow(1, replace(FIRM, street="江海街道"), frozenset({"name", "street"}))

    put(store, [new_street], MAY, as_of=date(2026, 4, 1))

    with store.reading() as session:
        origins = known_now(session, [FIRM.uscc], SEAL)[FIRM.uscc].origins
    assert (origins["street"].import_id, origins["street"].as_of) == (2, date(2026, 4, 1))
    assert (origins["registered_address"].import_id, origins["registered_address"].as_of) == (
        1,
        date(2026, 2, 1),
    )


def test_a_row_says_nothing_about_what_it_leaves_blank(store: Store) -> None:
    put(store, [FIRM])

    applied = put(store, [Enterprise(FIRM.uscc, FIRM.name, industry="软件")], MAY)

    assert applied.changed == 1
    assert now_known(store) == replace(FIRM, industry="软件")


def test_the_same_rows_again_change_nothing(store: Store) -> None:
    other = replace(FIRM, uscc=uscc_of(2), name="广州乙有限公司")
    put(store, [FIRM, other], as_of=date(2026, 2, 1))

    applied = put(store, [FIRM, other], MAY, as_of=date(2026, 2, 1))

    assert applied == Applied(added=0, changed=0, unchanged=2, entries_asked_again=0)
    with store.reading() as session:
        assert session.scalars(select(EnterpriseVersion)).all() == []


def test_the_same_for_a_later_day_confirms_and_makes_no_version(store: Store) -> None:
    put(store, [FIRM], as_of=date(2026, 2, 1))

    applied = put(store, [FIRM], MAY, as_of=date(2026, 4, 1))

    assert (applied.confirmed, applied.changed, applied.unchanged) == (1, 0, 0)
    with store.reading() as session:
        known = known_now(session, [FIRM.uscc], SEAL)[FIRM.uscc]
    assert known.origins["name"].as_of == date(2026, 4, 1)
    assert known.known_from == MARCH


def test_an_older_day_overrules_nothing(store: Store) -> None:
    put(store, [FIRM], as_of=date(2026, 4, 1))

    applied = put(store, [replace(FIRM, street="旧街道")], MAY, as_of=date(2026, 2, 1))

    assert (applied.older, applied.changed) == (1, 0)
    assert now_known(store).street == "琶洲街道"


def test_a_rename_that_the_row_tells_of_keeps_the_former_name_with_its_day(store: Store) -> None:
    put(store, [FIRM])
    renamed = replace(
        FIRM,
        name="广州丙智能科技有限公司",
        former_names=(FormerName(FIRM.name, date(2026, 3, 20)),),
    )

    put(store, [renamed], MAY)

    assert now_known(store).former_names == (FormerName(FIRM.name, date(2026, 3, 20)),)
    assert tasks(store) == []
    assert known_at(store, MARCH) is not None


def test_a_rename_by_its_day_dates_the_former_name_to_the_day_before(store: Store) -> None:
    put(store, [FIRM])
    row = replace(row_of(replace(FIRM, name="广州丙智能科技有限公司")), renamed_on=date(2026, 4, 2))

    put(store, [row], MAY)

    assert now_known(store).former_names == (FormerName(FIRM.name, date(2026, 4, 1)),)


def test_an_undated_rename_is_dated_to_the_last_day_the_old_name_was_told(store: Store) -> None:
    put(store, [FIRM], as_of=date(2026, 2, 1))
    renamed = replace(
        FIRM, name="广州丙智能科技有限公司", former_names=(FormerName(FIRM.name, None),)
    )

    put(store, [renamed], MAY, as_of=date(2026, 4, 1))

    assert now_known(store).former_names == (FormerName(FIRM.name, date(2026, 2, 1)),)


def test_another_name_without_a_word_of_a_rename_is_held_for_a_person(store: Store) -> None:
    put(store, [FIRM])
    stranger = replace(FIRM, name="深圳不相干贸易有限公司", street="粤海街道")

    first, second = put(store, [stranger], MAY), put(store, [stranger], MAY)

    assert (first.asked, first.changed, second.asked) == (1, 0, 1)
    assert now_known(store) == FIRM
    (task,) = tasks(store)
    assert (task.kind, task.uscc) == (RegistryTaskKind.OTHER_NAME, FIRM.uscc)
    assert "13812345678" not in str(task.detail)
    assert "欧阳明" not in str(task.detail)


def test_a_name_that_is_only_spelt_otherwise_is_no_rename(store: Store) -> None:
    put(store, [replace(FIRM, name="样例(广州)科技有限公司")])

    applied = put(store, [replace(FIRM, name="样例（广州）科技有限公司")], MAY)

    assert (applied.changed, applied.asked) == (1, 0)
    assert now_known(store).former_names == ()
    with store.reading() as session:
        assert session.scalars(select(EnterpriseName.name)).all() == ["样例（广州）科技有限公司"]


def test_two_codes_with_one_name_are_two_enterprises_and_one_task(store: Store) -> None:
    twin = replace(FIRM, uscc=uscc_of(2))

    put(store, [FIRM])
    put(store, [twin], MAY)
    put(store, [FIRM, twin], MAY)

    (task,) = tasks(store)
    assert task.kind is RegistryTaskKind.SAME_NAME
    assert {task.uscc, task.other_uscc} == {uscc_of(1), uscc_of(2)}


def test_two_codes_with_one_name_in_one_file_are_a_task_too(store: Store) -> None:
    put(store, [FIRM, replace(FIRM, uscc=uscc_of(2))])

    assert len(tasks(store)) == 1


@pytest.mark.parametrize(
    "twin",
    [
        replace(FIRM, uscc=uscc_of(2), kind=EnterpriseKind.INDIVIDUAL_BUSINESS),
        replace(FIRM, uscc=uscc_of(2), status=EnterpriseStatus.DEREGISTERED),
    ],
)
def test_a_name_that_may_be_shared_makes_no_task(store: Store, twin: Enterprise) -> None:
    put(store, [FIRM, twin])

    assert tasks(store) == []


def test_personal_data_is_sealed_in_the_row_and_masked_in_history_and_on_pages(
    store: Store,
) -> None:
    put(store, [FIRM])
    put(store, [replace(FIRM, contact_phone="02088888888")], MAY)

    with store.reading() as session:
        record = session.get_one(EnterpriseRecord, FIRM.uscc)
        version = session.scalars(select(EnterpriseVersion)).one()
        shown = personal_shown(record)
        everything = str(session.execute(text("SELECT * FROM enterprise")).all())
    assert is_sealed(record.contact_phone)
    assert is_sealed(record.legal_representative)
    assert "13812345678" not in str(version.fields) + everything
    assert "02088888888" not in everything
    assert "欧阳明" not in everything
    assert (shown["contact_phone"], shown["legal_representative"]) == ("*********88", "欧**")
    assert known_at(store, MARCH) == replace(
        FIRM, contact_phone="*********78", legal_representative="欧**"
    )


def test_history_is_only_added_to(store: Store) -> None:
    put(store, [FIRM])
    put(store, [replace(FIRM, street="江海街道")], MAY)

    with pytest.raises(DatabaseError, match="append-only"), store.act("registry") as session:
        session.execute(delete(EnterpriseVersion))


def test_an_import_that_dies_in_the_middle_leaves_nothing_half_imported(store: Store) -> None:
    put(store, [FIRM])
    many = [replace(FIRM, uscc=uscc_of(n), name=f"广州第{n}有限公司") for n in range(2, 1200)]

    def die(note: RowNote) -> None:
        if note.uscc == many[-1].uscc:
            raise KeyboardInterrupt

    file = RegistryFile("名册.csv", "5" * 64, len(many), 0)
    with pytest.raises(KeyboardInterrupt):
        apply_rows(
            store, file, [row_of(each) for each in many], ImportTerms(MAY, CLERK, SEAL, note=die)
        )

    with store.reading() as session:
        assert session.scalars(select(EnterpriseRecord.uscc)).all() == [FIRM.uscc]
        assert len(session.scalars(select(RegistryImport)).all()) == 1


def test_notes_tell_what_became_of_each_row_that_is_news(store: Store) -> None:
    put(store, [FIRM])
    notes: list[RowNote] = []
    rows = [
        RegistryRow(2, replace(FIRM, street="江海街道"), frozenset({"street"})),
        RegistryRow(3, replace(FIRM, uscc=uscc_of(2), name="广州乙有限公司"), frozenset({"name"})),
    ]

    file = RegistryFile("名册.csv", "5" * 64, 2, 0)
    apply_rows(store, file, rows, ImportTerms(MAY, CLERK, SEAL, note=notes.append))

    assert [(note.row_number, note.result, note.changed) for note in notes] == [
        (2, RowResult.CHANGED, ("street",)),
        (3, RowResult.ADDED, ()),
    ]
