"""Faults that can be put upon answers, as the real site or something before it shows them."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

import replica_guards as guards
from replica_docx import document_without_table
from replica_errors import CommandError
from replica_pages import markup
from replica_publication import with_rows
from replica_site import HTML, LOGIN_PATH, Reply, Request

_STATUS = "status:"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault and the answers it is put upon."""

    mode: str
    kind: str = "all"
    """page, attachment, api or all."""
    path_prefix: str = ""
    """Compared with /<host>/<path>."""
    label: str = ""
    """Text that the attachment's label holds."""
    seconds: float = 30.0
    """How long `slow` waits before it answers."""
    times: int | None = None
    """How many answers it spoils before it goes away; None for all."""


@dataclass(frozen=True, slots=True)
class Spoilt:
    """An answer with a fault on it; the server carries out what bytes alone cannot show."""

    reply: Reply
    wait_seconds: float = 0.0
    declared_length: int | None = None
    says_not_modified: bool = False
    has_length: bool = True
    """False: the end of the body is the end of the connection."""
    drip_seconds: float = 0.0
    """The body comes in small pieces with so long between them."""


def _body(reply: Reply, body: bytes, content_type: str | None = None) -> Spoilt:
    shown = content_type or reply.content_type
    return Spoilt(replace(reply, body=body, content_type=shown, changed_at=None, headers=()))


def _bot_check(reply: Reply) -> Spoilt:
    return _body(reply, markup("bot_check").encode(), HTML)


def _empty(reply: Reply) -> Spoilt:
    return _body(reply, b"")


