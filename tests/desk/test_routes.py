"""Every route: what it answers, to whom, and with which headers."""

import httpx
import pytest

from tests.desk.records import HOSTILE
from tests.desk.seeding import World

FOOTER = "页面生成于"
PAGES = [
    "/",
    "/?state=on_hold&list=deep_synthesis&period=2026-10&q=云帆",
    "/?state=&list=&period=&q=",
    "/cases/HZ-2026-0001",
    "/cases/HZ-2026-0002",
    "/cases/HZ-2026-0003",
    "/batches",
    "/batches/{attachment}",
    "/batches/{attachment}?show=positive",
    "/batches/{attachment}?show=unsure",
    "/batches/{attachment}?show=lead",
    "/batches/{attachment}?show=negative",
    "/batches/{attachment}?show=unjudged",
    "/batches/{attachment}?show=changed",
    "/batches/{attachment}?show=missing",
    "/batches/{attachment}/changes",
    "/unsure",
    "/leads",
    "/doubts",
    "/doubts?show_all=1",
    "/doubts/{doubt}",
    "/seen/1",
    "/sources",
    "/rulings",
    "/rulings/{ruling}",
    "/notices",
    "/notices?state=dead&event=filing_seen",
    "/notices/{notice}",
    "/audit",
    "/audit?event=case.opened",
    "/audit?verify=1",
    "/audit/1",
    "/ledger",
    "/ledger?year=2025",
    "/registry",
    "/registry?q=旧名",
    "/registry?q=91440105MA5",
    "/registry?q=旧",
    "/registry/enterprises/91440105MA5AAAAA01",
    "/registry/enterprises/91440105MA5AAAAA03",
    "/registry/tasks",
    "/registry/tasks?show_all=1",
    "/registry/imports",
]
FILES = ["/evidence/{docx}", "/static/desk.css", "/static/favicon.svg", "/favicon.ico", "/healthz"]
UNKNOWN = [
    "/nothing",
    "/cases/HZ-1999-0001",
    "/cases/",
    "/batches/00000000-0000-0000-0000-000000000000",
    "/batches/00000000-0000-0000-0000-000000000000/changes",
    "/rulings/999",
    "/registry/enterprises/91440105MA5AAAAA99",
    "/registry/imports/1/report.xlsx",
    "/registry/imports/999/report.xlsx",
    "/doubts/nothing",
    "/seen/999",
    "/seen/999/page",
    "/seen/99999999999999999999",
    "/seen/2",
    "/doubts/nothing/page.png",
    "/notices/" + "0" * 64,
    "/audit/999999",
    "/audit/word",
    "/evidence/" + "0" * 64,
    "/evidence/..%2f..%2fetc%2fpasswd",
    "/evidence/" + "G" * 64,
    "/static/app.py",
    "/static/..%2fapp.py",
    "/docs",
    "/openapi.json",
    "/ledger?year=word",
    "/ledger?year=9999999999999999",
]
WRONG = [
    "/?state=matched",
    "/?list=other",
    "/?period=2026-13",
    "/?page=0",
    "/?page=word",
    "/?q=" + "长" * 61,
    "/notices?event=none",
    "/batches/{attachment}?show=all",
]


def filled(path: str, world: World) -> str:
    return (
        path.replace("{attachment}", world.attachment_id)
        .replace("{notice}", world.notice_keys[0])
        .replace("{doubt}", world.doubt_id)
        .replace("{ruling}", str(world.ruling_id))
        .replace("{docx}", world.docx_sha256)
    )


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_served_and_says_when_it_was_made(
    client: httpx.Client, world: World, path: str
) -> None:
    answer = client.get(filled(path, world))

    assert answer.status_code == 200
    assert FOOTER in answer.text


@pytest.mark.parametrize("path", FILES)
def test_a_file_is_served(client: httpx.Client, world: World, path: str) -> None:
    assert client.get(filled(path, world)).status_code == 200


@pytest.mark.parametrize("path", UNKNOWN)
def test_what_is_not_there_is_a_chinese_page_without_detail(
    client: httpx.Client, path: str
) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert "没有找到" in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("path", WRONG)
def test_a_filter_that_does_not_exist_is_refused_in_chinese(
    client: httpx.Client, world: World, path: str
) -> None:
    answer = client.get(filled(path, world))

    assert answer.status_code == 400
    assert "请求有误" in answer.text


@pytest.mark.parametrize("path", [*PAGES, *FILES, *UNKNOWN[:1], *WRONG[:1]])
def test_every_answer_bears_the_security_headers(
    client: httpx.Client, world: World, path: str
) -> None:
    headers = client.get(filled(path, world)).headers

    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "set-cookie" not in headers


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_kept_by_no_cache_and_loads_nothing_from_outside(
    client: httpx.Client, world: World, path: str
) -> None:
    answer = client.get(filled(path, world))

    assert answer.headers["cache-control"] == "no-store"
    assert "<script" not in answer.text
    assert "style=" not in answer.text
    assert 'src="http' not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/", "/cases/HZ-2026-0001", "/notices", "/evidence/{docx}"])
def test_nothing_can_be_changed(client: httpx.Client, world: World, method: str, path: str) -> None:
    answer = client.request(method, filled(path, world))

    assert answer.status_code == 405
    assert FOOTER in answer.text


@pytest.mark.parametrize(
    "path",
    ["/", "/batches", "/unsure", "/leads", "/doubts", "/sources", "/notices", "/audit?verify=1"],
)
def test_an_empty_database_has_pages_too(empty_client: httpx.Client, path: str) -> None:
    answer = empty_client.get(path)

    assert answer.status_code == 200
    assert FOOTER in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_a_hostile_name_is_text_and_its_hidden_characters_are_seen(
    client: httpx.Client, world: World, path: str
) -> None:
    text = client.get(filled(path, world)).text

    assert "<script>" not in text
    assert "\u202e" not in text


def test_a_hostile_name_is_shown_as_printed(client: httpx.Client) -> None:
    text = client.get("/cases/HZ-2026-0003").text

    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}⟦U+202E⟧司公限有" in text
    assert HOSTILE not in text


def test_the_style_sheet_is_kept_for_ever_under_its_version(client: httpx.Client) -> None:
    page = client.get("/").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]

    assert "immutable" in client.get(address).headers["cache-control"]
    assert "immutable" not in client.get("/static/desk.css").headers["cache-control"]
