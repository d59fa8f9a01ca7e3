"""Fetching from a real server: what is asked, what is accepted, and every bad answer."""

import gzip
from dataclasses import replace

import pytest

from jishen.domain.errors import (
    Blocked,
    EmptyBody,
    LoginPage,
    Maintenance,
    Moved,
    ServerFault,
    SourceFault,
    TooLarge,
    Unreachable,
)
from scrapers.fetch import Answer, Fetcher, Request
from tests.unit.scrapers.loopback import HOSTS, OFFICIAL, QUICK, Reply, fetching

_PAGE = Reply(body=b"<html>good</html>", headers={"ETag": '"v1"', "X-Twice": "a"})
_URL = f"{OFFICIAL}/page.htm"
_REQUEST = Request(_URL, HOSTS)


def test_answer_keeps_the_official_address_and_says_where_it_was_fetched() -> None:
    with fetching({"/page.htm": [_PAGE]}) as (fetcher, site):
        answer = fetcher.get(_REQUEST)

    assert replace(answer, request_headers=(), peer_address="") == Answer(
        url=_URL,
        final_url=_URL,
        fetched_from=f"{site.base}/www.cac.gov.cn/page.htm",
        status=200,
        headers=answer.headers,
        body=b"<html>good</html>",
        not_modified=False,
    )
    assert ("etag", '"v1"') in answer.headers


def test_unchanged_page_is_asked_for_conditionally_and_answered_304() -> None:
    request = replace(_REQUEST, etag='"v1"', last_modified="Thu, 12 Mar 2026 01:00:00 GMT")

    with fetching({"/page.htm": [Reply(304)]}) as (fetcher, site):
        answer = fetcher.get(request)

    assert (answer.status, answer.not_modified, answer.body) == (304, True, b"")
    assert site.asked[0].headers["If-None-Match"] == '"v1"'
    assert site.asked[0].headers["If-Modified-Since"] == "Thu, 12 Mar 2026 01:00:00 GMT"


def test_fresh_request_is_unconditional_and_passes_caches_by() -> None:
    request = replace(_REQUEST, etag='"v1"', fresh=True)

    with fetching({"/page.htm": [_PAGE]}) as (fetcher, site):
        fetcher.get(request)

    assert "If-None-Match" not in site.asked[0].headers
    assert site.asked[0].headers["Cache-Control"] == "no-cache"


def test_request_names_itself_and_its_referer() -> None:
    request = replace(_REQUEST, referer=f"{OFFICIAL}/list.htm")

    with fetching({"/page.htm": [_PAGE]}) as (fetcher, site):
        fetcher.get(request)

    assert "Jishen" in site.asked[0].headers["User-Agent"]
    assert site.asked[0].headers["Referer"] == f"{OFFICIAL}/list.htm"


@pytest.mark.parametrize(
    "location",
    [
        "/moved.htm",
        "moved.htm",
        "https://www.cac.gov.cn/moved.htm",
        "http://www.cac.gov.cn/moved.htm",
        "//www.cac.gov.cn/moved.htm",
        "/www.cac.gov.cn/moved.htm",
    ],
)
def test_redirect_is_followed_to_the_replica_and_told_as_official(location: str) -> None:
    answers = {
        "/page.htm": [Reply(302, headers={"Location": location})],
        "/moved.htm": [_PAGE],
    }

    with fetching(answers) as (fetcher, site):
        answer = fetcher.get(_REQUEST)

    assert answer.final_url.removeprefix("http").removeprefix("s") == "://www.cac.gov.cn/moved.htm"
    assert answer.fetched_from == f"{site.base}/www.cac.gov.cn/moved.htm"
    assert [(hop.final_url, hop.status) for hop in answer.hops] == [(_URL, 302)]


def test_redirect_to_the_replica_by_its_own_address_is_followed() -> None:
    answers = {
        "/page.htm": [Reply(302, headers={"Location": "{base}/www.cac.gov.cn/moved.htm"})],
        "/moved.htm": [_PAGE],
    }

    with fetching(answers) as (fetcher, _):
        answer = fetcher.get(_REQUEST)

    assert answer.final_url == f"{OFFICIAL}/moved.htm"


@pytest.mark.parametrize(
    "location",
    [
        "https://example.com/login",
        "{base}/outside",
        "file:///etc/hostname",
        "gopher://www.cac.gov.cn/",
        "http://[",
        "",
    ],
)
def test_redirect_to_anywhere_else_is_not_followed(location: str) -> None:
    answers = {"/page.htm": [Reply(302, headers={"Location": location})]}

    with fetching(answers) as (fetcher, site), pytest.raises(ServerFault) as fault:
        fetcher.get(_REQUEST)

    assert _URL in str(fault.value)
    assert [asked.path for asked in site.asked] == ["/www.cac.gov.cn/page.htm"]


def test_endless_redirects_end() -> None:
    answers = {"/page.htm": [Reply(301, headers={"Location": "/page.htm"})]}

    with (
        fetching(answers, replace(QUICK, max_redirects=3)) as (fetcher, site),
        pytest.raises(ServerFault, match="重定向超过 3 次"),
    ):
        fetcher.get(_REQUEST)

    assert len(site.asked) == 4


def test_page_on_a_foreign_host_is_not_asked_for() -> None:
    request = Request("https://example.com/", HOSTS)

    with fetching({}) as (fetcher, site), pytest.raises(ServerFault, match="不允许访问的地址"):
        fetcher.get(request)

    assert site.asked == []


