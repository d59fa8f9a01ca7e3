"""What no page can make us do: reach into our own network, swell, ask where robots says no."""

import gzip
import zlib
from dataclasses import replace

import pytest

from jishen.domain.errors import Moved, ServerFault, TooLarge
from jishen.domain.watch_faults import AddressForbidden, RobotsRefused, TooManyRequests
from scrapers.fetch import Fetcher, Request
from scrapers.guard import AddressRefused, check_behind_proxy, checked_address
from scrapers.robots import Robots, robots_text
from scrapers.unpacking import Damaged, Unpacker
from tests.unit.scrapers.loopback import HOSTS, OFFICIAL, QUICK, Reply, fetching, site_of


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "10.0.0.8",
        "169.254.169.254",
        "192.88.99.1",
        "::1",
        "::ffff:10.0.0.1",
    ],
)
def test_address_of_our_own_network_is_not_connected_to(host: str) -> None:
    with pytest.raises(AddressRefused, match="非公网地址"):
        checked_address(host, 80, frozenset())


def test_address_that_the_settings_name_is_connected_to() -> None:
    trusted = frozenset({("127.0.0.1", 8000)})

    assert checked_address("127.0.0.1", 8000, trusted) == "127.0.0.1"
    with pytest.raises(AddressRefused):
        checked_address("127.0.0.1", 8001, trusted)


def test_page_at_a_private_address_is_told_as_such_and_not_asked_again() -> None:
    request = Request("http://127.0.0.1/", frozenset({"127.0.0.1"}))
    patient = replace(QUICK, retry_wait_seconds=3600.0)  # with a retry it would wait beyond the end

    with Fetcher(patient, {}) as fetcher, pytest.raises(AddressForbidden, match="非公网地址"):
        fetcher.get(request)


@pytest.mark.parametrize("host", ["10.0.0.8", "localhost"])
def test_proxy_is_not_asked_for_what_is_or_resolves_here_to_a_private_address(host: str) -> None:
    with pytest.raises(AddressRefused, match="非公网地址"):
        check_behind_proxy(host, 80, frozenset())


def test_name_that_does_not_resolve_here_is_left_to_the_proxy() -> None:
    assert not check_behind_proxy("no-such-name.invalid", 80, frozenset())


def test_private_page_behind_a_proxy_is_refused_before_the_proxy_hears_of_it() -> None:
    with site_of({"/": [Reply()]}) as proxy:
        limits = replace(QUICK, proxy=proxy.base)
        with Fetcher(limits, {}) as fetcher, pytest.raises(AddressForbidden):
            fetcher.get(Request("http://10.0.0.8/", frozenset({"10.0.0.8"})))

        assert proxy.asked == []


def test_page_behind_a_proxy_is_asked_of_the_proxy_by_its_whole_address() -> None:
    with site_of({"http://www.cac.gov.invalid/": [Reply(body=b"list")]}) as proxy:
        request = Request("http://www.cac.gov.invalid/", frozenset({"www.cac.gov.invalid"}))
        with Fetcher(replace(QUICK, proxy=proxy.base), {}) as fetcher:
            answer = fetcher.get(request)

    assert answer.body == b"list"
    assert [each.path for each in proxy.asked] == ["http://www.cac.gov.invalid/"]


def test_page_gone_for_good_names_its_new_address() -> None:
    replies = {"/old": [Reply(301, headers={"Location": f"{OFFICIAL}/new"})], "/new": [Reply(404)]}

    with fetching(replies) as (fetcher, _), pytest.raises(Moved, match=f"永久转向 {OFFICIAL}/new"):
        fetcher.get(Request(f"{OFFICIAL}/old", HOSTS))


def test_page_gone_for_good_to_another_site_is_moved_and_not_followed() -> None:
    reply = Reply(308, headers={"Location": "https://www.other.gov.cn/new"})

    with fetching({"/old": [reply]}) as (fetcher, site):
        with pytest.raises(Moved, match=r"永久转向 https://www\.other\.gov\.cn/new"):
            fetcher.get(Request(f"{OFFICIAL}/old", HOSTS))

        assert len(site.asked) == 1


