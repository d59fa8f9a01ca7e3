"""Readers for the tests: a DOCX by zipfile and lxml, a page by lxml, an attachment's address."""

import csv
import io
import zipfile
from pathlib import Path

from lxml import etree, html

from tests.replica_client import ReplicaProcess

FACTS = Path(__file__).resolve().parents[2] / "deploy" / "replica" / "facts"
SAMPLE = FACTS.parents[1] / "sample"
HUB = "https://www.cac.gov.cn/2022-08/12/c_1661927474338504.htm"
BATCH_15 = "https://www.cac.gov.cn/2026-01/07/c_1769516642440314.htm"
BATCH_16 = "https://www.cac.gov.cn/2026-03/12/c_1775050837565188.htm"
LIST = "https://www.cac.gov.cn/wxzw/wxfb/A093702index_1.htm"
JSON_LIST = "https://www.cac.gov.cn/cms/JsonList"
NOTICES = "https://beian.cac.gov.cn/api/notice/list"
PAGE_OF = {
    ("algorithm", "2026-01"): HUB,
    ("algorithm", "2026-03"): HUB,
    ("deep_synthesis", "2026-01"): BATCH_15,
    ("deep_synthesis", "2026-03"): BATCH_16,
}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def tree(page: bytes) -> html.HtmlElement:
    return html.fromstring(page.decode())


def links(site: ReplicaProcess, page_url: str) -> list[str]:
    found = tree(site.get(page_url).content).xpath("//*[@id='BodyLabel']//a/@href")
    return ["https:" + link for link in found]


def document(site: ReplicaProcess, kind: str, period: str) -> bytes:
    year, month = period.split("-")
    label = f"{year}年{int(month)}月"
    page = tree(site.get(PAGE_OF[kind, period]).content)
    (link,) = page.xpath("//*[@id='BodyLabel']//a[contains(., $label)]/@href", label=label)
    return site.get("https:" + link).content


def body(docx: bytes) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return etree.fromstring(archive.read("word/document.xml"))[0]


def text(element: etree._Element) -> str:
    return "".join(
        "\t" if e.tag == f"{W}tab" else e.text or "" for e in element.iter(f"{W}t", f"{W}tab")
    )


def table(docx: bytes) -> list[list[str]]:
    (found,) = body(docx).iter(f"{W}tbl")
    return [[text(cell) for cell in row.iter(f"{W}tc")] for row in found.iter(f"{W}tr")]
