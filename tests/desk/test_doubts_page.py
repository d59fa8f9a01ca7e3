"""Doubts on the desk: counted, listed, shown with their cells, their page and their original."""

import httpx
from sqlalchemy import select

from jishen.cases.doubts import record_doubts
from jishen.cases.settling import Person, settle_doubt
from jishen.domain.filings import RowDoubt
from jishen.store.looking import FetchFacts, log_fetch
from jishen.store.tables import Attachment, ReadingDoubt
from tests.desk.records import NOW
from tests.desk.seeding import WATCHER, World, look, publish
from tests.unit.scrapers.pdf_files import FILED, Printed, list_pdf


def test_the_queue_counts_what_waits_for_a_person(client: httpx.Client) -> None:
    text = client.get("/").text

    assert "<b>1</b>清单存疑，需人工处理" in text


def test_a_doubt_shows_each_cell_under_its_header_and_what_it_looks_like(
    client: httpx.Client, world: World
) -> None:
    text = client.get(f"/doubts/{world.doubt_id}").text

    assert "有 4 个单元格，表头有 8 个" in text
    assert "没有对应单元格的栏目：应用产品、主要用途、备案编号、备注" in text
    assert "算法备案编号，校验位" in text
    assert f"/evidence/{world.docx_sha256}" in text
    assert f"jishen doubts settle {world.doubt_id[:8]}" in text


def test_a_doubt_without_a_page_has_no_picture(client: httpx.Client, world: World) -> None:
    assert client.get(f"/doubts/{world.doubt_id}/page.png").status_code == 404


def test_the_page_of_a_pdf_is_shown_as_a_picture(
    own_world: World, own_client: httpx.Client
) -> None:
    doubt_id = doubt_in_a_pdf(own_world)

    page = own_client.get(f"/doubts/{doubt_id}").text
    picture = own_client.get(f"/doubts/{doubt_id}/page.png")

    assert f'src="/doubts/{doubt_id}/page.png"' in page
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")


def test_a_settled_doubt_is_out_of_the_list_and_says_who_settled_it(
    own_world: World, own_client: httpx.Client
) -> None:
    doubt_id = doubt_in_a_pdf(own_world)
    settle_doubt(own_world.store, doubt_id, None, Person("王审核", "是合计行", NOW))

    waiting, every = own_client.get("/doubts").text, own_client.get("/doubts?show_all=1").text

    assert doubt_id not in waiting
    assert doubt_id in every
    assert "王审核于" in own_client.get(f"/doubts/{doubt_id}").text


def doubt_in_a_pdf(world: World) -> str:
    """Put a list in PDF into the world with a doubt on its first page; return the doubt's id."""
    look(world)
    publish(world, [], period="2026-10", announced_on=NOW.date())
    content = list_pdf(
        Printed(FILED, [("1", "广东省", "样例", "样例公司", "Guangdong-X-202601010001", "")])
    )
    sha256 = world.raw.keep(content)
    doubt = RowDoubt("第 1 页第 2 行", ("合计", "1"), "有 2 个单元格，表头有 6 个", 1)
    with world.store.act("entries") as session:
        log_fetch(session, FetchFacts("test", "https://test", "", NOW, "ok", 200, sha256=sha256))
        attachment = session.get_one(Attachment, world.attachment_id)
        record_doubts(session, attachment, (doubt,), sha256=sha256, at=NOW, actor=WATCHER)
        return session.scalars(select(ReadingDoubt.id)).one()
