"""What goes out with every answer, and whom the desk answers: one ASGI middleware."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jishen.desk_settings import DeskSettings

PAGE_CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
FRAMED_CSP = "sandbox; default-src 'none'; form-action 'none'; frame-ancestors 'self'"
"""Of a page that others made: no script, no form, nothing loaded, seen in our own frame alone."""
RAW_BYTES_CSP = "sandbox; default-src 'none'; frame-ancestors 'none'"

_HEADERS = {
    "content-security-policy": PAGE_CSP,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cache-control": "no-store",
}
_HSTS = "max-age=31536000"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_FROM_ELSEWHERE = "提交来自其他网站，没有办理。请在本系统的页面上操作。".encode()
_UNKNOWN_HOST = "本服务不以此主机名提供。请使用系统管理员公布的地址访问。".encode()


def security_headers(desk: DeskSettings) -> dict[str, str]:
    """Return the headers that every answer bears, unless it has its own of that name."""
    is_https = desk.url.startswith("https://")
    return {**_HEADERS, "strict-transport-security": _HSTS} if is_https else dict(_HEADERS)


def is_our_host(host: str, desk: DeskSettings) -> bool:
    """Tell whether a Host header names the desk: its names, localhost, or a bare IP address.

    A foreign name that was made to resolve to this machine (DNS rebinding) is not ours: a page
    of that name could read the desk through the browser of somebody who may open it.
    """
    name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    if name in {"localhost", desk.host.lower(), (urlsplit(desk.url).hostname or "")}:
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


class Security:
    """Refuses foreign host names and adds the security headers to every answer."""

    def __init__(self, app: ASGIApp, desk: DeskSettings) -> None:
        self._app = app
        self._desk = desk
        self._headers = security_headers(desk)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        headers = Headers(scope=scope)
        if not _is_readable_host(headers.get("host", ""), self._desk):
            await _refuse(send_with_headers, 421, _UNKNOWN_HOST)
        elif scope["method"] not in _SAFE and is_from_elsewhere(headers, self._desk):
            await _refuse(send_with_headers, 403, _FROM_ELSEWHERE)
        else:
            await self._app(scope, receive, send_with_headers)


def _is_readable_host(host: str, desk: DeskSettings) -> bool:
    try:
        return is_our_host(host, desk)
    except ValueError:  # not the shape of a host at all: "[::1"
        return False


def is_from_elsewhere(headers: Headers, desk: DeskSettings) -> bool:
    """Tell whether the browser says that another site sent this.

    A browser that says nothing (an old one, or plain HTTP: no Fetch Metadata there, and our own
    `no-referrer` makes the Origin `null`) is not refused here: the key in the form decides.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = headers.get("origin", "null")
    ours = {headers.get("host", "").lower(), urlsplit(desk.url).netloc.lower()}
    return origin != "null" and urlsplit(origin).netloc.lower() not in ours


async def _refuse(send: Send, status: int, content: bytes) -> None:
    content_type = (b"content-type", b"text/plain; charset=utf-8")
    await send({"type": "http.response.start", "status": status, "headers": [content_type]})
    await send({"type": "http.response.body", "body": content})
