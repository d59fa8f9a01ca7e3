"""Raw bytes: kept under their digest, on the disk before anyone speaks of them."""

import errno
import hashlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from jishen import failpoints
from jishen.store.raw import RawStore

CONTENT = "境内深度合成服务算法备案清单".encode()
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def armed(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    yield monkeypatch
    monkeypatch.undo()
    failpoints.rearm()


def arm(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    monkeypatch.setenv(failpoints.ENVIRONMENT_NAME, what)
    failpoints.rearm()


def files_of(raw: RawStore) -> list[Path]:
    return sorted(path for path in raw.folder.rglob("*") if path.is_file())


def opened_as(handle: int) -> Path:
    return Path(f"/proc/self/fd/{handle}").readlink()


def keep_in_a_child(raw: RawStore, monkeypatch: pytest.MonkeyPatch, failpoint: str) -> int:
    """Keep the bytes in a process that is to die there; return the signal that it died of."""
    monkeypatch.setenv(failpoints.ENVIRONMENT_NAME, failpoint)
    child = os.fork()
    if child == 0:
        try:
            failpoints.rearm()
            raw.keep(CONTENT)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WTERMSIG(status)


def test_bytes_are_found_under_their_digest(raw: RawStore) -> None:
    sha256 = raw.keep(CONTENT)

    assert sha256 == SHA256
    assert raw.path_of(sha256) == raw.folder / SHA256[:2] / SHA256
    assert raw.read(sha256) == CONTENT


def test_the_same_bytes_are_kept_once(raw: RawStore) -> None:
    raw.keep(CONTENT)
    inode = raw.path_of(SHA256).stat().st_ino

    raw.keep(CONTENT)

    assert files_of(raw) == [raw.path_of(SHA256)]
    assert raw.path_of(SHA256).stat().st_ino == inode


def test_a_file_that_was_changed_is_not_taken_for_what_was_published(raw: RawStore) -> None:
    raw.keep(CONTENT)
    raw.path_of(SHA256).write_bytes(CONTENT + b" ")

    with pytest.raises(ValueError, match="does not have its digest"):
        raw.read(SHA256)


def test_bytes_never_kept_are_not_found(raw: RawStore) -> None:
    with pytest.raises(FileNotFoundError):
        raw.read(SHA256)


def test_the_file_is_on_the_disk_before_it_has_its_name_and_the_folder_after(
    raw: RawStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: list[str] = []
    fsync = os.fsync

    def noted(handle: int) -> None:
        there = "there" if raw.path_of(SHA256).exists() else "not there"
        happened.append(f"{opened_as(handle).name.split('.')[-1]}, {there}")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noted)

    raw.keep(CONTENT)

    folders = (SHA256[:2], raw.folder.name, raw.folder.parent.name)
    assert happened == ["part, not there", *(f"{f}, there" for f in folders)]


def test_the_folder_is_synced_again_for_a_file_that_a_dead_process_left_there(
    raw: RawStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw.keep(CONTENT)
    synced: list[Path] = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(opened_as(handle)))

    raw.keep(CONTENT)

    assert raw.path_of(SHA256).parent in synced


def test_a_death_before_keeping_leaves_no_file(
    raw: RawStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    died_of = keep_in_a_child(raw, monkeypatch, "keep_raw.before=kill")

    assert died_of == signal.SIGKILL
    assert files_of(raw) == []


def test_a_death_after_keeping_leaves_the_whole_file_and_no_part(
    raw: RawStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    died_of = keep_in_a_child(raw, monkeypatch, "keep_raw.after=kill")

    assert died_of == signal.SIGKILL
    assert files_of(raw) == [raw.path_of(SHA256)]
    assert raw.read(SHA256) == CONTENT


def test_a_full_disk_leaves_no_file_under_the_digest(
    raw: RawStore, armed: pytest.MonkeyPatch
) -> None:
    arm(armed, "keep_raw.before=full")

    with pytest.raises(OSError, match="No space left") as raised:
        raw.keep(CONTENT)

    assert raised.value.errno == errno.ENOSPC
    assert files_of(raw) == []


def test_a_disk_that_fails_while_writing_leaves_a_part_only(
    raw: RawStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        raw.keep(CONTENT)
    monkeypatch.undo()

    left = files_of(raw)
    kept = raw.keep(CONTENT)

    assert raw.path_of(SHA256) not in left
    assert raw.read(kept) == CONTENT
