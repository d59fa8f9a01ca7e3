"""境内深度合成服务算法备案清单, first batch: a page of 2023-06 that no index tells of any more.

A source of its own, because it is known by its address alone: that it is gone must not read as a
fault of the batches that are still told.
"""

from functools import partial

from jishen.domain.filings import LIST_NAMES, ListKind
from scrapers.documents import read_filing_table
from scrapers.lists import (
    FIRST_DEEP_SYNTHESIS_URL,
    is_deep_synthesis_list,
    read_deep_synthesis_page,
)
from scrapers.source import Source

PAGE_URL = FIRST_DEEP_SYNTHESIS_URL


SOURCE = Source(
    key="deep_synthesis_first",
    name=f"{LIST_NAMES[ListKind.DEEP_SYNTHESIS]}（第一批）",
    short_name="深度合成第一批",
    list_kind=ListKind.DEEP_SYNTHESIS,
    allowed_hosts=frozenset({"www.cac.gov.cn"}),
    indexes=(),
    hubs=(),
    read_page=read_deep_synthesis_page,
    is_attachment_ours=is_deep_synthesis_list,
    read_attachment=partial(read_filing_table, expected=ListKind.DEEP_SYNTHESIS),
    pages=(PAGE_URL,),
)