def _cut(reply: Reply) -> Spoilt:
    return _body(reply, reply.body[: len(reply.body) // 2])


def _broken(reply: Reply) -> Spoilt:
    cut = _cut(reply)
    return replace(cut, declared_length=len(reply.body))


def _login_redirect(reply: Reply) -> Spoilt:
    return _sent_to(reply, LOGIN_PATH, HTTPStatus.FOUND)


def _truncated_docx(reply: Reply) -> Spoilt:
    return _kept_headers(reply, reply.body[: len(reply.body) // 2])


def _docx_without_table(reply: Reply) -> Spoilt:
    item = reply.publication
    if item is None:
        return Spoilt(reply)
    body = document_without_table(item.edition, item.edition.document_modified)
    return _kept_headers(reply, body)


def _kept_headers(reply: Reply, body: bytes) -> Spoilt:
    return Spoilt(replace(reply, body=body, changed_at=None))


def _html_instead(reply: Reply) -> Spoilt:
    return _body(reply, markup("refused_download").encode(), HTML)


def _gb18030(reply: Reply) -> Spoilt:
    text = reply.body.decode().replace("charset=UTF-8", "charset=gb2312")
    return _body(reply, text.encode("gb18030"), "text/html")


def _wrong_charset(reply: Reply) -> Spoilt:
    return _body(reply, reply.body.decode().encode("gb18030"))


def _empty_list(reply: Reply) -> Spoilt:
    if reply.kind == "api":
        empty = b'{"errno":0,"errmsg":"success","datas":[],"list":[],"totalRec":0}'
        return _body(reply, empty)
    text = reply.body.decode()
    for opening, closing in (
        ("<div id='loadingInfoPage' class='default'>", '</div><div class="clear">'),
        ("<DIV id=BodyLabel>", '<div id="网站群管理">'),
    ):
        before, found, after = text.partition(opening)
        if found:
            text = before + found + closing + after.partition(closing)[2]
    return _body(reply, text.encode())


def _layout(reply: Reply) -> Spoilt:
    return _body(reply, markup("new_layout").encode())


def _slow(reply: Reply) -> Spoilt:
    return Spoilt(reply)


def _lying_304(reply: Reply) -> Spoilt:
    return Spoilt(reply, says_not_modified=True)


def _waf(reply: Reply) -> Spoilt:
    spoilt = _body(reply, guards.waf_page(), HTML)
    return replace(spoilt, reply=replace(spoilt.reply, status=guards.WAF_STATUS))


def _maintenance(reply: Reply) -> Spoilt:
    return _body(reply, guards.maintenance_page(), HTML)


def _dynamic_check(reply: Reply) -> Spoilt:
    return _body(reply, guards.dynamic_check(), HTML)


def _cut_by_closing(reply: Reply) -> Spoilt:
    return replace(_cut(reply), has_length=False)


def _drip(reply: Reply) -> Spoilt:
    return Spoilt(reply, drip_seconds=0.05)


def _huge(reply: Reply) -> Spoilt:
    return _body(reply, guards.huge_page())


def _gzip_bomb(reply: Reply) -> Spoilt:
    spoilt = _body(reply, guards.gzip_bomb())
    packed = replace(spoilt.reply, headers=(("Content-Encoding", "gzip"),))
    return replace(spoilt, reply=packed)


def _private_redirect(reply: Reply) -> Spoilt:
    return _sent_to(reply, guards.PRIVATE_ADDRESS, HTTPStatus.FOUND)


def _moved_for_good(reply: Reply) -> Spoilt:
    return _sent_to(reply, guards.NEW_ADDRESS, HTTPStatus.MOVED_PERMANENTLY)


def _sent_to(reply: Reply, address: str, status: HTTPStatus) -> Spoilt:
    to = (("Location", address),)
    return Spoilt(replace(reply, body=b"", status=status, headers=to, changed_at=None))


def _pdf_as_docx(reply: Reply) -> Spoilt:
    return _kept_headers(reply, guards.small_pdf())


def _truncated_pdf(reply: Reply) -> Spoilt:
    whole = guards.small_pdf()
    return _kept_headers(reply, whole[: len(whole) // 2])


def _of_rows(reply: Reply, numerator: int, denominator: int) -> Spoilt:
    item = reply.publication
    if item is None or item.given is not None:
        return Spoilt(reply)
    rows = (item.rows * numerator)[: len(item.rows) * numerator // denominator]
    changed = with_rows(item, rows, new_token=False, changed_at=item.changed_at)
    return _kept_headers(reply, changed.document)


_EVERY = frozenset({"page", "attachment", "api"})
_PAGES = frozenset({"page"})
_FILES = frozenset({"attachment"})

MODES: Mapping[str, tuple[frozenset[str], Callable[[Reply], Spoilt]]] = {
    "bot_check": (_EVERY, _bot_check),
    "empty": (_EVERY, _empty),
    "cut": (_EVERY, _cut),
    "broken": (_EVERY, _broken),
    "login_redirect": (_EVERY, _login_redirect),
    "moved_for_good": (_EVERY, _moved_for_good),
    "truncated_docx": (_FILES, _truncated_docx),
    "docx_without_table": (_FILES, _docx_without_table),
    "html_instead": (_FILES | {"api"}, _html_instead),
    "slow": (_EVERY, _slow),
    "gb18030": (_PAGES, _gb18030),
    "wrong_charset": (_PAGES, _wrong_charset),
    "empty_list": (_PAGES | {"api"}, _empty_list),
    "layout": (_PAGES, _layout),
    "lying_304": (_EVERY, _lying_304),
    "waf": (_EVERY, _waf),
    "maintenance": (_EVERY, _maintenance),
    "dynamic_check": (_EVERY, _dynamic_check),
    "cut_by_closing": (_EVERY, _cut_by_closing),
    "drip": (_EVERY, _drip),
    "huge": (_EVERY, _huge),
    "stale_copy": (_PAGES, lambda reply: _body(reply, guards.without_newest(reply.body))),
    "gzip_bomb": (_EVERY, _gzip_bomb),
    "private_redirect": (_EVERY, _private_redirect),
    "pdf_as_docx": (_FILES, _pdf_as_docx),
    "shrunk_list": (_FILES, lambda reply: _of_rows(reply, 1, 2)),
    "tripled_list": (_FILES, lambda reply: _of_rows(reply, 3, 1)),
    "truncated_pdf": (_FILES, _truncated_pdf),
    "robots_forbid": (frozenset({"robots"}), lambda reply: _body(reply, guards.ROBOTS_FORBID)),
}
"""Each mode: the kinds of answer it can spoil, and how."""


class FaultBoard:
    """The faults in force; the one set last wins."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[tuple[Fault, int | None]] = []
        self.released = threading.Event()
        """Set while no fault is in force: it ends the waiting of `slow` answers."""
        self.released.set()

    def put(self, fault: Fault) -> None:
        """Put a fault in force; raises CommandError for a mode or a kind that is not known."""
        is_status = fault.mode.removeprefix(_STATUS).isdecimal() and _STATUS in fault.mode
        if fault.mode not in MODES and not is_status:
            message = f"mode {fault.mode!r}; modes are status:<number>, {', '.join(MODES)}"
            raise CommandError(message)
        if fault.kind not in _EVERY | {"all"}:
            message = f"kind {fault.kind!r}; kinds are page, attachment, api, all"
            raise CommandError(message)
        with self._lock:
            self._faults.insert(0, (fault, fault.times))
            self.released.clear()

    def heal(self) -> None:
        """Take every fault away."""
        with self._lock:
            self._faults.clear()
            self.released.set()

    def in_force(self) -> tuple[Fault, ...]:
        """Return the faults in force, the newest first."""
        with self._lock:
            return tuple(fault for fault, _ in self._faults)

    def spoil(self, request: Request, reply: Reply) -> Spoilt:
        """Return the answer with the newest fitting fault on it, or as it is."""
        fault = self._take(request, reply)
        if fault is None:
            return Spoilt(reply)
        if fault.mode.startswith(_STATUS):
            status = int(fault.mode.removeprefix(_STATUS))
            body = f"<html><body><h1>{status}</h1></body></html>".encode()
            return Spoilt(replace(_body(reply, body, HTML).reply, status=status))
        spoilt = MODES[fault.mode][1](reply)
        return replace(spoilt, wait_seconds=fault.seconds) if fault.mode == "slow" else spoilt

    def _take(self, request: Request, reply: Reply) -> Fault | None:
        with self._lock:
            for at, (fault, left) in enumerate(self._faults):
                if not _fits(fault, request, reply):
                    continue
                if left is not None and left <= 1:
                    del self._faults[at]
                elif left is not None:
                    self._faults[at] = (fault, left - 1)
                return fault
        return None


def _fits(fault: Fault, request: Request, reply: Reply) -> bool:
    kind = "attachment" if request.path.endswith("/downloadfile.jsp") else reply.kind
    label = request.parameters.get("fText", "")
    return (
        request.path != LOGIN_PATH
        and fault.kind in {"all", kind}
        and f"/{request.host}{request.path}".startswith(fault.path_prefix)
        and fault.label in label
        and (fault.mode.startswith(_STATUS) or reply.kind in MODES[fault.mode][0])
    )
