"""Exchanges over the network: an end to each of them, and a name for what failed."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

_REPEAT_SECONDS = 0.5
_CAUSES: tuple[tuple[type[BaseException], str], ...] = (
    (socket.gaierror, "域名无法解析"),
    (ssl.SSLCertVerificationError, "证书校验未通过"),
    (ssl.SSLError, "加密连接失败"),
    (TimeoutError, "连接超时"),
    (ConnectionRefusedError, "连接被拒绝"),
    (ConnectionError, "连接中断"),
)


def cause_of(error: BaseException) -> str:
    """Return what failed, in Chinese: the first known cause in the chain, else the error's name."""
    link: BaseException | None = error
    while link is not None:
        for kind, name in _CAUSES:
            if isinstance(link, kind):
                return name
        link = link.__cause__ or link.__context__
    return type(error).__name__


class Deadline:
    """Cuts a connection when the time for a whole exchange is over; its reader then sees the end.

    A socket's own time-out counts from the last byte: one byte a second would hold us for ever.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._current: Callable[[], socket.socket | None] = lambda: None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._wait, name="deadline", daemon=True)
        self.passed = False

    def watch(self, current: Callable[[], socket.socket | None]) -> None:
        """Say where the socket is found; TLS replaces it on the way, so it is asked for late."""
        self._current = current

    def _wait(self) -> None:
        pause = self.seconds
        while not self._over.wait(pause):
            self.passed, pause = True, _REPEAT_SECONDS
            connection = self._current()
            if connection is not None:
                with contextlib.suppress(OSError):
                    # The plain shutdown, also on a TLS socket: its own would drop the TLS state
                    # under the thread that is reading.
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()
