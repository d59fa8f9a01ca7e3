"""What is on the site at this moment, and the answer to each address."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http import HTTPStatus
from urllib.parse import quote

import replica_facts as facts
import replica_pages as pages
from replica_errors import CommandError
from replica_publication import Change, Publication, publication, rewritten

PUBLIC = "www.cac.gov.cn"
PORTAL = "beian.cac.gov.cn"
HOSTS = (PUBLIC, PORTAL)
DOWNLOAD_PATH = "/cms/pub/interact/downloadfile.jsp"
LOGIN_PATH = "/cms/login.jsp"
HTML = "text/html;charset=UTF-8"
JSON = "application/json;charset=UTF-8"
_HUB_PATH = facts.HUB_URL.removeprefix(f"https://{PUBLIC}")
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
    """The published lists and notices; every method is safe to call from any thread."""

    def __init__(self, row_limit: int | None = None) -> None:
        self._lock = threading.Lock()
        self._row_limit = row_limit
        self._editions = facts.editions()
        self._notices = facts.notices()
        self._portal_notices = facts.portal_notices()
        self._published: dict[tuple[str, str], Publication] = {}
        self._files: dict[str, Publication] = {}
        self._answers: dict[tuple[str, str], Callable[[Request], Reply]] = {
            (PUBLIC, DOWNLOAD_PATH): self._download,
            (PUBLIC, LOGIN_PATH): lambda _: _page(pages.markup("login")),
            (PUBLIC, "/cms/JsonList"): self._json_list,
            (PUBLIC, "/robots.txt"): lambda _: Reply(_ROBOTS.encode(), "robots", "text/plain"),
            (PORTAL, "/api/notice/list"): self._portal_list,
            (PORTAL, "/api/algorithmpublicity/list"): lambda _: _refusal(440, "请先登录"),
        }

    def publish(
        self, period: str, kinds: tuple[str, ...], quirks: frozenset[str] | None, at: datetime
    ) -> None:
        """Put the lists of a month on the site; `quirks` None means the facts' own."""
        wanted = [(kind, period) for kind in kinds]
        unknown = [key for key in wanted if key not in self._editions]
        if unknown:
            message = f"no rows are held for {unknown}"
            raise CommandError(message)
        # Documents are built before the lock is taken: the lists appear in one instant.
        items = [self._first_state(key, quirks, at) for key in wanted]
        with self._lock:
            twice = [key for key in wanted if key in self._published]
            if twice:
                message = f"already on the site: {twice}"
                raise CommandError(message)
            for item in items:
                self._keep(item)

    def rewrite(
        self,
        key: tuple[str, str],
        changes: tuple[Change, ...],
        dropped: tuple[str, ...],
        *,
        new_token: bool,
        at: datetime,
    ) -> None:
        """Rewrite a list's attachment in place: other bytes, the same or a new token."""
        with self._lock:
            before = self._published.get(key)
            if before is None:
                message = f"not on the site: {key}"
                raise CommandError(message)
            self._keep(rewritten(before, changes, dropped, new_token=new_token, changed_at=at))

    def publications(self) -> tuple[Publication, ...]:
        """Return what is on the site, by kind and then by month."""
        with self._lock:
            return tuple(self._published[key] for key in sorted(self._published))

    def answer(self, request: Request) -> Reply:
        """Return the answer of the site when it is well."""
        found = self._answers.get((request.host, request.path))
        if found is not None:
            return found(request)
        page = self._public_page(request.path) if request.host == PUBLIC else None
        return page or _page(pages.markup("not_found"), status=HTTPStatus.NOT_FOUND)

    def _first_state(
        self, key: tuple[str, str], quirks: frozenset[str] | None, at: datetime
    ) -> Publication:
        edition = self._editions[key]
        rows = facts.rows_of(*key, limit=self._row_limit)
        return publication(edition, rows, edition.quirks if quirks is None else quirks, at)

    def _keep(self, item: Publication) -> None:
        self._published[item.edition.kind, item.edition.period] = item
        # A file under an old token stays where it was, as uploads of the CMS do.
        self._files[item.token] = item

    def _of_kind(self, kind: str) -> tuple[Publication, ...]:
        return tuple(item for item in self.publications() if item.edition.kind == kind)

    def _shown_until(self) -> date:
        days = [item.edition.announced_on for item in self.publications()]
        return max(days, default=date.min)

    def _listed(self) -> list[pages.ListedNotice]:
        last_day = self._shown_until()
        others = [
            pages.ListedNotice(notice.title, notice.url, notice.published_on)
            for notice in self._notices
            if notice.published_on <= last_day
        ]
        batches = [pages.listed(batch) for batch in self._of_kind("deep_synthesis")]
        every = [*batches, *others, pages.hub_notice()]
        return sorted(every, key=lambda notice: notice.published_on, reverse=True)

    def _rebuilt_at(self) -> datetime:
        moments = [item.linked_at for item in self.publications()]
        return max(moments, default=datetime(2022, 8, 12, 9, tzinfo=UTC))

    def _public_page(self, path: str) -> Reply | None:
        if path == _HUB_PATH:
            lists = self._of_kind("algorithm")
            rebuilt_at = max((item.linked_at for item in lists), default=self._rebuilt_at())
            return _page(pages.hub_page(lists, rebuilt_at), changed_at=rebuilt_at)
        for batch in self._of_kind("deep_synthesis"):
            if batch.edition.url == f"https://{PUBLIC}{path}":
                return _page(pages.batch_page(batch), changed_at=batch.linked_at)
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
        with self._lock:
            item = self._files.get(request.parameters.get("filepath", ""))
        if item is None:
            return _page(pages.markup("not_found"), status=HTTPStatus.NOT_FOUND)
        if not request.referer:
            return _page(pages.markup("refused_download"))
        name = quote(f"{item.edition.label}.docx", safe="")
        return Reply(
            body=item.document,
            kind="attachment",
            content_type="application/octet-stream",
            changed_at=item.changed_at,
            headers=(("Content-Disposition", f"attachment; filename*=UTF-8''{name}"),),
            publication=item,
        )

    def _json_list(self, request: Request) -> Reply:
        is_known = request.parameters.get("channelCode") in pages.LIST_PATHS
        page = _count(request.parameters.get("pageno"), default=1)
        per_page = _count(request.parameters.get("perPage"), default=pages.ROWS_PER_PAGE)
        return _json(pages.json_list(self._listed() if is_known else [], page, per_page))

    def _portal_list(self, request: Request) -> Reply:
        if not request.referer:
            return _refusal(HTTPStatus.FORBIDDEN, "非法请求")
        last_day = self._shown_until()
        others = [notice for notice in self._portal_notices if notice.created_on <= last_day]
        return _json(pages.portal_list(self._of_kind("deep_synthesis")[::-1], others))


def _count(text: str | None, default: int) -> int:
    return max(1, int(text)) if text and text.isdecimal() else default


def _page(html: str, *, status: int = HTTPStatus.OK, changed_at: datetime | None = None) -> Reply:
    return Reply(html.encode(), "page", status=status, changed_at=changed_at)


def _json(value: Mapping[str, object]) -> Reply:
    return Reply(json.dumps(value, ensure_ascii=False).encode(), "api", JSON)


def _refusal(number: int, message: str) -> Reply:
    return _json({"errno": int(number), "errmsg": message, "datas": []})
