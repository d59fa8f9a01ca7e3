"""The notice list of beian.cac.gov.cn (JSON): deep-synthesis notices to announcement links."""

import json
import re
from typing import NoReturn
from urllib.parse import urlencode

from jishen.domain.announcements import AnnouncementLink
from jishen.domain.errors import EmptyList, LayoutChanged, LoginPage, ServerFault
from scrapers.addresses import official_address
from scrapers.decoding import decode_page
from scrapers.pages import day_of
from scrapers.refusals import diagnose

NOTICE_LIST_URL = "https://beian.cac.gov.cn/api/notice/list"
NOTICE_FILE_URL = "https://beian.cac.gov.cn/api/file/fileDownLoad"

_DEEP_SYNTHESIS_TYPE = "3"
_LOGIN_NEEDED = "440"
_ADDRESS = re.compile(r"(?:https?:)?//[^\s\"'<>\\，。）]+")
_SHAPE = "公告接口的 JSON（errno、datas）"


def read_notice_list(body: bytes) -> tuple[AnnouncementLink, ...]:
    """Return the deep-synthesis notices (type 3) of the notice list, each with its page's address.

    Raises LoginPage for an asked log-in, ServerFault for another errno, EmptyList without notices,
    LayoutChanged when the fields are not the known ones, and the diagnosis of a web page instead.
    """
    notices = _notices(body)
    links = {}
    for notice in notices:
        if str(_field(notice, "type")) == _DEEP_SYNTHESIS_TYPE:
            link = _link_of(notice)
            links[link.url] = link
    if not links:
        message = f"公告接口返回 {len(notices)} 条公告，但没有一条是深度合成类（type 3）"
        raise LayoutChanged(message)
    return tuple(links.values())


def read_cancellations(body: bytes) -> tuple[AnnouncementLink, ...]:
    """Return the cancellation notices, each with the address of its file; there may be none.

    Told by the title: a type of their own is not known. Raises as `read_notice_list` does.
    """
    links = {}
    for notice in _notices(body):
        title = " ".join(str(_field(notice, "title")).split())
        if "注销" not in title:
            continue
        notice_id = str(_field(notice, "noticeId"))
        if not notice_id.strip():
            _changed(f"公告“{title[:60]}”没有 noticeId")
        url = f"{NOTICE_FILE_URL}?{urlencode({'noticeId': notice_id})}"
        links[url] = AnnouncementLink(url, title, day_of(str(notice.get("createTime") or "")))
    return tuple(links.values())


def _notices(body: bytes) -> list[dict[str, object]]:
    text = decode_page(body)
    try:
        answer = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        if text.lstrip().startswith(("{", "[")):
            _changed(f"答复不是完整的 JSON（{error}）")
        raise diagnose(text, _SHAPE) from error
    if not isinstance(answer, dict):
        _changed(f"答复不是 JSON 对象，而是 {type(answer).__name__}")
    errno = _field(answer, "errno")
    if str(errno) == _LOGIN_NEEDED:
        message = f"公告接口要求登录（errno {errno}：{answer.get('errmsg')}），应为 0"
        raise LoginPage(message)
    if str(errno) != "0":
        message = f"公告接口返回 errno {errno}（{answer.get('errmsg')}），应为 0"
        raise ServerFault(message)
    notices = _field(answer, "datas")
    if not isinstance(notices, list) or not all(isinstance(item, dict) for item in notices):
        _changed("datas 不是公告列表")
    if not notices:
        message = "公告接口返回的 datas 为空，应有已发布的公告"
        raise EmptyList(message)
    return notices


def _link_of(notice: dict[str, object]) -> AnnouncementLink:
    title = " ".join(str(_field(notice, "title")).split())
    content = str(_field(notice, "content"))
    found = {official_address(address, NOTICE_LIST_URL) for address in _ADDRESS.findall(content)}
    url = found.pop() if len(found) == 1 else None
    if url is None or not title:
        _changed(f"公告“{title[:60]}”的 content 应为一个网页地址，实为 {content[:120]!r}")
    return AnnouncementLink(url, title, day_of(str(notice.get("createTime") or "")))


def _field(record: dict[str, object], name: str) -> object:
    if name not in record:
        _changed(f"缺少字段 {name}，现有 {'、'.join(sorted(record))}")
    return record[name]


def _changed(what: str) -> NoReturn:
    message = f"{_SHAPE}与已知不符：{what}"
    raise LayoutChanged(message)
