"""`jishen doubts` as a person runs it: list, show, read as a row, say that it is none, undo."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from commands.doubts import doubts
from jishen.domain.errors import DoubtFault
from jishen.settings import SETTINGS_FILE_VARIABLE, load_settings
from jishen.store import schema
from jishen.store.session import Store, open_store
from jishen.store.tables import Attachment
from tests.cases.doubting import BROKEN, open_doubts, read_with_doubts
from tests.cases.publishing import FILER, announce, entries_of, number, row

BY = ("--by", "王审核", "--why", "已对照原件第 3 页")
CELLS = ("--as", "算法名称=样例算法", "--as", f"主体名称={FILER}")


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A database with one list on which one line waits for a person."""
    monkeypatch.setenv("JISHEN_DATA_FOLDER", str(tmp_path / "data"))
    monkeypatch.delenv(SETTINGS_FILE_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    load_settings.cache_clear()
    opened = open_store(load_settings().store_url)
    schema.upgrade(opened)
    read_with_doubts(opened, announce(opened), [row(1)], [BROKEN])
    yield opened
    opened.close()
    load_settings.cache_clear()


@pytest.fixture
def doubt(store: Store) -> str:
    return open_doubts(store)[0].doubt.id[:8]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(doubts, list(arguments))


def test_what_waits_is_listed_and_shown_cell_by_cell(doubt: str) -> None:
    assert doubt in run("list").output

    shown = run("show", doubt).output

    assert f"[主体名称]　{FILER}" in shown
    assert "可写栏目　算法名称、角色、主体名称" in shown


def test_a_row_read_by_a_person_is_recorded_with_what_its_number_says(
    store: Store, doubt: str
) -> None:
    wrong = number(9).replace("号", "")[:-1] + ("0号" if number(9)[-2] != "0" else "1号")

    result = run("settle", doubt, *BY, *CELLS, "--as", f"备案编号={wrong}")

    assert result.exit_code == 0, result.output
    assert "备案编号校验位不符" in result.output
    assert open_doubts(store) == []
    assert run("list").output == "没有须人工处理的存疑。\n"
    assert "已由王审核处理" in run("list", "--all").output


def test_what_is_no_row_is_settled_without_one_and_can_be_undone(store: Store, doubt: str) -> None:
    settled = run("settle", doubt, *BY)
    undone = run("undo", doubt, *BY)

    assert "不是备案条目" in settled.output
    assert "重新待处理" in undone.output
    assert len(open_doubts(store)) == 1
    assert "撤销：已对照原件第 3 页" in run("show", doubt).output


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (("--as", "没有这栏=x"), "不是“栏目=内容”"),
        (("--as", "算法名称"), "不是“栏目=内容”"),
        (CELLS, "还须写明：备案编号"),
        ((*CELLS, "--as", "备案编号=x", "--list", "other"), "other"),
    ],
)
def test_a_row_that_is_not_written_out_is_refused_and_nothing_is_settled(
    store: Store, doubt: str, cells: tuple[str, ...], told: str
) -> None:
    result = run("settle", doubt, *BY, *cells)

    assert result.exit_code == 2
    assert told in result.output
    assert len(open_doubts(store)) == 1


def test_an_unknown_doubt_is_refused_with_a_remedy() -> None:
    result = run("settle", "nothing", *BY)

    assert isinstance(result.exception, DoubtFault)
    assert "doubts list" in result.exception.remedy


def test_a_row_of_another_list_than_the_attachments_is_recorded_as_such(
    store: Store, doubt: str
) -> None:
    run(
        *("settle", doubt, *BY, "--list", "generative_ai", "--as", "模型名称=样例"),
        *("--as", f"备案单位={FILER}", "--as", "备案编号=Guangdong-YangLi-202601010001"),
    )

    kinds = [e.list_kind for e in entries_of(store, _attachment(store)).values()]
    assert sorted(kinds) == ["deep_synthesis", "generative_ai"]


def _attachment(store: Store) -> str:
    with store.reading() as session:
        return session.scalars(select(Attachment.id)).one()