def test_server_that_asks_for_peace_says_for_how_long() -> None:
    reply = Reply(429, headers={"Retry-After": "7200"})

    with fetching({"/": [reply]}) as (fetcher, _), pytest.raises(TooManyRequests) as met:
        fetcher.get(Request(f"{OFFICIAL}/", HOSTS))

    assert met.value.retry_after_seconds == 7200


def test_robots_txt_with_a_byte_order_mark_is_obeyed() -> None:
    text = robots_text("\ufeffUser-agent: *\nDisallow: /".encode())

    assert not Robots(text or "").allows(f"{OFFICIAL}/x")


def test_web_page_in_the_place_of_robots_txt_says_nothing() -> None:
    assert robots_text(b"<!DOCTYPE html><title>404</title>") is None


def test_host_whose_rules_are_not_known_is_asked_slowly() -> None:
    assert Robots(is_guess=True).crawl_delay_seconds == 10


@pytest.mark.parametrize(
    "location", ["http://169.254.169.254/latest", "https://www.cac.gov.cn:22/", "//10.0.0.1/x"]
)
def test_redirect_to_another_place_is_not_followed(location: str) -> None:
    reply = Reply(302, headers={"Location": location})

    with fetching({"/": [reply]}) as (fetcher, _), pytest.raises(ServerFault, match="不允许访问"):
        fetcher.get(Request(f"{OFFICIAL}/", HOSTS))


def test_page_that_robots_forbids_is_not_asked_for() -> None:
    with (
        site_of({"/zfz/a.htm": [Reply(body=b"x")]}) as site,
        Fetcher(QUICK, site.origins) as fetcher,
    ):
        fetcher.obey("www.cac.gov.cn", Robots("User-agent: *\nDisallow: /zfz/"))

        with pytest.raises(RobotsRefused, match=r"robots\.txt"):
            fetcher.get(Request(f"{OFFICIAL}/zfz/a.htm", HOSTS))


def test_small_answer_that_unpacks_to_a_huge_one_is_cut_off() -> None:
    bomb = gzip.compress(bytes(QUICK.max_bytes * 3))
    reply = Reply(headers={"Content-Encoding": "gzip"}, body=bomb)

    with fetching({"/": [reply]}) as (fetcher, _), pytest.raises(TooLarge, match="超过上限"):
        fetcher.get(Request(f"{OFFICIAL}/", HOSTS))


@pytest.mark.parametrize("wbits", [15, -15])
def test_deflate_is_read_with_and_without_its_header(wbits: int) -> None:
    packer = zlib.compressobj(wbits=wbits)
    packed = packer.compress("清单".encode() * 1000) + packer.flush()
    unpacker = Unpacker("deflate")

    pieces = [
        piece for at in (0, 7) for piece in unpacker.unpack(packed[at:] if at else packed[:7])
    ]
    unpacker.end()

    assert b"".join(pieces) == "清单".encode() * 1000


def test_packed_answer_that_ends_too_early_is_no_answer() -> None:
    unpacker = Unpacker("gzip")
    list(unpacker.unpack(gzip.compress(b"x" * 1000)[:-9]))

    with pytest.raises(Damaged, match="不完整"):
        unpacker.end()


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_answer_of_two_gzip_members_is_read_to_its_end(size: int) -> None:
    packed = gzip.compress("上半".encode() * 500) + gzip.compress("下半".encode() * 500)
    unpacker = Unpacker("gzip")

    pieces = [
        piece
        for at in range(0, len(packed), size)
        for piece in unpacker.unpack(packed[at : at + size])
    ]
    unpacker.end()

    assert b"".join(pieces).decode() == "上半" * 500 + "下半" * 500


def test_raw_deflate_that_arrives_byte_by_byte_is_read() -> None:
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress("清单".encode() * 1000) + packer.flush()
    unpacker = Unpacker("deflate")

    pieces = [piece for byte in packed for piece in unpacker.unpack(bytes([byte]))]
    unpacker.end()

    assert b"".join(pieces) == "清单".encode() * 1000


def test_bytes_after_the_end_of_a_deflate_answer_are_not_passed_over() -> None:
    unpacker = Unpacker("deflate")

    with pytest.raises(Damaged, match="结束标记之后"):
        list(unpacker.unpack(zlib.compress(b"list") + b"more"))
