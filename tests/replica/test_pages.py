"""The pages and lists have the marks of the real ones."""

import base64
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.replica.reading import BATCH_16, HUB, JSON_LIST, LIST, NOTICES, links, tree
from tests.replica_client import ReplicaProcess

TITLE = "国家互联网信息办公室关于发布第十六批深度合成服务算法备案信息的公告"


@pytest.mark.parametrize(
    "path",
    [
        "//h1[@class='title']",
        "//*[@id='pubtime']",
        "//*[@id='source']",
        "//*[@class='main-content']/div[@id='BodyLabel']",
        "//*[@class='zwfenye']",
        "//*[@id='BodyLabel']//a[@target='CMSFILEINCONTENT']",
    ],
)
def test_a_batch_page_has_each_landmark_once(site: ReplicaProcess, path: str) -> None:
    page = site.get(BATCH_16)

    found = tree(page.content).xpath(path)

    assert len(found) == 1


@pytest.mark.parametrize(
    "mark",
    [
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"',
        f"<title>{TITLE}_中央网络安全和信息化委员会办公室</title>",
        "<DIV id=BodyLabel>",
        "\n2026年03月12日 17:00\n",
        "&amp;fText=%E5%A2%83%E5%86%85",
        "Produced By CMS 网站群内容管理系统 publishdate:2026/03/12 17:05:00",
        "function pagestat()",
    ],
)
def test_a_batch_page_is_written_as_the_real_ones_are(site: ReplicaProcess, mark: str) -> None:
    page = site.get(BATCH_16)

    assert mark in page.text


def test_the_hub_holds_one_attachment_a_list(site: ReplicaProcess) -> None:
    page = tree(site.get(HUB).content)

    labels = page.xpath("//*[@id='BodyLabel']//a[.//strong]")

    assert [label.text_content() for label in labels] == [
        "境内互联网信息服务算法备案清单（2026年1月）",
        "境内互联网信息服务算法备案清单（2026年3月）",
    ]


def test_a_link_token_is_base64_of_80_bytes_without_a_plus(site: ReplicaProcess) -> None:
    (link,) = links(site, BATCH_16)

    (token,) = parse_qs(urlsplit(link).query)["filepath"]

    assert len(base64.b64decode(token.replace("~", "+"))) == 80
    assert "+" not in token


def test_the_list_page_shows_20_rows_in_its_container(site: ReplicaProcess) -> None:
    page = tree(site.get(LIST).content)

    rows = page.xpath("//*[@id='loadingInfoPage']/li[h5/a[@title] and div[@class='times']]")

    assert len(rows) == 20
    assert len(page.xpath("//li")) > 30


def test_the_list_page_keeps_the_whole_title_in_the_attribute(site: ReplicaProcess) -> None:
    page = site.get(LIST).text

    line = f'<a href={BATCH_16.removeprefix("https:")} target=_blank title="{TITLE}">{TITLE[:30]}…<'

    assert line in page


def test_there_is_no_second_list_page(site: ReplicaProcess) -> None:
    page = site.get(LIST.replace("index_1", "index_2"))

    assert page.status_code == 404


def test_the_other_channel_has_its_list_page_too(site: ReplicaProcess) -> None:
    page = site.get("https://www.cac.gov.cn/hdfw/wxan/A093802index_1.htm")

    assert "goToPage('A093802'" in page.text


def test_every_row_of_the_list_page_leads_to_a_page(site: ReplicaProcess) -> None:
    hrefs = tree(site.get(LIST).content).xpath("//*[@id='loadingInfoPage']/li/h5/a/@href")

    statuses = {site.get(href).status_code for href in hrefs}

    assert statuses == {200}


def test_the_json_list_answers_a_form_and_a_query_alike(site: ReplicaProcess) -> None:
    fields = {"channelCode": "A093702", "perPage": "20", "pageno": "1", "condition": "0"}

    posted = httpx.post(site.address(JSON_LIST), data=fields).json()
    got = httpx.get(site.address(JSON_LIST), params=fields).json()

    assert posted == got
    assert posted["list"][0]["infourl"] == BATCH_16.removeprefix("https:")
    assert posted["list"][0]["topic"] == TITLE.replace("办公室", "办公室<br>")
    assert posted["list"][0]["pubtime"] == "2026-03-12 17:00:00.0"


def test_the_json_list_is_empty_past_the_end(site: ReplicaProcess) -> None:
    reply = site.get(f"{JSON_LIST}?channelCode=A093702&perPage=20&pageno=9").json()

    assert reply["list"] == []
    assert reply["totalRec"] > 20


def test_the_notice_interface_names_the_batch_pages(site: ReplicaProcess) -> None:
    datas = site.get(NOTICES).json()["datas"]

    batches = [notice["content"] for notice in datas if notice["type"] == 3]

    assert batches[0] == BATCH_16
    assert len(datas) > len(batches)


def test_the_notice_interface_refuses_without_a_referer(site: ReplicaProcess) -> None:
    reply = site.get(NOTICES, referer="").json()

    assert reply["errno"] != 0
    assert reply["datas"] == []


def test_plain_paths_are_answered_by_the_host_header(site: ReplicaProcess) -> None:
    path = BATCH_16.removeprefix("https://www.cac.gov.cn")

    page = httpx.get(site.url + path, headers={"Host": "www.cac.gov.cn"})

    assert page.content == site.get(BATCH_16).content
