"""A kept web page as it may be shown: its text and tables, nothing that acts or loads.

What is not on the list of harmless elements goes, with its content where that is no text for
people; every attribute goes but the spans of cells. The browser gets it in a sandboxed frame too.
"""

from lxml import etree
from lxml import html as lxml_html

from jishen.domain.errors import EncodingFault, UnreadableDocument
from scrapers.decoding import decode_page

MOST_BYTES = 5_000_000
_MOST_ELEMENTS = 50_000
# fmt: off
_KEPT = frozenset(
    {
        "html", "body", "div", "p", "span", "section", "article", "header", "footer", "main", "h1",
        "h2", "h3", "h4", "h5", "h6", "a", "b", "strong", "i", "em", "u", "s", "small", "sub",
        "sup", "br", "hr", "pre", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "table",
        "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td", "center", "font",
        "address", "time",
    }
)
_GONE = frozenset(
    {
        "head", "title", "script", "style", "noscript", "template", "iframe", "frame", "frameset",
        "object", "embed", "applet", "param", "svg", "math", "canvas", "audio", "video", "source",
        "track", "img", "picture", "map", "area", "link", "meta", "base", "form", "input", "button",
        "select", "option", "optgroup", "textarea", "datalist", "output", "progress", "meter",
        "dialog", "portal",
    }
)
# fmt: on
_SPANS = frozenset({"colspan", "rowspan"})
_MOST_SPAN = 200


def shown_page(content: bytes) -> bytes:
    """Return a page's harmless HTML in UTF-8, or a text answer in a `pre`.

    Raises UnreadableDocument for what is no text or too large.
    """
    if len(content) > MOST_BYTES:
        message = f"页面有 {len(content)} 字节，上限 {MOST_BYTES} 字节，请下载原件查看"
        raise UnreadableDocument(message)
    if b"\0" in content:
        message = "原件不是网页，请下载查看"
        raise UnreadableDocument(message)
    text = _text_of(content)
    if "<" not in text[:2000]:
        return _page(_preformatted(text))
    parser = lxml_html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as fault:
        message = f"网页无法解读：{fault}"
        raise UnreadableDocument(message) from fault
    return _page(_cleaned(root))


def _text_of(content: bytes) -> str:
    try:
        return decode_page(content)
    except EncodingFault:
        return content.decode("utf-8", "replace")


def _preformatted(text: str) -> etree._Element:
    body = etree.Element("body")
    pre = etree.SubElement(body, "pre")
    pre.text = "".join(char if char.isprintable() or char in "\n\t" else " " for char in text)
    return body


def _cleaned(root: etree._Element) -> etree._Element:
    elements = list(root.iter())
    if len(elements) > _MOST_ELEMENTS:
        message = f"网页有 {len(elements)} 个元素，请下载原件查看"
        raise UnreadableDocument(message)
    for element in elements:
        if not isinstance(element.tag, str) or element.tag in _GONE:
            _drop(element)
        elif element.tag not in _KEPT:
            element.tag = "span"
            _strip(element)
        else:
            _strip(element)
    body = root if root.tag == "body" else root.find("body")
    return etree.Element("body") if body is None else body


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    tail = element.tail or ""
    if before is None:
        parent.text = (parent.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail
    parent.remove(element)


def _strip(element: etree._Element) -> None:
    kept = {
        name: value
        for name, value in element.attrib.items()
        if str(name) in _SPANS and str(value).isascii() and str(value).isdigit()
    }
    element.attrib.clear()
    for name, value in kept.items():
        element.set(str(name), str(min(int(str(value)[:4]), _MOST_SPAN)))


def _page(body: etree._Element) -> bytes:
    page = etree.Element("html", lang="zh-CN")
    head = etree.SubElement(page, "head")
    etree.SubElement(head, "meta", charset="utf-8")
    page.append(body)
    said = etree.tostring(page, method="html", encoding="utf-8", doctype="<!doctype html>")
    return bytes(said)
