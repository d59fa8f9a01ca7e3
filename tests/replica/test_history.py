"""The replica plays the whole history, day by day, in every form of file."""

import csv
import io
from collections.abc import Iterator

import pypdfium2
import pytest
from openpyxl import load_workbook

from tests.replica.reading import FACTS, HUB, NOTICES, links, table
from tests.replica_client import ReplicaProcess

GENAI_HUB = "https://www.cac.gov.cn/2024-04/02/c_1713729983803145.htm"
CANCELLATION = (
    "https://beian.cac.gov.cn/api/file/fileDownLoad"
    "?noticeId=notice_93606d70-fea9-4518-baf8-32913e0a6d49"
)
PROVINCE = "https://cagd.gov.cn/v/2024/04/4859.html"
WORKBOOK = "https://cagd.gov.cn/attachment/0/545/545821/4859.xlsx"
RENAMED = "网信算备110105799745702220015号"


@pytest.fixture
def empty_site() -> Iterator[ReplicaProcess]:
    with ReplicaProcess(periods=()) as replica:
        yield replica


@pytest.fixture(scope="module")
def whole_site() -> Iterator[ReplicaProcess]:
    with ReplicaProcess(periods=()) as replica:
        replica.command("advance", to="2026-12-31")
        yield replica


def _first_list(site: ReplicaProcess) -> list[list[str]]:
    return table(site.get(links(site, HUB)[0]).content)


def test_nothing_is_on_the_site_before_the_first_day(empty_site: ReplicaProcess) -> None:
    assert empty_site.get(GENAI_HUB).status_code == 404
    assert links(empty_site, HUB) == []


def test_the_next_day_brings_the_first_list(empty_site: ReplicaProcess) -> None:
    answer = empty_site.command("next")

    (step,) = answer["steps"]
    assert (step["on"], step["act"], step["kind"]) == ("2022-08-12", "publish", "algorithm")
    assert len(step["numbers"]) == 30
    assert len(answer["days_left"]) == 42


def test_advancing_carries_out_every_step_once(empty_site: ReplicaProcess) -> None:
    first = empty_site.command("advance", to="2024-04-11")["steps"]
    again = empty_site.command("advance", to="2024-04-11")["steps"]

    assert [step["on"] for step in first] == sorted(step["on"] for step in first)
    assert again == []


def test_a_rename_appears_in_place_on_its_day(empty_site: ReplicaProcess) -> None:
    empty_site.command("advance", to="2025-07-13")
    before = {row[6]: row for row in _first_list(empty_site)}

    steps = empty_site.command("next")["steps"]
    after = {row[6]: row for row in _first_list(empty_site)}

    told = [c for step in steps for c in step["changes"] if c["filing_number"] == RENAMED]
    assert before[RENAMED][3] == "北京网聘咨询有限公司"
    assert before[RENAMED][7] == ""
    assert after[RENAMED][3] == "北京网聘信息技术有限公司"
    assert {change["column"] for change in told} == {"主体名称", "备注"}


def test_a_silent_rewrite_keeps_the_page_as_it_was(empty_site: ReplicaProcess) -> None:
    batch = "https://www.cac.gov.cn/2025-07/14/c_1754207718303963.htm"
    empty_site.command("advance", to="2026-05-05")
    page = empty_site.get(batch).content
    file = empty_site.get(links(empty_site, batch)[0]).content

    empty_site.command("next")

    assert empty_site.get(batch).content == page
    assert empty_site.get(links(empty_site, batch)[0]).content != file


def test_a_link_may_change_while_the_bytes_stay(empty_site: ReplicaProcess) -> None:
    batch = "https://www.cac.gov.cn/2026-07/17/c_1786032856662750.htm"
    empty_site.command("advance", to="2026-07-17")
    (old,) = links(empty_site, batch)

    empty_site.command("advance", to="2026-08-31")
    (new,) = links(empty_site, batch)

    assert new != old
    assert empty_site.get(new).content == empty_site.get(old).content


def test_the_generative_ai_page_holds_thirteen_pdf_files(whole_site: ReplicaProcess) -> None:
    files = [whole_site.get(link).content for link in links(whole_site, GENAI_HUB)]

    assert [file[:5] for file in files] == [b"%PDF-"] * 13
    assert files == [whole_site.get(link).content for link in links(whole_site, GENAI_HUB)]


def test_a_generative_ai_table_runs_over_pages_without_its_header(
    whole_site: ReplicaProcess,
) -> None:
    file = pypdfium2.PdfDocument(whole_site.get(links(whole_site, GENAI_HUB)[0]).content)

    texts = [page.get_textpage().get_text_range() for page in file]

    assert [("备案单位" in text) for text in texts] == [True, *[False] * (len(texts) - 1)]
    assert len(texts) > 1


def test_the_newest_file_has_all_three_tables(whole_site: ReplicaProcess) -> None:
    file = pypdfium2.PdfDocument(whole_site.get(links(whole_site, GENAI_HUB)[-1]).content)

    text = "".join(page.get_textpage().get_text_range() for page in file)

    assert "大模型名称" in text
    assert "上线编号" in text
    assert "适用场景" in text


def test_a_cancellation_is_a_pdf_by_its_notice_id(whole_site: ReplicaProcess) -> None:
    file = pypdfium2.PdfDocument(whole_site.get(CANCELLATION).content)

    notices = whole_site.get(NOTICES).json()["datas"]

    assert "注销时间" in file[0].get_textpage().get_text_range()
    assert sum(notice["type"] == 4 for notice in notices) == 7


def test_the_province_has_its_page_and_its_workbook(whole_site: ReplicaProcess) -> None:
    sheet = load_workbook(io.BytesIO(whole_site.get(WORKBOOK).content)).active

    assert WORKBOOK.removeprefix("https://cagd.gov.cn") in whole_site.get(PROVINCE).text
    assert [cell.value for cell in sheet[2]][:3] == ["序号", "属地", "模型名称"]
    assert sheet.max_row == 21


def test_the_facts_of_generative_ai_name_each_number_once_a_file() -> None:
    with (FACTS / "generative_ai.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    keys = [(row["period"], row["table"], row["编号"]) for row in rows]

    assert len(set(keys)) == len(keys)
    assert {row["编号"] for row in rows if "；" in row["编号"]} == set()
