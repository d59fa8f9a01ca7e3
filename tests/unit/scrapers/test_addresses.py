"""One page has one address, however it was written."""

import pytest

from scrapers.addresses import connection_address, official_address

_PAGE = "https://www.cac.gov.cn/2026-03/12/c_1.htm"
_LIST = "https://www.cac.gov.cn/wxzw/wxfb/A093702index_1.htm"


@pytest.mark.parametrize(
    "href",
    [
        _PAGE,
        "http://www.cac.gov.cn/2026-03/12/c_1.htm",
        "http://www.cac.gov.cn:80/2026-03/12/c_1.htm",
        "https://WWW.CAC.GOV.CN:443/2026-03/12/c_1.htm",
        "//www.cac.gov.cn/2026-03/12/c_1.htm",
        "/2026-03/12/c_1.htm",
        " ../../2026-03/12/c_1.htm\n",
        f"{_PAGE}#BodyLabel",
        f"{_PAGE}?from=timeline&isappinstalled=0",
    ],
)
def test_one_page_has_one_address(href: str) -> None:
    assert official_address(href, _LIST) == _PAGE


@pytest.mark.parametrize("href", ["javascript:", "mailto:a@cac.gov.cn", "http://["])
def test_what_is_no_web_address_has_none(href: str) -> None:
    assert official_address(href, _LIST) is None


def test_query_of_a_download_is_kept_as_it_is() -> None:
    href = "https://www.cac.gov.cn/cms/pub/interact/downloadfile.jsp?filepath=a~b/c=&fText=%E6"

    assert official_address(href, _LIST) == href


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_replica_stands_in_for_both_schemes(scheme: str) -> None:
    origins = {"https://www.cac.gov.cn": "http://127.0.0.1:8000/www.cac.gov.cn/"}

    address = connection_address(f"{scheme}://www.cac.gov.cn/a.jsp?b=c~#d", origins)

    assert address == "http://127.0.0.1:8000/www.cac.gov.cn/a.jsp?b=c~"
