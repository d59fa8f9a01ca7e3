"""The attachments are DOCX files in the official form, with the published rows."""

import zipfile
from io import BytesIO

import pytest

from tests.replica.reading import (
    BATCH_16,
    FACTS,
    HUB,
    PAGE_OF,
    W,
    body,
    csv_rows,
    document,
    links,
    table,
    text,
)
from tests.replica_client import ReplicaProcess

LISTS = tuple(PAGE_OF)


@pytest.mark.parametrize(("kind", "period"), LISTS)
def test_an_attachment_holds_the_published_rows(
    site: ReplicaProcess, kind: str, period: str
) -> None:
    facts = [list(row.values()) for row in csv_rows(FACTS / f"{kind}_{period}.csv")]

    rows = table(document(site, kind, period))[1:]

    assert [[*row[1:5], *row[6:]] for row in rows] == facts
    assert {row[5] for row in rows} == {"略"}


def test_an_attachment_has_its_title_before_its_only_table(site: ReplicaProcess) -> None:
    children = list(body(document(site, "deep_synthesis", "2026-03")))

    before = [text(child) for child in children[:4]]

    assert before == ["附件", "", "境内深度合成服务算法备案清单（2026年3月）", ""]
    assert [child.tag for child in children].count(f"{W}tbl") == 1


def test_an_attachment_has_the_parts_of_an_office_document(site: ReplicaProcess) -> None:
    with zipfile.ZipFile(BytesIO(document(site, "algorithm", "2026-03"))) as archive:
        parts = set(archive.namelist())
        core = archive.read("docProps/core.xml").decode()

    assert parts >= {"[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml"}
    assert "2026-03-12T01:29:52Z</dcterms:modified>" in core


def test_a_number_is_split_over_three_runs(site: ReplicaProcess) -> None:
    rows = body(document(site, "deep_synthesis", "2026-03")).findall(f".//{W}tr")

    runs = [run.text for run in rows[25].findall(f"{W}tc")[6].iter(f"{W}t")]

    assert runs == ["网信算备", "440105420055901250019", "号"]


def test_the_header_row_is_marked_as_one(site: ReplicaProcess) -> None:
    rows = body(document(site, "deep_synthesis", "2026-03")).findall(f".//{W}tr")

    marked = [row for row in rows if row.find(f".//{W}tblHeader") is not None]

    assert marked == rows[:1]


def test_auto_numbered_rows_have_no_number_as_text(site: ReplicaProcess) -> None:
    rows = table(document(site, "deep_synthesis", "2026-01"))

    assert {row[0] for row in rows} == {"序号", ""}


def test_a_wide_purpose_spans_two_of_nine_grid_columns(site: ReplicaProcess) -> None:
    found = body(document(site, "algorithm", "2026-01")).find(f"{W}tbl")

    spans = found.findall(f".//{W}gridSpan[@{W}val='2']")

    assert len(found.findall(f".//{W}gridCol")) == 9
    assert len(spans) == 44


def test_a_header_cell_may_begin_with_a_tab(site: ReplicaProcess) -> None:
    header = table(document(site, "algorithm", "2026-03"))[0]

    assert header[0] == "\t序号"


def test_an_attachment_comes_as_a_download(site: ReplicaProcess) -> None:
    (link,) = links(site, BATCH_16)

    reply = site.get(link)

    assert reply.headers["Content-Type"] == "application/octet-stream"
    assert reply.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E5%A2")
    assert reply.content == site.get(link).content


def test_without_a_referer_a_page_comes_instead(site: ReplicaProcess) -> None:
    (link,) = links(site, BATCH_16)

    reply = site.get(link, referer="")

    assert reply.status_code == 200
    assert reply.content.startswith(b"<!DOCTYPE html>")


def test_an_unknown_token_is_not_found(site: ReplicaProcess) -> None:
    link = links(site, HUB)[0].replace("filepath=", "filepath=A")

    reply = site.get(link)

    assert reply.status_code == 404
