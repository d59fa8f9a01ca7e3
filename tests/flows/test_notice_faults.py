"""The fault table of sending: whatever the other side does, each notice arrives once, in order."""

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from flows.deliver import deliver_all
from jishen.cases.outbox import LONGEST_WAIT_SECONDS
from jishen.domain.notices import NoticeEvent
from jishen.store.session import open_store
from jishen.store.tables.messages import OutboxState
from tests.databases import SqliteFiles
from tests.flows.notice_world import (
    TIMES,
    Receiver,
    World,
    receiver,
    three_notices_a_case,
    world_of,
)

WorldMaker = Callable[..., World]

TWO_BACK_OFFS = timedelta(seconds=2 * LONGEST_WAIT_SECONDS)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CASES = 4


@pytest.fixture(scope="module")
def told(sqlite: SqliteFiles) -> str:
    """A database with three notices to the reviewers of each case, to be copied."""
    url = sqlite.migrated()
    store = open_store(url)
    three_notices_a_case(store, CASES)
    store.close()
    return url


@pytest.fixture
def world_at(sqlite: SqliteFiles, told: str, tmp_path: Path) -> WorldMaker:
    """Return the maker of installations whose reviewers are told by a hook at a URL."""
    return lambda url, **values: world_of(tmp_path, sqlite.copy_of(told), url, **values)


@pytest.fixture
def served() -> Iterator[Receiver]:
    with receiver() as opened:
        yield opened


def hook(port: int) -> str:
    return f"json://127.0.0.1:{port}/hook"


def all_accepted(world: World) -> bool:
    return world.states() == {OutboxState.ACCEPTED}


def times_by_case(served: Receiver) -> dict[str, list[str]]:
    """Return in which order each case's notices arrived, second copies left out."""
    seen: dict[str, list[str]] = {}
    for key in served.arrived():
        _, number, why = next(taken for taken in served.taken if taken[0] == key)
        seen.setdefault(number, []).append(why)
    return seen


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_day_down_then_back_everything_arrives_within_two_back_offs_in_order_once(
    world_at: WorldMaker,
) -> None:
    port = closed_port()
    world = world_at(hook(port))
    keys = {message.key for message in world.notices()}
    world.let_pass(DAY, HOUR)
    while_down = world.states()
    alarms = [message.event for message in world.notices("值班")]

    with receiver(port) as back:
        took = world.deliver_until(lambda: all_accepted(world), TWO_BACK_OFFS)
        world.deliver()

    assert while_down == {OutboxState.WAITING}
    assert all_accepted(world)
    assert took <= TWO_BACK_OFFS
    assert set(back.arrived()) == keys
    assert len(back.taken) == len(keys)
    assert set(map(tuple, times_by_case(back).values())) == {TIMES}
    assert NoticeEvent.SOURCE_FAULT in alarms
    assert world.notices("值班")[-1].event is NoticeEvent.SOURCE_RECOVERED


@pytest.mark.parametrize("status", ["500", "503", "429", "407"])
def test_server_that_is_not_well_gets_everything_later(
    served: Receiver, world_at: WorldMaker, status: str
) -> None:
    world = world_at(hook(served.port))
    served.mode = status
    world.deliver()
    asked_while_ill = served.asked
    served.mode = "well"

    took = world.deliver_until(lambda: all_accepted(world), TWO_BACK_OFFS)

    assert asked_while_ill == 1
    assert all_accepted(world)
    assert took <= TWO_BACK_OFFS
    assert set(map(tuple, times_by_case(served).values())) == {TIMES}


def test_client_error_kills_the_notice_with_its_reason_and_does_not_hold_the_channel(
    served: Receiver, world_at: WorldMaker
) -> None:
    world = world_at(hook(served.port))
    served.mode = "404"

    world.deliver()

    assert world.states() == {OutboxState.DEAD}
    assert "404" in world.details()
    assert served.asked == CASES * len(TIMES)


def test_accept_then_drop_comes_again_under_the_same_key(
    served: Receiver, world_at: WorldMaker
) -> None:
    world = world_at(hook(served.port))
    keys = {message.key for message in world.notices()}
    served.mode = "drop"
    world.deliver()
    dropped = list(served.taken)
    served.mode = "well"

    world.deliver_until(lambda: all_accepted(world), TWO_BACK_OFFS)

    assert len(dropped) == 1
    assert all_accepted(world)
    assert set(served.arrived()) == keys
    assert len(served.taken) == len(keys) + 1
    assert set(map(tuple, times_by_case(served).values())) == {TIMES}


def test_one_byte_at_a_time_ends_at_the_time_limit_and_holds_nobody_else(
    served: Receiver, world_at: WorldMaker
) -> None:
    world = world_at(hook(served.port), timeout_seconds=0.3)
    served.mode = "trickle"
    world.deliver()
    said = world.details()
    served.mode = "well"

    world.deliver_until(lambda: all_accepted(world), TWO_BACK_OFFS)

    assert "结果不明" in said
    assert all_accepted(world)


def test_name_that_cannot_be_resolved_is_named_as_the_cause(world_at: WorldMaker) -> None:
    world = world_at("json://gone.invalid/hook")

    world.let_pass(timedelta(minutes=40), timedelta(minutes=10))

    (alarm,) = world.notices("值班")
    assert "域名无法解析" in world.details()
    assert "域名无法解析" in str(alarm.subject)
    assert world.states() == {OutboxState.WAITING}


@pytest.fixture
def expired(tmp_path: Path) -> Iterator[int]:
    """A port with TLS whose certificate ran out years ago."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2021, 1, 1, tzinfo=dt.UTC))
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "both.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(
            target=_greet_until_closed, args=(listening, context), daemon=True
        )
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def _greet_until_closed(listening: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        try:
            context.wrap_socket(connection, server_side=True).close()
        except OSError:
            connection.close()


def test_certificate_that_ran_out_is_named_as_the_cause(world_at: WorldMaker, expired: int) -> None:
    world = world_at(f"jsons://127.0.0.1:{expired}/hook")

    world.let_pass(timedelta(minutes=40), timedelta(minutes=10))

    (alarm,) = world.notices("值班")
    assert "证书校验未通过" in str(alarm.subject)
    assert world.states() == {OutboxState.WAITING}


def test_full_channel_is_waited_for_and_everything_goes_within_its_pace(
    served: Receiver, world_at: WorldMaker
) -> None:
    world = world_at(hook(served.port), per_minute=5)
    began = world.clock.at

    def let_time_pass(seconds: float) -> None:
        world.clock.at += timedelta(seconds=seconds)

    done = deliver_all(world.settings, timedelta(minutes=4), world.clock, let_time_pass)

    assert done.accepted == CASES * len(TIMES)
    assert timedelta(minutes=2) <= world.clock.at - began <= timedelta(minutes=2, seconds=5)


def test_full_channel_is_not_waited_for_without_patience(
    served: Receiver, world_at: WorldMaker
) -> None:
    world = world_at(hook(served.port), per_minute=5)

    done = deliver_all(world.settings, clock=world.clock)

    waiting = [m for m in world.notices() if m.state is OutboxState.WAITING]
    assert done.accepted == 5
    assert {message.attempts for message in waiting} == {0}
    assert {message.due_at for message in waiting} == {world.clock.at + timedelta(minutes=1)}
