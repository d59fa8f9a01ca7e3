"""A filing that a later list prints again is recorded as a repeat: no news, no second case."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from jishen.cases.reading import record_reading
from jishen.cases.recording import Recorded
from jishen.cases.settling import settle_doubt, undo_settlement
from jishen.domain.enterprises import FormerName
from jishen.domain.filings import AttachmentReading, FilingRow, ListKind, RowFlag
from jishen.store.looking import FetchFacts, log_fetch
from jishen.store.session import Store, open_store
from jishen.store.tables import Attachment, FilingEntry
from tests.cases.doubting import PERSON, open_doubts
from tests.cases.publishing import (
    AT,
    FILER,
    MACHINE,
    STRANGER,
    Batch,
    announce,
    cases_in,
    enterprise,
    entries_of,
    number,
    row,
    work_through,
)
from tests.databases import SqliteFiles
from tests.sample_registry import import_enterprises

MODELS = ListKind.GENERATIVE_AI
FIRST = Batch(MODELS, "2025年12月", date(2025, 12, 31))
YEARLY = Batch(MODELS, "2025年", date(2026, 1, 9))


@pytest.fixture
def store(sqlite: SqliteFiles) -> Iterator[Store]:
    """An empty database; what is tested here is the same on both."""
    opened = open_store(sqlite.migrated())
    yield opened
    opened.close()


def model(serial: int, filer: str = FILER, **cells: str) -> FilingRow:
    said = {"filing_number": f"Guangdong-YangLi{serial}-202512010{serial:03d}", **cells}
    return replace(row(serial, filer, **said), list_kind=MODELS, category_or_role="")


def read(store: Store, batch: Batch, *rows: FilingRow, version: str = "a") -> Recorded:
    attachment_id = announce(store, batch)
    sha256 = (f"{batch.announced_on:%Y%m%d}" + version * 64)[:64]
    with store.act("entries") as session:
        log_fetch(session, FetchFacts("test", "https://test", "", AT, "ok", 200, sha256=sha256))
        attachment = session.get_one(Attachment, attachment_id)
        reading = AttachmentReading(rows)
        return record_reading(session, attachment, reading, sha256=sha256, at=AT, actor=MACHINE)


def entry(store: Store, batch: Batch, printed: str) -> FilingEntry:
    return entries_of(store, announce(store, batch))[printed, 1]


def first_and_repeat(store: Store, serial: int = 1) -> tuple[FilingEntry, FilingEntry]:
    printed = model(serial).filing_number
    return entry(store, FIRST, printed), entry(store, YEARLY, printed)


def test_a_row_of_a_later_list_repeats_the_first_and_is_not_counted_as_new(store: Store) -> None:
    read(store, FIRST, model(1), model(2))

    recorded = read(store, YEARLY, model(1), model(2), model(3))

    first, repeat = first_and_repeat(store)
    assert recorded == Recorded(new=1, repeated=2)
    assert (repeat.repeats_entry_id, repeat.needs_match, repeat.flags) == (first.id, False, [])


def test_a_repeat_opens_no_second_case(store: Store) -> None:
    import_enterprises(store, enterprise())
    read(store, FIRST, model(1))
    work_through(store)
    read(store, YEARLY, model(1))

    work_through(store)

    first, _ = first_and_repeat(store)
    assert [case.entry_id for case in cases_in(store)] == [first.id]


def test_a_repeat_whose_cells_differ_is_flagged_with_what_differs(store: Store) -> None:
    read(store, FIRST, model(1, title="旧名大模型"))

    read(store, YEARLY, model(1, title="新名大模型"))

    _, repeat = first_and_repeat(store)
    assert repeat.flags == [RowFlag.REPEAT_DIFFERS.value]
    assert "名称“旧名大模型”→“新名大模型”" in str(repeat.reading_notes)


def test_white_space_and_width_are_no_difference(store: Store) -> None:
    read(store, FIRST, model(1, title="样例(大)模型"))

    read(store, YEARLY, model(1, title="样例（大）\n模型"))

    assert first_and_repeat(store)[1].flags == []


def test_a_number_under_another_filer_is_a_doubt_and_no_entry(store: Store) -> None:
    read(store, FIRST, model(1))

    recorded = read(store, YEARLY, model(1, STRANGER), model(2))

    (doubt,) = open_doubts(store)
    assert recorded == Recorded(new=1)
    assert "单位却不同" in doubt.doubt.reason
    assert STRANGER in (doubt.doubt.cells or [])
    assert len(entries_of(store, announce(store, YEARLY))) == 1


def test_a_contradiction_settled_as_it_is_printed_asks_a_person_once_more(store: Store) -> None:
    import_enterprises(store, enterprise(STRANGER))
    read(store, FIRST, model(1))
    read(store, YEARLY, model(1, STRANGER))
    (doubt,) = open_doubts(store)

    settle_doubt(store, doubt.doubt.id, model(1, STRANGER), PERSON)
    work_through(store)

    read_by_person = entry(store, YEARLY, model(1).filing_number)
    assert read_by_person.repeats_entry_id is None
    assert RowFlag.NUMBER_OF_ANOTHER.value in (read_by_person.flags or [])
    assert cases_in(store) == []


def test_the_same_contradiction_in_the_next_version_is_not_asked_again(store: Store) -> None:
    read(store, FIRST, model(1))
    read(store, YEARLY, model(1, STRANGER), model(2))

    read(store, YEARLY, model(1, STRANGER), model(2), model(3), version="b")

    assert len(open_doubts(store)) == 1


def test_a_rename_that_a_remark_tells_of_is_no_contradiction(store: Store) -> None:
    renamed = f"主体名称由“{FILER}”变更为“{STRANGER}”"
    read(store, FIRST, model(1))

    recorded = read(store, YEARLY, model(1, STRANGER, remarks=renamed))

    assert recorded == Recorded(repeated=1)
    assert first_and_repeat(store)[1].flags == [RowFlag.REPEAT_DIFFERS.value]


def test_names_of_one_registered_enterprise_are_no_contradiction(store: Store) -> None:
    import_enterprises(store, enterprise(STRANGER, former_names=(FormerName(FILER, None),)))
    read(store, FIRST, model(1))

    assert read(store, YEARLY, model(1, STRANGER)) == Recorded(repeated=1)


def test_without_a_number_name_and_filer_say_that_it_is_the_same(store: Store) -> None:
    blank = model(1, filing_number="", title="样例大模型")
    read(store, FIRST, blank)

    recorded = read(store, YEARLY, blank, model(2, filing_number="", title="另一大模型"))

    assert recorded == Recorded(new=1, repeated=1)


def test_another_kind_of_list_repeats_nothing(store: Store) -> None:
    provincial = ListKind.GENERATIVE_AI_PROVINCIAL
    read(
        store,
        Batch(provincial, "2025年12月", FIRST.announced_on),
        replace(model(1), list_kind=provincial),
    )

    assert read(store, YEARLY, model(1)) == Recorded(new=1)


def test_algorithm_and_deep_synthesis_lists_share_their_numbers(store: Store) -> None:
    algorithms = Batch(ListKind.ALGORITHM, "2022年8月", date(2022, 8, 12))
    read(store, algorithms, replace(row(1), list_kind=ListKind.ALGORITHM))

    assert read(store, Batch(), row(1), row(2)) == Recorded(new=1, repeated=1)


def test_an_earlier_list_that_is_read_later_is_the_first_all_the_same(store: Store) -> None:
    import_enterprises(store, enterprise())
    read(store, YEARLY, model(1))

    recorded = read(store, FIRST, model(1))
    work_through(store)

    first, repeat = first_and_repeat(store)
    assert recorded == Recorded(new=1)
    assert (first.repeats_entry_id, repeat.repeats_entry_id) == (None, first.id)
    assert [case.entry_id for case in cases_in(store)] == [first.id]


def test_an_earlier_list_does_not_take_a_case_away_from_the_later(store: Store) -> None:
    import_enterprises(store, enterprise())
    read(store, YEARLY, model(1))
    work_through(store)

    recorded = read(store, FIRST, model(1))
    work_through(store)

    first, later = first_and_repeat(store)
    assert recorded == Recorded(repeated=1)
    assert first.repeats_entry_id == later.id
    assert [case.entry_id for case in cases_in(store)] == [later.id]


def test_a_repeat_stands_for_itself_when_the_first_is_printed_no_more(store: Store) -> None:
    import_enterprises(store, enterprise())
    others = [model(serial, STRANGER) for serial in range(2, 9)]
    read(store, FIRST, model(1), *others)
    read(store, YEARLY, model(1))

    read(store, FIRST, *others, version="b")
    work_through(store)

    _, repeat = first_and_repeat(store)
    assert (repeat.repeats_entry_id, repeat.needs_match) == (None, False)
    assert len(cases_in(store)) == 1


@pytest.mark.parametrize(
    ("filer", "repeats", "flag"),
    [(FILER, True, RowFlag.REPEAT_DIFFERS), (STRANGER, False, RowFlag.NUMBER_OF_ANOTHER)],
)
def test_a_repeat_that_is_rewritten_is_compared_with_the_first_again(
    store: Store, filer: str, repeats: bool, flag: RowFlag
) -> None:
    read(store, FIRST, model(1))
    read(store, YEARLY, model(1))

    recorded = read(store, YEARLY, model(1, filer, title="改名大模型"), version="b")

    _, repeat = first_and_repeat(store)
    assert recorded == Recorded(changed=1)
    assert (repeat.repeats_entry_id is not None) is repeats
    assert repeat.needs_match is not repeats
    assert repeat.flags == [flag.value]


def test_what_a_person_read_can_be_a_repeat_and_its_undoing_frees_what_repeats_it(
    store: Store,
) -> None:
    read(store, FIRST, model(1))
    read(store, YEARLY, model(1, STRANGER))
    (doubt,) = open_doubts(store)

    settle_doubt(store, doubt.doubt.id, model(1), PERSON)

    first, repeat = first_and_repeat(store)
    assert repeat.repeats_entry_id == first.id
    undo_settlement(store, doubt.doubt.id, PERSON)
    assert first_and_repeat(store)[1].missing_since is not None


def test_a_number_is_a_number_however_it_is_printed(store: Store) -> None:
    read(store, Batch(), row(1))
    later = Batch(period="2026年5月", announced_on=date(2026, 5, 6))

    assert read(store, later, row(1, filing_number=f" {number(1)}\n")) == Recorded(repeated=1)


def test_a_clear_print_takes_the_place_of_a_first_one_in_doubt(store: Store) -> None:
    import_enterprises(store, enterprise())
    swapped = replace(model(1), flags=(RowFlag.COLUMNS_SWAPPED,))
    read(store, FIRST, swapped)
    work_through(store)

    recorded = read(store, YEARLY, model(1))
    work_through(store)

    first, clear = first_and_repeat(store)
    assert recorded == Recorded(new=1)
    assert (first.repeats_entry_id, clear.repeats_entry_id) == (clear.id, None)
    assert [case.entry_id for case in cases_in(store)] == [clear.id]


def test_a_number_of_another_filer_in_the_other_numbered_list_is_flagged(store: Store) -> None:
    algorithms = Batch(ListKind.ALGORITHM, "2022年8月", date(2022, 8, 12))
    read(store, algorithms, replace(row(1, STRANGER), list_kind=ListKind.ALGORITHM))

    recorded = read(store, Batch(), row(1))

    assert recorded == Recorded(new=1)
    assert entry(store, Batch(), number(1)).flags == [RowFlag.NUMBER_OF_ANOTHER.value]
