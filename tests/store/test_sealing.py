"""Secrets at rest, and the file of their key."""

import stat
from pathlib import Path

import pytest

from jishen.domain.access_errors import SealFault
from jishen.store.sealing import sealer_of


def test_what_is_sealed_opens_again_and_never_looks_the_same(tmp_path: Path) -> None:
    sealer = sealer_of(tmp_path / "key")
    sealed = sealer.seal(b"secret", "person.1")

    assert sealer.open(sealed, "person.1") == b"secret"
    assert sealer.seal(b"secret", "person.1") != sealed


def test_the_key_is_made_once_and_for_its_owners_eyes(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "desk.key"
    sealed = sealer_of(path).seal(b"secret", "x")

    assert sealer_of(path).open(sealed, "x") == b"secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["desk.key"]


@pytest.mark.parametrize("change", ["about", "key", "text", "scheme"])
def test_what_does_not_fit_is_refused(tmp_path: Path, change: str) -> None:
    sealer, other = sealer_of(tmp_path / "key"), sealer_of(tmp_path / "other")
    sealed = sealer.seal(b"secret", "x")
    opened = other if change == "key" else sealer
    text = {"text": sealed[:-4] + "AAA=", "scheme": "b" + sealed[1:]}.get(change, sealed)

    with pytest.raises(SealFault):
        opened.open(text, "y" if change == "about" else "x")


@pytest.mark.parametrize("content", ["", "not base64!", "c2hvcnQ="])
def test_a_file_that_holds_no_key_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "key").write_text(content, encoding="ascii")

    with pytest.raises(SealFault, match="32 字节"):
        sealer_of(tmp_path / "key")


def test_the_key_is_not_in_what_a_sealer_prints(tmp_path: Path) -> None:
    sealer = sealer_of(tmp_path / "key")

    assert (tmp_path / "key").read_text(encoding="ascii").strip() not in repr(sealer)
    assert repr(sealer) == f"Sealer(path={tmp_path / 'key'!r})"