@pytest.mark.parametrize("passing", [429, 502, 503, 504])
def test_passing_server_fault_is_asked_again(passing: int) -> None:
    with fetching({"/page.htm": [Reply(passing), _PAGE]}) as (fetcher, site):
        answer = fetcher.get(_REQUEST)

    assert (answer.status, len(site.asked)) == (200, 2)


def test_server_fault_that_stays_is_told_after_the_retries() -> None:
    with fetching({"/page.htm": [Reply(503)]}) as (fetcher, site):
        with pytest.raises(ServerFault, match="状态 503，应为 200"):
            fetcher.get(_REQUEST)

        assert len(site.asked) == 1 + QUICK.retries


@pytest.mark.parametrize("wait", ["3600", "Thu, 12 Mar 2027 01:00:00 GMT"])
def test_server_that_asks_to_come_back_after_the_deadline_is_left_alone(wait: str) -> None:
    reply = Reply(503, headers={"Retry-After": wait})

    with fetching({"/page.htm": [reply]}) as (fetcher, site), pytest.raises(ServerFault):
        fetcher.get(_REQUEST)

    assert len(site.asked) == 1


def test_retry_after_is_waited_for() -> None:
    reply = Reply(503, headers={"Retry-After": "1"})

    with fetching({"/page.htm": [reply, _PAGE]}) as (fetcher, site):
        fetcher.get(_REQUEST)

    assert site.asked[1].at - site.asked[0].at >= 1.0


@pytest.mark.parametrize("refusal", [403, 412, 521])
def test_refusal_is_told_at_once_and_never_asked_again(refusal: int) -> None:
    with fetching({"/page.htm": [Reply(refusal, body=b"<script>challenge</script>")]}) as (
        fetcher,
        site,
    ):
        with pytest.raises(Blocked, match=f"状态 {refusal}"):
            fetcher.get(_REQUEST)

        assert len(site.asked) == 1


_GZIP_BOMB = gzip.compress(bytes(50_000_000))
_TWICE_PACKED = gzip.compress(gzip.compress(b"<html></html>"))


@pytest.mark.parametrize(
    ("reply", "fault", "told"),
    [
        (Reply(404), Moved, "页面不存在"),
        (Reply(401), LoginPage, "要求登录"),
        (Reply(503, body="<p>系统维护中，暂停服务</p>".encode()), Maintenance, "维护"),
        (Reply(500), ServerFault, "状态 500，应为 200"),
        (Reply(206, body=b"part"), ServerFault, "状态 206"),
        (Reply(304), ServerFault, "状态 304"),
        (Reply(), EmptyBody, "0 字节"),
        (Reply(body=bytes(1_000_001)), TooLarge, "超过上限 1000000 字节"),
        (
            Reply(body=_GZIP_BOMB, headers={"Content-Encoding": "gzip"}),
            TooLarge,
            "超过上限 1000000 字节",
        ),
        (
            Reply(body=_TWICE_PACKED, headers={"Content-Encoding": "gzip, gzip"}),
            ServerFault,
            "内容编码",
        ),
        (
            Reply(body=b"no gzip", headers={"Content-Encoding": "gzip"}),
            Unreachable,
            "未收到完整答复",
        ),
        (Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\ncut"), Unreachable, "完整答复"),
        (
            Reply(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\ncu"),
            Unreachable,
            "未收到完整答复",
        ),
        (Reply(raw=b"no http at all\r\n\r\n"), Unreachable, "未收到完整答复"),
    ],
)
def test_bad_answer_is_told_as_its_fault(reply: Reply, fault: type[SourceFault], told: str) -> None:
    with fetching({"/page.htm": [reply]}) as (fetcher, _), pytest.raises(fault) as raised:
        fetcher.get(_REQUEST)

    assert _URL in str(raised.value)
    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        (
            Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", drips=b"x" * 9999),
            TooLarge,
        ),
        (Reply(raw=b"HTTP/1.1 200 OK\r\nX-Slow: ", drips=b"x" * 9999), Unreachable),
    ],
)
def test_slow_drip_ends_at_the_total_time(reply: Reply, fault: type[SourceFault]) -> None:
    limits = replace(QUICK, total_seconds=0.4)

    with fetching({"/page.htm": [reply]}, limits) as (fetcher, site):
        with pytest.raises(fault):
            fetcher.get(_REQUEST)

        assert len(site.asked) == 1


def test_server_that_is_not_there_is_unreachable() -> None:
    with fetching({}) as (_, site):
        origins = site.origins

    with Fetcher(QUICK, origins) as fetcher, pytest.raises(Unreachable, match="ConnectError"):
        fetcher.get(_REQUEST)


def test_cut_connection_is_asked_again() -> None:
    cut = Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\ncut")

    with fetching({"/page.htm": [cut, _PAGE]}) as (fetcher, _):
        answer = fetcher.get(_REQUEST)

    assert answer.body == b"<html>good</html>"


def test_one_host_is_not_asked_faster_than_the_gap() -> None:
    limits = replace(QUICK, host_gap_seconds=0.2)

    with fetching({"/page.htm": [_PAGE]}, limits) as (fetcher, site):
        fetcher.get(_REQUEST)
        fetcher.get(_REQUEST)

    assert site.asked[1].at - site.asked[0].at >= 0.2


def test_gzip_page_is_decoded() -> None:
    packed = Reply(body=gzip.compress(b"<html>good</html>"), headers={"Content-Encoding": "gzip"})

    with fetching({"/page.htm": [packed]}) as (fetcher, _):
        answer = fetcher.get(_REQUEST)

    assert answer.body == b"<html>good</html>"
