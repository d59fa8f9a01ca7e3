"""What is on the site at this moment, and the answer to each address."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import quote

import replica_facts as facts
import replica_pages as pages
from replica_publication import Publication
from replica_shelf import Shelf

PUBLIC = "www.cac.gov.cn"
PORTAL = "beian.cac.gov.cn"
PROVINCE = "cagd.gov.cn"
HOSTS = (PUBLIC, PORTAL, PROVINCE)
DOWNLOAD_PATH = "/cms/pub/interact/downloadfile.jsp"
LOGIN_PATH = "/cms/login.jsp"
HTML = "text/html;charset=UTF-8"
JSON = "application/json;charset=UTF-8"
_HUB_PATH = facts.HUB_URL.removeprefix(f"https://{PUBLIC}")
_GENAI_HUB_PATH = facts.GENAI_HUB_URL.removeprefix(f"https://{PUBLIC}")
_PROVINCIAL_PATH = "/v/2024/04/4859.html"
_NOT_PINNED = "1"
"""The notice interface shows every batch but the first."""
_PAGES_OF: Mapping[str, Callable[[Publication], str]] = {
    "deep_synthesis": pages.batch_page,
    "generative_ai_notice": pages.genai_notice_page,
}
_ROBOTS = (
    "User-agent: *\nDisallow: /zfz/\nDisallow: /wxb_zfz/\nDisallow: /wxzf/\n"
    "Disallow: /vmsfile/newVideo.html\n"
)


@dataclass(frozen=True, slots=True)
class Request:
    """What the site looks at in a request; `parameters` are the query's and the form's."""

    host: str
    path: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    referer: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer before faults and validators."""

    body: bytes
    kind: str
    """page, attachment, api or robots."""
    content_type: str = HTML
    status: int = HTTPStatus.OK
    changed_at: datetime | None = None
    """None when the answer carries no validators."""
    headers: tuple[tuple[str, str], ...] = ()
    publication: Publication | None = None
    """The list that an attachment holds."""


