"""The way out: httpx over connections that are checked and obey the deadline in force."""

from functools import cache
from ssl import SSLContext

import httpcore
import httpx

from scrapers.guard import GuardedBackend
from scrapers.patience import TimedBackend


@cache
def _tls_context() -> SSLContext:
    """Return the context of every connection, made once: it reads all certificates of the store."""
    return httpx.create_ssl_context(trust_env=False)


class CheckedTransport(httpx.HTTPTransport):
    """httpx's own transport over connections that are checked and obey the deadline in force."""

    def __init__(self, proxy: str, trusted: frozenset[tuple[str, int]]) -> None:
        context = _tls_context()
        super().__init__(verify=context, trust_env=False)
        backend = GuardedBackend(TimedBackend(), trusted)
        # httpx offers no way to hand in a network backend; test_fetch guards this line.
        if proxy:
            parts = httpx.URL(proxy)
            auth = (parts.username.encode(), parts.password.encode()) if parts.username else None
            self._pool = httpcore.HTTPProxy(
                proxy_url=str(parts.copy_with(username=None, password=None)),
                proxy_auth=auth,
                ssl_context=context,
                network_backend=backend,
            )
        else:
            self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=backend)
