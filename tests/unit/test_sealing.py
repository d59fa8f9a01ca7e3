"""Sealed texts open in their place with a known key, and nowhere else."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishen.domain.registry_errors import SealFault
from jishen.sealing import Place, Seal, is_sealed, seal_of, seal_or_new

HERE = Place("enterprise", "contact_phone", "91440105000Y0001XL")
OLD, NEW = b"o" * 32, b"n" * 32


@given(st.text(min_size=1))
def test_what_is_sealed_opens_again_and_does_not_show_the_text(text: str) -> None:
    seal = Seal((NEW,))

    sealed = seal.seal(text, HERE)

    assert is_sealed(sealed)
    assert seal.open(sealed, HERE) == text
    assert sealed != seal.seal(text, HERE)


def test_an_empty_text_stays_empty() -> None:
    seal = Seal((NEW,))

    assert (seal.seal("", HERE), seal.open("", HERE)) == ("", "")


@pytest.mark.parametrize(
    "elsewhere",
    [
        Place("enterprise", "contact_phone", "91440105000Y00028L"),
        Place("enterprise", "contact_name", HERE.row),
        Place("claim", "contact_phone", HERE.row),
    ],
)
def test_a_sealed_text_moved_to_another_place_does_not_open(elsewhere: Place) -> None:
    sealed = Seal((NEW,)).seal("13812345678", HERE)

    with pytest.raises(SealFault, match="已被改动或移位"):
        Seal((NEW,)).open(sealed, elsewhere)


@given(st.integers(0, 200))
def test_a_changed_sealed_text_does_not_open(at: int) -> None:
    sealed = Seal((NEW,)).seal("13812345678", HERE)
    place = at % len(sealed)
    changed = sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :]

    with pytest.raises(SealFault) as caught:
        Seal((NEW,)).open(changed, HERE)

    assert "138" not in str(caught.value)


def test_an_older_key_still_opens_what_it_sealed() -> None:
    sealed = Seal((OLD,)).seal("张三", HERE)

    assert Seal((NEW, OLD)).open(sealed, HERE) == "张三"
    with pytest.raises(SealFault, match="不在密钥文件中"):
        Seal((NEW,)).open(sealed, HERE)


def test_the_key_file_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "data" / "seal.key"

    first, second = seal_or_new(path), seal_or_new(path)

    assert first == second
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["seal.key"]


@pytest.mark.parametrize(
    ("content", "mode", "why"),
    [
        ("", 0o600, "是空的"),
        ("c2hvcnQ=\n", 0o600, "不是 256 位密钥"),
        ("钥", 0o600, "不能读取"),
        ("A" * 43 + "=\n", 0o644, "可被其他用户读取"),
    ],
)
def test_a_key_file_that_cannot_be_trusted_is_a_fault(
    tmp_path: Path, content: str, mode: int, why: str
) -> None:
    path = tmp_path / "seal.key"
    path.write_text(content, encoding="utf-8")
    path.chmod(mode)

    with pytest.raises(SealFault, match=why):
        seal_of(path)


def test_a_key_file_that_is_gone_is_not_replaced_by_whoever_only_opens(tmp_path: Path) -> None:
    with pytest.raises(SealFault, match="不能读取"):
        seal_of(tmp_path / "seal.key")

    assert list(tmp_path.iterdir()) == []
