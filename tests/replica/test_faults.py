"""Each fault shows what its name says, on the answers it is meant for."""

import httpx
import pytest

from tests.replica.reading import BATCH_15, HUB, JSON_LIST, LIST, NOTICES, body, links, tree
from tests.replica_client import ReplicaProcess


@pytest.mark.parametrize(
    ("mode", "mark"),
    [
        ("bot_check", "知道创宇云防御"),
        ("layout", "news-v2"),
    ],
)
def test_a_page_can_be_another_page(faulty: ReplicaProcess, mode: str, mark: str) -> None:
    faulty.fault(mode, kind="page")

    page = faulty.get(HUB)

    assert page.status_code == 200
    assert mark in page.text
    assert "BodyLabel" not in page.text


@pytest.mark.parametrize("status", [403, 412, 503])
def test_a_page_can_have_another_status(faulty: ReplicaProcess, status: int) -> None:
    faulty.fault(f"status:{status}", path_prefix="/www.cac.gov.cn/")

    assert faulty.get(HUB).status_code == status
    assert faulty.get(NOTICES).status_code == 200


def test_a_page_can_be_empty(faulty: ReplicaProcess) -> None:
    faulty.fault("empty", kind="page")

    assert faulty.get(HUB).content == b""


def test_a_page_can_be_cut_with_a_length_that_agrees(faulty: ReplicaProcess) -> None:
    whole = faulty.get(HUB).content

    faulty.fault("cut", kind="page")

    assert faulty.get(HUB).content == whole[: len(whole) // 2]


def test_a_connection_can_break_in_the_body(faulty: ReplicaProcess) -> None:
    faulty.fault("broken", kind="page")

    with pytest.raises(httpx.RemoteProtocolError):
        faulty.get(HUB)


def test_a_page_can_send_to_a_login_page(faulty: ReplicaProcess) -> None:
    faulty.fault("login_redirect", kind="all")

    reply = faulty.get(HUB)

    assert reply.status_code == 302
    assert "用户登录" in httpx.get(faulty.url + reply.headers["Location"]).text


def test_a_page_can_be_gb18030_with_a_silent_header(faulty: ReplicaProcess) -> None:
    faulty.fault("gb18030", kind="page")

    reply = faulty.get(BATCH_15)

    assert reply.headers["Content-Type"] == "text/html"
    assert b"charset=gb2312" in reply.content
    assert "深度合成" in reply.content.decode("gb18030")


def test_a_page_can_be_in_another_charset_than_it_says(faulty: ReplicaProcess) -> None:
    faulty.fault("wrong_charset", kind="page")

    reply = faulty.get(BATCH_15)

    assert b"charset=UTF-8" in reply.content
    with pytest.raises(UnicodeDecodeError):
        reply.content.decode("utf-8")


def test_a_list_page_can_be_empty_in_its_frame(faulty: ReplicaProcess) -> None:
    faulty.fault("empty_list", kind="page")

    page = tree(faulty.get(LIST).content)

    assert len(page.xpath("//*[@id='loadingInfoPage']")) == 1
    assert page.xpath("//*[@id='loadingInfoPage']/li") == []


def test_the_hub_can_lose_its_attachments(faulty: ReplicaProcess) -> None:
    faulty.fault("empty_list", kind="page")

    assert links(faulty, HUB) == []
    assert faulty.get(HUB).text.rstrip().endswith("</html>")


@pytest.mark.parametrize(
    ("url", "name"), [(NOTICES, "datas"), (f"{JSON_LIST}?channelCode=A093702", "list")]
)
def test_an_interface_can_be_empty(faulty: ReplicaProcess, url: str, name: str) -> None:
    faulty.fault("empty_list", kind="api")

    assert faulty.get(url).json()[name] == []


def test_a_document_can_be_truncated(faulty: ReplicaProcess) -> None:
    (link,) = links(faulty, BATCH_15)
    whole = faulty.get(link).content

    faulty.fault("truncated_docx", kind="attachment")

    assert faulty.get(link).content == whole[: len(whole) // 2]


def test_a_document_can_lack_its_table(faulty: ReplicaProcess) -> None:
    (link,) = links(faulty, BATCH_15)

    faulty.fault("docx_without_table", label="深度合成")

    assert "tbl" not in {child.tag.rpartition("}")[2] for child in body(faulty.get(link).content)}
    assert faulty.get(HUB).status_code == 200


def test_a_document_can_be_a_page(faulty: ReplicaProcess) -> None:
    (link,) = links(faulty, BATCH_15)

    faulty.fault("html_instead", kind="attachment")

    assert faulty.get(link).headers["Content-Type"].startswith("text/html")


def test_a_slow_answer_comes_after_its_time(faulty: ReplicaProcess) -> None:
    faulty.fault("slow", kind="page", seconds=0.2)

    assert faulty.get(HUB).elapsed.total_seconds() >= 0.2


def test_a_lying_304_hides_a_change(small_site: ReplicaProcess) -> None:
    tag = small_site.get(HUB).headers["ETag"]
    small_site.publish("2026-03")

    small_site.fault("lying_304", kind="page")
    reply = small_site.get(HUB, headers={"If-None-Match": tag})

    assert reply.status_code == 304
    assert small_site.get(HUB).status_code == 200


def test_a_fault_can_be_for_one_answer_only(faulty: ReplicaProcess) -> None:
    faulty.fault("status:503", kind="page", times=1)

    statuses = [faulty.get(HUB).status_code, faulty.get(HUB).status_code]

    assert statuses == [503, 200]


def test_healing_takes_every_fault_away(faulty: ReplicaProcess) -> None:
    faulty.fault("status:503", kind="all")
    faulty.fault("empty", kind="page")

    faulty.heal()

    assert faulty.get(HUB).status_code == 200
    assert faulty.state()["faults"] == []
