"""A plain document reads by its tokens as by its tree, and anything else is left to the tree."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jishen.domain.errors import SourceFault
from scrapers.documents.archive import read_part
from scrapers.documents.docx import DOCUMENT_PART, tables_by_tree
from scrapers.documents.docx_plain import plain_tables
from tests.unit.scrapers.docx_files import (
    DEEP_SYNTHESIS_HEADER,
    FIRST,
    SECOND,
    cell,
    cell_of,
    docx,
    row,
    run,
    table,
    text_row,
    text_table,
)

PLAIN = read_part(docx(text_table(DEEP_SYNTHESIS_HEADER, FIRST, SECOND)), DOCUMENT_PART)
_PIECES = st.sampled_from(
    [
        *("<w:p>", "</w:p>", "<w:p/>", "<w:tc>", "</w:tc>", "<w:tr>", "</w:tr>", "<w:tbl>"),
        *("</w:tbl>", "<w:t>", "</w:t>", "<w:t xml:space='preserve'>", "<w:br/>", "<w:tab/>"),
        *("<w:r>", "</w:r>", "甲&amp;乙", "&#21271;", "&x;", " ", "\n", "\x00", "<!-- x -->"),
        *("<w:del>", "<w:ins>", '<w:vMerge w:val="continue"/>', '<w:gridSpan w:val="2"/>'),
    ]
)
_EDITS = st.lists(st.tuples(st.integers(0, len(PLAIN)), st.integers(0, 6), _PIECES), max_size=4)


def part_of(*blocks: str) -> bytes:
    return read_part(docx(*blocks), DOCUMENT_PART)


def edited(part: bytes, edits: list[tuple[int, int, str]]) -> bytes:
    for place, length, piece in edits:
        part = part[:place] + piece.encode() + part[place + length :]
    return part


def test_a_plain_document_is_read_by_its_tokens() -> None:
    assert plain_tables(PLAIN) == tables_by_tree(PLAIN)


@pytest.mark.parametrize(
    "content",
    [
        f"<w:p>{run('甲 & 乙 <丙>')}</w:p><w:p>{run('二')}{run('三')}</w:p>",
        "<w:p></w:p>",
        '<w:p w:rsidR="00"><w:pPr><w:ind w:left="1"/></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>',
        "<w:p><w:r><w:t></w:t></w:r></w:p>",
    ],
)
def test_what_a_plain_cell_may_hold_reads_alike(content: str) -> None:
    part = part_of(table(text_row(FIRST), row(cell_of(content), cell("后"))))

    assert plain_tables(part) is not None
    assert plain_tables(part) == tables_by_tree(part)


@pytest.mark.parametrize(
    "content",
    [
        "<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r></w:p>",
        "<w:p><w:del><w:r><w:delText>甲</w:delText></w:r></w:del></w:p>",
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        "<w:p><w:r><w:t>&#21271;</w:t></w:r></w:p>",
        "<w:p><w:r><w:t><![CDATA[甲]]></w:t></w:r></w:p>",
        "<w:p><w:r><w:t foo='x'>甲</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>甲<w:t>乙</w:t></w:r></w:p>",
        "<w:p/>",
        "<w:p><!-- x --></w:p>",
        f"<w:tbl><w:tr><w:tc><w:p>{run('内')}</w:p></w:tc></w:tr></w:tbl>",
        f'<w:p xmlns:w="http://example.org/">{run("甲")}</w:p>',
    ],
)
def test_anything_else_is_left_to_the_tree(content: str) -> None:
    assert plain_tables(part_of(table(row(cell_of(content))))) is None


@pytest.mark.parametrize("merged", [cell("甲", span=2), cell("甲", merge="restart")])
def test_merges_are_left_to_the_tree(merged: str) -> None:
    assert plain_tables(part_of(table(row(merged)))) is None


@pytest.mark.parametrize(
    "part",
    [
        b"",
        PLAIN[:-1],
        PLAIN.replace(b"</w:p>", b"</w:q>", 1),
        PLAIN.replace(b"</w:tc>", b"", 1),
        PLAIN.replace(b"<w:t ", b"<w:T ", 1),
        PLAIN.replace("甲".encode(), b"\xff", 1),
        PLAIN.replace(b"UTF-8", b"GBK", 1),
        PLAIN.replace(b"wordprocessingml", b"other", 1),
        part_of("<w:p/>"),
    ],
)
def test_what_is_not_whole_or_not_ours_is_left_to_the_tree(part: bytes) -> None:
    assert plain_tables(part) is None


@settings(max_examples=150, deadline=None)
@given(_EDITS)
def test_however_it_is_edited_both_read_alike_or_the_tokens_are_not_taken(
    edits: list[tuple[int, int, str]],
) -> None:
    part = edited(PLAIN, edits)

    by_tokens = plain_tables(part)

    if by_tokens is not None:
        with suppress(SourceFault):  # broken where it says how letters look
            assert by_tokens == tables_by_tree(part)