class Site:
    """The answers of the hosts; what is published lies on the shelf."""

    def __init__(self, row_limit: int | None = None) -> None:
        self.shelf = Shelf(row_limit)
        self._notices = facts.notices()
        self._portal_notices = facts.portal_notices()
        self._answers: dict[tuple[str, str], Callable[[Request], Reply]] = {
            (PUBLIC, DOWNLOAD_PATH): self._download,
            (PUBLIC, LOGIN_PATH): lambda _: _page(pages.markup("login")),
            (PUBLIC, "/cms/JsonList"): self._json_list,
            (PUBLIC, "/robots.txt"): lambda _: _robots(_ROBOTS),
            (PORTAL, "/robots.txt"): lambda _: _robots("User-agent: *\nDisallow:\n"),
            (PORTAL, "/api/notice/list"): self._portal_list,
            (PORTAL, "/api/algorithmpublicity/list"): lambda _: _refusal(440, "请先登录"),
            (PORTAL, "/api/file/fileDownLoad"): self._portal_file,
            (PROVINCE, "/robots.txt"): lambda _: _robots("User-agent: *\nDisallow:\n"),
            (PROVINCE, _PROVINCIAL_PATH): self._provincial_page,
            (PROVINCE, pages.PROVINCIAL_FILE): self._provincial_file,
        }

    def answer(self, request: Request) -> Reply:
        """Return the answer of the site when it is well."""
        found = self._answers.get((request.host, request.path))
        if found is not None:
            return found(request)
        page = self._public_page(request.path) if request.host == PUBLIC else None
        return page or _not_found()

    def _listed(self) -> list[pages.ListedNotice]:
        last_day = self.shelf.shown_until()
        batches = [pages.listed(batch) for batch in self.shelf.of_kind("deep_synthesis")]
        separate = [
            pages.ListedNotice(item.edition.label, item.edition.url, item.edition.announced_on)
            for item in self.shelf.of_kind("generative_ai_notice")
        ]
        known = {notice.url for notice in separate}
        others = [
            pages.ListedNotice(notice.title, notice.url, notice.published_on)
            for notice in self._notices
            if notice.published_on <= last_day and notice.url not in known
        ]
        hub = [pages.hub_notice()] if self.shelf.publications() else []
        every = [*batches, *separate, *others, *hub]
        return sorted(every, key=lambda notice: notice.published_on, reverse=True)

    def _rebuilt_at(self) -> datetime:
        moments = [item.linked_at for item in self.shelf.publications()]
        return max(moments, default=datetime(2022, 8, 12, 9, tzinfo=UTC))

    def _public_page(self, path: str) -> Reply | None:
        if path == _HUB_PATH:
            lists = self.shelf.of_kind("algorithm")
            rebuilt_at = max((item.linked_at for item in lists), default=self._rebuilt_at())
            return _page(pages.hub_page(lists, rebuilt_at), changed_at=rebuilt_at)
        lists = self.shelf.of_kind("generative_ai")
        if path == _GENAI_HUB_PATH and lists:
            rebuilt_at = max(item.linked_at for item in lists)
            return _page(pages.genai_hub_page(lists, rebuilt_at), changed_at=rebuilt_at)
        for kind, page_of in _PAGES_OF.items():
            for item in self.shelf.of_kind(kind):
                if item.edition.url == f"https://{PUBLIC}{path}":
                    return _page(page_of(item), changed_at=item.linked_at)
        return self._list_page(path) or self._notice_page(path)

    def _list_page(self, path: str) -> Reply | None:
        rebuilt_at = self._rebuilt_at()
        for channel, list_path in pages.LIST_PATHS.items():
            if path == list_path:
                html = pages.list_page(channel, self._listed(), rebuilt_at)
                return _page(html, changed_at=rebuilt_at)
        return None

    def _notice_page(self, path: str) -> Reply | None:
        for notice in self._listed():
            if notice.url == f"https://{PUBLIC}{path}":
                moment = datetime.combine(
                    notice.published_on, pages.PUBLISHED_AT_HOUR, tzinfo=pages.CHINA
                )
                return _page(pages.notice_page(notice, moment), changed_at=moment)
        return None

    def _download(self, request: Request) -> Reply:
        item = self.shelf.file(request.parameters.get("filepath", ""))
        if item is None:
            return _not_found()
        if not request.referer:
            return _page(pages.markup("refused_download"))
        return _file(item)

    def _portal_file(self, request: Request) -> Reply:
        wanted = request.parameters.get("noticeId", "")
        for item in self.shelf.of_kind("cancellation"):
            if item.edition.number == wanted:
                return _file(item)
        return _refusal(HTTPStatus.NOT_FOUND, "文件不存在")

    def _provincial_page(self, _: Request) -> Reply:
        for item in self.shelf.of_kind("guangdong"):
            return _page(pages.provincial_page(item), changed_at=item.linked_at)
        return _not_found()

    def _provincial_file(self, _: Request) -> Reply:
        for item in self.shelf.of_kind("guangdong"):
            return _file(item)
        return _not_found()

    def _json_list(self, request: Request) -> Reply:
        is_known = request.parameters.get("channelCode") in pages.LIST_PATHS
        page = _count(request.parameters.get("pageno"), default=1)
        per_page = _count(request.parameters.get("perPage"), default=pages.ROWS_PER_PAGE)
        return _json(pages.json_list(self._listed() if is_known else [], page, per_page))

    def _portal_list(self, request: Request) -> Reply:
        if not request.referer:
            return _refusal(HTTPStatus.FORBIDDEN, "非法请求")
        last_day = self.shelf.shown_until()
        others = [notice for notice in self._portal_notices if notice.created_on <= last_day]
        batches = self.shelf.of_kind("deep_synthesis")[::-1]
        pinned = [batch for batch in batches if batch.edition.number != _NOT_PINNED]
        cancellations = self.shelf.of_kind("cancellation")[::-1]
        return _json(pages.portal_list(pinned, cancellations, others))


def _count(text: str | None, default: int) -> int:
    return max(1, int(text)) if text and text.isdecimal() else default


def _page(html: str, *, status: int = HTTPStatus.OK, changed_at: datetime | None = None) -> Reply:
    return Reply(html.encode(), "page", status=status, changed_at=changed_at)


def _not_found() -> Reply:
    return _page(pages.markup("not_found"), status=HTTPStatus.NOT_FOUND)


def _robots(text: str) -> Reply:
    return Reply(text.encode(), "robots", "text/plain")


def _file(item: Publication) -> Reply:
    edition = item.edition
    name = edition.label.removesuffix(f".{edition.file_type}")
    shown = quote(f"{name}.{edition.file_type}", safe="")
    return Reply(
        body=item.document,
        kind="attachment",
        content_type="application/octet-stream",
        changed_at=item.changed_at,
        headers=(("Content-Disposition", f"attachment; filename*=UTF-8''{shown}"),),
        publication=item,
    )


def _json(value: Mapping[str, object]) -> Reply:
    return Reply(json.dumps(value, ensure_ascii=False).encode(), "api", JSON)


def _refusal(number: int, message: str) -> Reply:
    return _json({"errno": int(number), "errmsg": message, "datas": []})
