"""Files that are no document, are damaged or are built to harm."""

import zipfile
from io import BytesIO

import pytest

from jishen.domain.errors import (
    NeedsAPerson,
    NotADocument,
    UnreadableDocument,
)
from scrapers.documents import read_filing_table
from tests.unit.scrapers.docx_files import document, good_document, packed

_GOOD = packed({"word/document.xml": good_document()})


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "附件内容为空"),
        (b"\r\n  ", "附件内容为空"),
        (b"<!DOCTYPE html><html></html>", "下载到的是网页"),
        (b"\xef\xbb\xbf\n<HTML><body>404</body></HTML>", "下载到的是网页"),
        (b'{"errno":440}', "附件类型无法识别"),
        (packed({"readme.txt": b"x"}), "附件是压缩包而非清单文件"),
    ],
)
def test_file_that_is_no_document_is_told_as_such(content: bytes, told: str) -> None:
    with pytest.raises(NotADocument) as refusal:
        read_filing_table(content)

    assert told in str(refusal.value)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "旧版 Office"),
        (packed({"OFD.xml": b"<OFD/>"}), "OFD"),
    ],
)
def test_document_that_nothing_here_reads_is_for_a_person(content: bytes, kind: str) -> None:
    with pytest.raises(NeedsAPerson, match=f"附件为 {kind}"):
        read_filing_table(content)


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n",
        packed({"xl/workbook.xml": b"<workbook/>"}),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"),
    ],
)
def test_document_of_a_known_kind_that_is_damaged_is_unreadable(content: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="损坏"):
        read_filing_table(content)


def test_legacy_document_needs_its_converter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le")

    with pytest.raises(NeedsAPerson, match="LibreOffice"):
        read_filing_table(content)


@pytest.mark.parametrize("kept_bytes", [4, 40, len(_GOOD) // 2, len(_GOOD) - 10])
def test_cut_file_is_unreadable(kept_bytes: int) -> None:
    with pytest.raises(UnreadableDocument, match="损坏或不完整"):
        read_filing_table(_GOOD[:kept_bytes])


def test_file_with_flipped_bytes_in_its_table_is_unreadable() -> None:
    place = _GOOD.index(b"word/document.xml") + 60
    content = _GOOD[:place] + b"\xff\x00\xff" + _GOOD[place + 3 :]

    with pytest.raises(UnreadableDocument, match="损坏或不完整"):
        read_filing_table(content)


_ENTITY_BOMB = (
    b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + good_document()
)
_DOCTYPE_IN_UTF_16 = "<!DOCTYPE d><d/>".encode("utf-16")


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({"word/document.xml": _ENTITY_BOMB}, "DOCTYPE"),
        ({"word/document.xml": good_document(), "word/s.xml": _DOCTYPE_IN_UTF_16}, "DOCTYPE"),
        ({"word/document.xml": good_document(), "word/a.xlsx": packed({})}, "嵌套压缩包"),
        ({"word/document.xml": good_document(), "word/a.bin": packed({})}, "嵌套压缩包"),
        ({"word/document.xml": good_document(), "../evil.txt": b"x"}, "非法文件名"),
        ({"word/document.xml": good_document(), "/etc/evil": b"x"}, "非法文件名"),
        ({"word/document.xml": good_document(), "a\\..\\evil": b"x"}, "非法文件名"),
        ({"word/document.xml": good_document(), "C:evil": b"x"}, "非法文件名"),
        (
            {"word/document.xml": good_document()} | {f"{n}.txt": b"" for n in range(500)},
            "上限 500 个",
        ),
        ({"word/document.xml": good_document() + b" " * 2_000_000}, "压缩比"),
        ({"word/document.xml": good_document(), "a.bin": bytes(50_000_001)}, "上限 50000000 字节"),
        ({"word/document.xml": b"<w:document"}, "不是完整的 XML"),
        ({"word/document.xml": document("&undefined;").encode()}, "不是完整的 XML"),
    ],
)
def test_container_that_breaks_a_limit_is_unreadable(members: dict[str, bytes], told: str) -> None:
    content = packed(members)

    with pytest.raises(UnreadableDocument) as refusal:
        read_filing_table(content)

    assert told in str(refusal.value)


def test_sum_of_the_members_is_limited() -> None:
    names = ("a.bin", "b.bin", "c.bin")
    members = {"word/document.xml": good_document()} | dict.fromkeys(names, bytes(40_000_000))

    with pytest.raises(UnreadableDocument, match="解压后共"):
        read_filing_table(packed(members))


def test_directory_that_understates_a_member_is_unreadable() -> None:
    grown = good_document() + b" " * 900_000
    content = packed({"word/document.xml": grown})
    true_size, told_size = len(grown).to_bytes(4, "little"), (1000).to_bytes(4, "little")

    with pytest.raises(UnreadableDocument):
        read_filing_table(content.replace(true_size, told_size))


def test_container_with_two_members_of_one_name_is_unreadable() -> None:
    buffer = BytesIO(_GOOD)
    with zipfile.ZipFile(buffer, "a") as container, pytest.warns(UserWarning, match="Duplicate"):
        container.writestr("word/document.xml", good_document())

    with pytest.raises(UnreadableDocument, match="重名文件"):
        read_filing_table(buffer.getvalue())
