"""What must hold of every page's HTML: named, labelled, in order, nothing active or foreign."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from bs4 import BeautifulSoup, Tag

OFFICE = "广州市海珠区人工智能发展局"
_HAN = re.compile(r"[\u4e00-\u9fff]")


def faults_of(html: str) -> list[str]:
    """Return what is wrong with a page's structure."""
    page = BeautifulSoup(html, "lxml")
    return [*_document(page), *_headings(page), *_ids(page), *_fields(page), *_inert(page)]


def _document(page: BeautifulSoup) -> Iterator[str]:
    root = page.find("html")
    if not isinstance(root, Tag) or root.get("lang") not in {"zh-CN", "en"}:
        yield "the document has no language"
    if page.title is None or not page.title.text.strip():
        yield "the page has no title"
    if len(page.find_all("main")) != 1 or page.find("a", class_="skip") is None:
        yield "no main part, or no way to skip to it"
    if page.find("meta", attrs={"name": "viewport"}) is None:
        yield "no viewport"


def _headings(page: BeautifulSoup) -> Iterator[str]:
    levels = [int(heading.name[1]) for heading in page.find_all(re.compile(r"^h[1-6]$"))]
    in_order = [level for level in levels if level == 1]
    if len(in_order) != 1:
        yield f"{len(in_order)} main headings"
    after = levels[levels.index(1) :] if 1 in levels else []
    for before, level in pairwise(after):
        if level > before + 1:
            yield f"a heading of level {level} follows one of level {before}"


def _ids(page: BeautifulSoup) -> Iterator[str]:
    counted = Counter(str(tag["id"]) for tag in page.find_all(id=True))
    yield from (f"id {name} stands twice" for name, times in counted.items() if times > 1)
    for attribute in ("aria-describedby", "aria-labelledby"):
        for tag in page.find_all(attrs={attribute: True}):
            for name in str(tag[attribute]).split():
                if name not in counted:
                    yield f"{attribute} names {name}, which is not there"
    for link in page.find_all("a", href=re.compile(r"^#")):
        if str(link["href"])[1:] not in counted:
            yield f"a link goes to {link['href']}, which is not there"


def _fields(page: BeautifulSoup) -> Iterator[str]:
    labelled = {str(label.get("for")) for label in page.find_all("label")}
    for field in page.find_all(["input", "textarea", "select"]):
        is_wrapped = field.find_parent("label") is not None
        if field.get("type") != "hidden" and not is_wrapped and field.get("id") not in labelled:
            yield f"the field {field.get('name')} has no label"
    yield from _told(page)


def _told(page: BeautifulSoup) -> Iterator[str]:
    for group in page.find_all("fieldset"):
        if group.find("legend") is None:
            yield "a group of fields has no legend"
    for invalid in page.find_all(attrs={"aria-invalid": True}):
        if not invalid.get("aria-describedby"):
            yield f"the fault of {invalid.get('name')} is not told with it"
    for button in page.find_all("button"):
        if not button.text.strip():
            yield "a button says nothing"


def _inert(page: BeautifulSoup) -> Iterator[str]:
    if page.find(["script", "iframe", "object", "style", "img"]) is not None:
        yield "a part that the page must not have"
    for tag in page.find_all(True):
        if tag.get("style") or any(name.startswith("on") for name in tag.attrs):
            yield f"{tag.name} bears a style or a handler"
    for tag in page.find_all(["link", "form"]):
        target = str(tag.get("href") or tag.get("action"))
        if not target.startswith("/"):
            yield f"{tag.name} goes outside: {target}"


def chinese_in(html: str) -> list[str]:
    """Return texts with Chinese in them that are the page's own words: what is data is marked."""
    page = BeautifulSoup(html, "lxml")
    for part in page.find_all(attrs={"lang": "zh-CN"}):
        part.decompose()
    for part in page.find_all(["dd", "title", "footer", "header"]):
        part.decompose()
    for part in page.find_all(class_=["who", "mono"]):
        part.decompose()
    said = [text.replace(OFFICE, "") for text in page.find_all(string=_HAN)]
    return [text for text in said if _HAN.search(text)]
