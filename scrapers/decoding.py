"""From page bytes to text, strictly: a page that is not in its declared charset is refused."""

import codecs
import re

from jishen.domain.errors import CutShort, EncodingFault

_META = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-z0-9_:.\-]{1,40})""", re.IGNORECASE
)
_META_WITHIN_BYTES = 4096
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UTF_8 = "utf-8"
_GB = "gb18030"
# Pages declare gb2312 and use characters outside it (镕, 㙍): every GB charset is read as gb18030.
_KNOWN = {
    "utf-8": _UTF_8,
    "utf8": _UTF_8,
    "gb2312": _GB,
    "gb_2312-80": _GB,
    "gbk": _GB,
    "x-gbk": _GB,
    "cp936": _GB,
    "gb18030": _GB,
}


def decode_page(body: bytes) -> str:
    """Return a page's text by its BOM, else its meta charset, else as UTF-8.

    Raises EncodingFault: unknown charset, bytes that do not fit it, or UTF-8 declared as GB (which
    would decode without an error, garbled, and every title test after it would quietly fail).
    Raises CutShort for bytes that end within a character.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _decoded(body, name, name)
    found = _META.search(body[:_META_WITHIN_BYTES])
    declared = found[1].decode("ascii").lower() if found else _UTF_8
    charset = _KNOWN.get(declared)
    if charset is None:
        message = f"页面声明的编码 {declared!r} 不是 UTF-8 或国标编码，未予解读"
        raise EncodingFault(message)
    if charset == _GB and not body.isascii() and _is_utf_8(body):
        message = f"页面声明编码 {declared!r}，内容实为 UTF-8，未予解读"
        raise EncodingFault(message)
    return _decoded(body, charset, declared)


def _decoded(body: bytes, charset: str, declared: str) -> str:
    decoder = codecs.getincrementaldecoder(charset)("strict")
    try:
        text = decoder.decode(body)
    except UnicodeDecodeError as error:
        message = f"页面声明编码 {declared!r}，但第 {error.start + 1} 字节起无法按此解读"
        raise EncodingFault(message) from error
    unfinished, _ = decoder.getstate()
    if unfinished:
        message = f"页面止于半个字符（共 {len(body)} 字节），应有完整的页面"
        raise CutShort(message)
    return text


def _is_utf_8(body: bytes) -> bool:
    try:
        body.decode(_UTF_8)
    except UnicodeDecodeError:
        return False
    return True
