"""An exchange is kept as a WARC file that the archives' own tools read and check."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from scrapers.answers import Answer
from scrapers.exchange import warc_of

AT = datetime(2026, 3, 12, 1, 2, 3, tzinfo=UTC)
ANSWER = Answer(
    url="https://www.cac.gov.cn/a.htm",
    final_url="https://www.cac.gov.cn/b.htm?x=1",
    fetched_from="http://127.0.0.1:9/www.cac.gov.cn/b.htm?x=1",
    status=200,
    headers=(
        ("Content-Type", "text/html"),
        ("Content-Encoding", "gzip"),
        ("Content-Length", "7"),
        ("X-Odd", "a\r\nInjected: yes"),
    ),
    body="公告".encode() * 1000,
    not_modified=False,
    request_headers=(("User-Agent", "Jishen"), ("Accept", "text/html")),
    peer_address="203.0.113.7:443",
    certificate_sha256="ab" * 32,
)


def records(warc: bytes) -> dict[str, tuple[ArcWarcRecord, bytes]]:
    found = {}
    for record in ArchiveIterator(BytesIO(warc), check_digests="raise"):
        found[record.rec_type] = (record, record.content_stream().read())
    return found


def test_the_answer_is_there_as_unpacked_with_time_peer_and_digests() -> None:
    record, body = records(warc_of(ANSWER, AT))["response"]

    said = record.rec_headers.get_header
    assert body == ANSWER.body
    assert said("WARC-Target-URI") == ANSWER.final_url
    assert said("WARC-Date") == "2026-03-12T01:02:03Z"
    assert said("WARC-IP-Address") == "203.0.113.7"
    assert said("X-Jishen-Payload-SHA256") == hashlib.sha256(ANSWER.body).hexdigest()
    assert said("X-Jishen-Certificate-SHA256") == "ab" * 32
    assert record.http_headers.get_statuscode() == "200"
    assert record.http_headers.get_header("X-Archive-Orig-Content-Encoding") == "gzip"
    assert record.http_headers.get_header("Content-Length") == str(len(ANSWER.body))


def test_a_line_break_in_a_header_makes_no_second_header() -> None:
    record, _ = records(warc_of(ANSWER, AT))["response"]

    assert record.http_headers.get_header("X-Odd") == "a Injected: yes"
    assert record.http_headers.get_header("Injected") is None


def test_the_request_is_there_with_its_headers_and_belongs_to_the_answer() -> None:
    found = records(warc_of(ANSWER, AT))
    record, _ = found["request"]

    assert record.http_headers.statusline == "/b.htm?x=1 HTTP/1.1"
    assert record.http_headers.protocol == "GET"
    assert record.http_headers.get_header("User-Agent") == "Jishen"
    response_id = found["response"][0].rec_headers.get_header("WARC-Record-ID")
    assert record.rec_headers.get_header("WARC-Concurrent-To") == response_id


def test_the_same_exchange_makes_the_same_file_and_another_time_another() -> None:
    assert warc_of(ANSWER, AT) == warc_of(ANSWER, AT)
    assert warc_of(ANSWER, AT) != warc_of(ANSWER, AT.replace(hour=2))


@pytest.mark.parametrize("peer", ["", "[2001:db8::1]:443"])
def test_an_answer_without_a_peer_or_from_a_new_address_is_kept_too(peer: str) -> None:
    record, _ = records(warc_of(replace(ANSWER, peer_address=peer), AT))["response"]

    assert record.rec_headers.get_header("WARC-IP-Address") == (peer[1:12] or None)


def test_the_redirects_on_the_way_stand_before_the_answer() -> None:
    hop = replace(
        ANSWER,
        final_url="https://www.cac.gov.cn/a.htm",
        status=301,
        headers=(("Location", "/b.htm?x=1"),),
        body=b"",
    )
    warc = warc_of(replace(ANSWER, hops=(hop,)), AT)

    found = [
        (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), record.http_headers)
        for record in ArchiveIterator(BytesIO(warc), check_digests="raise")
    ]
    assert [(kind, url) for kind, url, _ in found] == [
        ("response", hop.final_url),
        ("request", hop.final_url),
        ("response", ANSWER.final_url),
        ("request", ANSWER.final_url),
    ]
    assert found[0][2].statusline == "301 Moved Permanently"
    assert found[0][2].get_header("Location") == "/b.htm?x=1"
