"""A kept page is shown as text and tables: nothing in it acts, loads or leads anywhere."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jishen.domain.errors import UnreadableDocument
from scrapers.documents import shown_page
from scrapers.documents.snapshot import MOST_BYTES
from scrapers.documents.snapshot import shown_page as cleaned

HOSTILE = """<!DOCTYPE html><html><head><base href="https://evil.example/"><title>标题</title>
<meta http-equiv="refresh" content="0;url=https://evil.example"><link rel=stylesheet href=x>
<style>@import url(x)</style><script>alert(1)</script></head>
<body onload="alert(2)" background="https://evil.example/b.png"><h1 style="x" id=y>公告</h1>
<p>一<script>alert(3)</script>二<img src="https://evil.example/p.png" onerror=alert(4)>三</p>
<a href="javascript:alert(5)">链接</a><form action="https://evil.example"><input name=q>表单</form>
<iframe src="https://evil.example"></iframe><svg onload=alert(6)><a xlink:href="x">s</a></svg>
<table><tr><td colspan=2 onclick=x>甲</td><td rowspan="99999999">乙</td></tr></table>
<o:p>办公</o:p><math><mi>x</mi></math><noscript><p>无脚本</noscript><!-- 注 --></body></html>"""


def test_nothing_acts_or_loads_and_the_text_stays() -> None:
    said = cleaned(HOSTILE.encode()).decode()

    assert "<h1>公告</h1>" in said
    assert "<p>一二三</p>" in said
    assert '<td colspan="2">甲</td>' in said
    assert "<a>链接</a>" in said
    assert "<span>办公</span>" in said
    assert "evil" not in said
    assert "alert" not in said
    assert set(re.findall(r"<(\w+)", said)) <= {
        *("html", "head", "meta", "body", "h1", "p", "a", "table", "tr", "td", "span"),
    }


def test_it_is_done_apart() -> None:
    assert shown_page(HOSTILE.encode()) == cleaned(HOSTILE.encode())


def test_an_answer_that_is_no_page_is_shown_as_it_is_written() -> None:
    said = cleaned('{"title": "公告", "x": "\x07&"}'.encode()).decode()

    assert "<pre>" in said
    assert '{"title": "公告", "x": " &amp;"}' in said


@pytest.mark.parametrize("content", [b"PK\x03\x04\0\0", b"<p>" * MOST_BYTES, b"<p>x" * 60_000])
def test_what_is_no_page_or_too_large_is_left_to_the_download(content: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        cleaned(content)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(re.findall(r"<[^>]*>|[^<]+", HOSTILE)), max_size=40))
def test_whatever_the_order_of_its_pieces_no_attribute_but_spans_is_left(
    pieces: list[str],
) -> None:
    try:
        said = cleaned("".join(pieces).encode()).decode()
    except UnreadableDocument:
        return

    assert not re.search(r"<(?:script|img|iframe|svg|form|input|link|base|style)\b", said)
    named = set(re.findall(r"<\w+ (\w+)=", said))
    assert named <= {"lang", "charset", "colspan", "rowspan"}
