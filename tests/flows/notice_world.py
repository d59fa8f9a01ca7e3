"""A receiver that can be away, slow, rude or well, and an installation whose notices go to it."""

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sqlalchemy import func, select

from flows.channel_alarms import alarm_broken_channels
from flows.deliver import deliver_all
from flows.running import store_of
from jishen.cases.case_notices import tell_reviewers
from jishen.domain.notices import Audience
from jishen.notice_settings import ChannelSettings, RecipientSettings
from jishen.settings import Settings
from jishen.store.session import Store
from jishen.store.tables import OutboxMessage
from jishen.store.tables.messages import OutboxState
from tests.cases.publishing import AT, cases_in, enterprise, publish, row, work_through
from tests.sample_registry import import_enterprises
from tests.site_settings import GivenSettings

SECOND = timedelta(seconds=1)
TIMES = ("第一次", "第二次", "第三次")
REVIEWER = RecipientSettings(
    name="初审", audience=Audience.REVIEWERS, channel="webhook", address="初审组"
)
DUTY = RecipientSettings(name="值班", audience=Audience.OPERATORS, channel="file", address="值班")


@dataclass
class Receiver:
    """A web server; `mode` says how it behaves to the next request."""

    port: int
    mode: str = "well"
    taken: list[tuple[str, str, str]] = field(default_factory=list)
    """Key, case number and which time, in the order of arrival, also of dropped ones."""
    asked: int = 0

    def arrived(self) -> list[str]:
        """Return the keys in the order in which they arrived first."""
        return list(dict.fromkeys(key for key, _, _ in self.taken))


class _Clock:
    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@dataclass
class World:
    """Notices of a few cases, three for each, to one recipient; and the time, in our hands."""

    settings: Settings
    clock: _Clock

    def deliver(self) -> None:
        """Send what is due now, and look after the channels, as the flow does."""
        deliver_all(self.settings, clock=self.clock)
        alarm_broken_channels(self.settings, self.clock)

    def let_pass(self, time: timedelta, step: timedelta) -> None:
        """Let time pass, sending at each step as the clock does."""
        end = self.clock.at + time
        while self.clock.at < end:
            self.deliver()
            self.clock.at += step

    def deliver_until(self, is_over: Callable[[], bool], most: timedelta) -> timedelta:
        """Let time pass from one due instant to the next, sending; return how much passed."""
        began = self.clock.at
        while not is_over() and self.clock.at < began + most:
            self.deliver()
            self.clock.at = max(self._next_due(), self.clock.at + SECOND)
        return self.clock.at - began

    def _next_due(self) -> datetime:
        store = store_of(self.settings)
        with store.reading() as session:
            due = session.scalar(
                select(func.min(OutboxMessage.due_at)).where(
                    OutboxMessage.state == OutboxState.WAITING
                )
            )
        store.close()
        return due or self.clock.at + timedelta(minutes=5)

    def notices(self, recipient: str = "初审") -> list[OutboxMessage]:
        """Return a recipient's notices, oldest first."""
        store = store_of(self.settings)
        with store.reading() as session:
            found = session.scalars(
                select(OutboxMessage)
                .where(OutboxMessage.recipient == recipient)
                .order_by(OutboxMessage.created_at, OutboxMessage.key)
            ).all()
        store.close()
        return list(found)

    def states(self) -> set[OutboxState]:
        """Return the states of the notices to the recipient."""
        return {message.state for message in self.notices()}

    def details(self) -> str:
        """Return what was said of the attempts."""
        return "；".join(sorted({m.last_detail for m in self.notices() if m.attempts}))


def three_notices_a_case(store: Store, cases: int) -> None:
    """Open cases whose enterprises have no address; tell of each three times, a minute apart."""
    names = [f"广州样例{n}号科技有限公司" for n in range(1, cases + 1)]
    import_enterprises(
        store, *(enterprise(name, n, contact_email="") for n, name in enumerate(names, 1))
    )
    publish(store, *(row(n, name) for n, name in enumerate(names, 1)))
    work_through(store)
    for time, why in enumerate(TIMES):
        at = AT + time * timedelta(minutes=1)
        for case in cases_in(store):
            with store.act("release") as session:
                tell_reviewers(session, case, ["初审"], by="张三", why=why, at=at)


def world_of(
    folder: Path, store_url: str, hook: str, timeout_seconds: float = 5.0, per_minute: int = 0
) -> World:
    """Make an installation on a database whose reviewers are told by a hook at this URL."""
    settings = GivenSettings(
        data_folder=folder,
        database_url=store_url,
        recipients=(REVIEWER, DUTY),
        channels={
            "webhook": ChannelSettings(
                url=hook, timeout_seconds=timeout_seconds, per_minute=per_minute
            )
        },
    )
    return World(settings, _Clock(AT + timedelta(minutes=5)))


class _Handler(BaseHTTPRequestHandler):
    served: Receiver
    over: threading.Event

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.served.asked += 1
        if self.served.mode.isdecimal():
            self._answer(int(self.served.mode))
        elif self.served.mode == "trickle":
            self._trickle()
        else:
            self._take(json.loads(body)["message"])

    def _take(self, said: str) -> None:
        number = said.partition("案件号：")[2].split("\n")[0]
        why = said.partition("事由：")[2].split("\n")[0]
        self.served.taken.append((self.headers["Idempotency-Key"], number, why))
        if self.served.mode == "drop":
            self.connection.shutdown(socket.SHUT_RDWR)
        else:
            self._answer(200)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _trickle(self) -> None:
        with contextlib.suppress(OSError):
            while not self.over.wait(0.02):
                self.connection.sendall(b"H")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def receiver(port: int = 0) -> Iterator[Receiver]:
    """Serve a receiver, on a given port if wanted."""
    over = threading.Event()
    served = Receiver(port)
    handler = type("Handler", (_Handler,), {"served": served, "over": over})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    served.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        over.set()
        server.shutdown()
        thread.join()
        server.server_close()
