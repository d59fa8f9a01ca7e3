"""The list interface of www.cac.gov.cn (JSON): a channel's announcements, beyond the first 20."""

import json
from typing import NoReturn
from urllib.parse import urlencode

from jishen.domain.announcements import AnnouncementLink
from jishen.domain.errors import EmptyList, LayoutChanged
from scrapers.addresses import official_address
from scrapers.decoding import decode_page
from scrapers.pages import day_of
from scrapers.refusals import diagnose

_JSON_LIST_URL = "https://www.cac.gov.cn/cms/JsonList"
_SHAPE = "栏目接口的 JSON（list、totalRec）"
LINES_A_PAGE = 100


def json_list_url(channel: str) -> str:
    """Return the address of the newest announcements of a channel."""
    fields = {
        "channelCode": channel,
        "perPage": LINES_A_PAGE,
        "pageno": 1,
        "condition": 0,
        "fuhao": "=",
        "value": "",
    }
    return f"{_JSON_LIST_URL}?{urlencode(fields)}"


def read_json_list(body: bytes) -> tuple[AnnouncementLink, ...]:
    """Return the announcements of a channel's list.

    Raises EmptyList without a line, LayoutChanged when the fields are not the known ones, and the
    diagnosis of a web page instead.
    """
    text = decode_page(body)
    try:
        answer = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        if text.lstrip().startswith(("{", "[")):
            _changed(f"答复不是完整的 JSON（{error}）")
        raise diagnose(text, _SHAPE) from error
    lines = answer.get("list") if isinstance(answer, dict) else None
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        _changed("list 不是公告列表")
    if not lines:
        message = "栏目接口返回的 list 为空，应有已发布的公告"
        raise EmptyList(message)
    links = map(_link_of, lines)
    return tuple({link.url: link for link in links}.values())


def _link_of(line: dict[str, object]) -> AnnouncementLink:
    topic = str(line.get("topic") or "").replace("<br>", "").replace("<br/>", "")
    title = " ".join(topic.split())
    url = official_address(str(line.get("infourl") or ""), _JSON_LIST_URL)
    if url is None or url == _JSON_LIST_URL or not title:
        _changed(f"条目缺少 topic 或 infourl：{str(line)[:120]}")
    return AnnouncementLink(url, title, day_of(str(line.get("pubtime") or "")))


def _changed(what: str) -> NoReturn:
    message = f"{_SHAPE}与已知不符：{what}"
    raise LayoutChanged(message)
