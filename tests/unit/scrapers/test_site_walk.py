"""Fetching and reading together: what a bad site looks like from the outside."""

import pytest

from jishen.domain.errors import (
    Blocked,
    CutShort,
    EncodingFault,
    LoginPage,
    SourceFault,
)
from scrapers.fetch import Request
from scrapers.pages import read_list_page
from tests.unit.scrapers.golden import GOLDEN
from tests.unit.scrapers.loopback import HOSTS, OFFICIAL, Reply, fetching

_URL = f"{OFFICIAL}/list.htm"
_LIST = (GOLDEN / "deep_synthesis/list.html").read_bytes()
_CLOSE = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
_LOGIN = Reply(body=b'<html><input type="password"></html>')


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        (Reply(body="<html>知道创宇云防御</html>".encode()), Blocked),
        (Reply(302, headers={"Location": "/login.htm"}), LoginPage),
        (Reply(raw=_CLOSE + _LIST[: len(_LIST) // 2]), CutShort),
        (Reply(body=_LIST.decode().encode("gb18030")), EncodingFault),
    ],
)
def test_bad_site_is_told_by_its_fault(reply: Reply, fault: type[SourceFault]) -> None:
    answers = {"/list.htm": [reply], "/login.htm": [_LOGIN]}

    with fetching(answers) as (fetcher, _):
        answer = fetcher.get(Request(_URL, HOSTS))

        with pytest.raises(fault):
            read_list_page(answer.body, answer.final_url)


def test_site_that_is_well_again_is_read() -> None:
    answers = {"/list.htm": [Reply(503), Reply(body=_LIST)]}

    with fetching(answers) as (fetcher, _):
        answer = fetcher.get(Request(_URL, HOSTS))

    assert len(read_list_page(answer.body, answer.final_url)) == 3
