"""Mistakes that were really made somewhere once, put into a child: the invariants must see them."""

import hashlib
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flows import deliver, looking, sending
from flows.running import now
from flows.sending import Outgoing
from jishen.cases import deciding, outbox
from jishen.cases.outbox import Result
from jishen.store.looking import log_fetch, mark_good
from jishen.store.raw import RawStore
from jishen.store.session import Store
from jishen.store.tables import OutboxMessage
from notifications.message import Message
from notifications.render import render


def outbox_in_a_second_transaction() -> None:
    """Messages are put in after the act has committed."""
    put, act = outbox.put, Store.act
    waiting: list[tuple[Any, Any]] = []

    def put_later(_session: object, *args: Any, **values: Any) -> str:
        waiting.append((args, values))
        return ""

    @contextmanager
    def act_then_put(store: Store, name: str) -> Iterator[Any]:
        waiting.clear()
        with act(store, name) as session:
            yield session
        late = list(waiting)
        with act(store, name) as session:
            for args, values in late:
                put(session, *args, **values)

    outbox.put = put_later  # type: ignore[assignment]
    Store.act = act_then_put  # type: ignore[method-assign]


def accepted_before_it_is_sent() -> None:
    """A message is marked as accepted, then sent."""
    send = deliver.send_one

    def record_and_send(out: Outgoing, message: OutboxMessage) -> Result:
        accepted = Result("accepted", "", "file", "", "", "", "")
        deliver._record(out.store, message, accepted, now())  # noqa: SLF001 (to be spoilt)
        return send(out, message)

    deliver.send_one = record_and_send


def new_key_on_every_attempt() -> None:
    """A message bears another key each time it is sent."""

    def render_anew(event: Any, _key: str, facts: Any) -> Message:
        return render(event, uuid.uuid4().hex, facts)

    sending.render = render_anew  # type: ignore[assignment]


def watermark_before_the_rows() -> None:
    """Bytes are remembered as read before what they say is recorded."""

    def mark_then_record(
        watcher: Any, facts: Any, answer: Any, read: Any, record: Any, *, act: str
    ) -> object:
        with watcher.store.act(act) as session:
            log_fetch(session, facts)
            mark_good(session, facts, was_full=True)
        reading = read(answer.body)
        with watcher.store.act(act) as session:
            record(session, reading, facts)
        return reading

    looking._read_and_record = mark_then_record  # type: ignore[assignment]  # noqa: SLF001


def bytes_kept_after_the_row() -> None:
    """A row speaks of bytes that are written to the disk only afterwards."""
    keep, act = RawStore.keep, Store.act
    waiting: list[tuple[RawStore, bytes]] = []

    def keep_later(raw: RawStore, content: bytes) -> str:
        waiting.append((raw, content))
        return hashlib.sha256(content).hexdigest()

    @contextmanager
    def act_then_keep(store: Store, name: str) -> Iterator[Any]:
        with act(store, name) as session:
            yield session
        for raw, content in waiting:
            keep(raw, content)
        waiting.clear()

    RawStore.keep = keep_later  # type: ignore[method-assign]
    Store.act = act_then_keep  # type: ignore[method-assign]


def payout_in_a_second_transaction() -> None:
    """The case is decided and committed, the payout is written afterwards."""
    insert, act = deciding.insert_rows, Store.act
    waiting: list[Any] = []

    def insert_later(_session: object, records: Any) -> None:
        waiting.extend(records)

    @contextmanager
    def act_then_insert(store: Store, name: str) -> Iterator[Any]:
        with act(store, name) as session:
            yield session
        late, waiting[:] = list(waiting), []
        if late:
            with act(store, name) as session:
                insert(session, late)

    deciding.insert_rows = insert_later  # type: ignore[assignment]
    Store.act = act_then_insert  # type: ignore[method-assign]


def pool_not_charged() -> None:
    """A payout is written, and nothing is taken from the pool."""
    deciding._take_from_pool = lambda *_: None  # noqa: SLF001 (to be spoilt)


MISTAKES: dict[str, Callable[[], None]] = {
    mistake.__name__: mistake
    for mistake in (
        outbox_in_a_second_transaction,
        accepted_before_it_is_sent,
        new_key_on_every_attempt,
        watermark_before_the_rows,
        bytes_kept_after_the_row,
        payout_in_a_second_transaction,
        pool_not_charged,
    )
}


def make(name: str) -> None:
    """Make the mistake of this name; none for an empty one."""
    if name:
        MISTAKES[name]()
