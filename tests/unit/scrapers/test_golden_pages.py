"""Each source reads its saved pages to the JSON beside them."""

from collections.abc import Callable
from functools import partial

import pytest

from scrapers.sources import (
    algorithms,
    cancellations,
    deep_synthesis,
    deep_synthesis_first,
    generative_ai,
    guangdong,
)
from tests.unit.scrapers.golden import GOLDEN, check_golden

_API, _LIST_PAGE, _JSON_LIST = deep_synthesis.SOURCE.indexes
_BATCH_URL = "https://www.cac.gov.cn/2026-03/12/c_1775050837565188.htm"


@pytest.mark.parametrize(
    ("name", "read"),
    [
        (
            "algorithms/hub.html",
            partial(algorithms.read_page, page_url=algorithms.HUB_URL),
        ),
        (
            "deep_synthesis/batch.html",
            partial(deep_synthesis.SOURCE.read_page, page_url=_BATCH_URL),
        ),
        ("deep_synthesis/list.html", _LIST_PAGE.read_links),
        ("deep_synthesis/notices.answer", _API.read_links),
        ("deep_synthesis/channel.answer", _JSON_LIST.read_links),
        (
            "deep_synthesis_first/page.html",
            partial(deep_synthesis_first.SOURCE.read_page, page_url=deep_synthesis_first.PAGE_URL),
        ),
        (
            "generative_ai/hub.html",
            partial(generative_ai.read_page, page_url=generative_ai.HUB_URL),
        ),
        ("cancellations/notices.answer", cancellations.SOURCE.indexes[0].read_links),
        (
            "guangdong/page.html",
            partial(guangdong.read_page, page_url=guangdong.PAGE_URLS[0]),
        ),
    ],
)
def test_saved_answer_reads_to_its_json(name: str, read: Callable[[bytes], object]) -> None:
    answer = GOLDEN / name

    result = read(answer.read_bytes())

    check_golden(answer, result)


def test_batch_found_by_either_index_is_the_same_page() -> None:
    from_api = _API.read_links((GOLDEN / "deep_synthesis/notices.answer").read_bytes())
    from_list = _LIST_PAGE.read_links((GOLDEN / "deep_synthesis/list.html").read_bytes())

    assert [link.url for link in from_list if _LIST_PAGE.is_ours(link)] == [_BATCH_URL]
    assert _BATCH_URL in [link.url for link in from_api if _API.is_ours(link)]
