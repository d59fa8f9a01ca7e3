"""The index: what is found in it, and that columns computed at once are those computed singly."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jishen.domain.enterprises import FormerName
from jishen.matching.postings import (
    LONGEST,
    Postings,
    ids_of,
    pair_hashes,
    pair_postings,
    shortened_hashes,
    shortened_postings,
)
from jishen.matching.registry_index import CURRENT, UNDATED, build_index
from tests.unit.matching.registries import OTHER_USCC, USCC, enterprise

BODIES = st.lists(st.text(st.sampled_from("云舟科技𠀀A"), max_size=LONGEST), max_size=8)
WORD = st.text(st.sampled_from("云舟洲科技术"), min_size=1, max_size=12)


def laid_out(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32)
    return codes, np.concatenate(([0], np.cumsum([len(text) for text in texts]))).astype(np.int64)


@given(BODIES)
def test_shortened_bodies_are_hashed_at_once_as_singly(texts) -> None:
    found = shortened_postings(*laid_out(texts), 7)

    singly = [
        hashed << 32 | 7 + at for at, text in enumerate(texts) for hashed in shortened_hashes(text)
    ]
    assert sorted(found.tolist()) == sorted(singly)


@given(BODIES)
def test_pairs_are_hashed_at_once_as_singly(texts) -> None:
    found = pair_postings(*laid_out(texts), 7)

    singly = {
        hashed << 32 | 7 + at for at, text in enumerate(texts) for hashed in pair_hashes(text)
    }
    assert set(found.tolist()) == singly


@given(WORD, st.integers(0, 11), st.sampled_from("云舟洲科技术"))
def test_words_a_character_apart_have_a_hash_in_common(word, at, character) -> None:
    changed, longer = word[:at] + character + word[at + 1 :], word[:at] + character + word[at:]

    assert set(shortened_hashes(word)) & set(shortened_hashes(changed))
    assert set(shortened_hashes(word)) & set(shortened_hashes(longer))


def test_only_the_ids_of_a_hash_are_found_and_at_most_so_many() -> None:
    postings = Postings(np.array([5 << 32 | 3, 4 << 32 | 1, 5 << 32 | 1, 5 << 32 | 2], np.uint64))

    segments = postings.find([5, 6])

    assert [ids_of([segment], 9) for segment in segments] == [[1, 2, 3], []]
    assert ids_of(segments, 2) == [1, 2]


def test_the_index_keeps_each_enterprise_with_its_names_and_dates() -> None:
    day = date(2024, 5, 1)
    former = (FormerName("旧名甲有限公司", day), FormerName("旧名乙有限公司", None))

    index = build_index(
        [enterprise("新名有限公司", USCC, *former), enterprise("另一有限公司", OTHER_USCC)]
    )

    assert index.names == ["新名有限公司", "旧名甲有限公司", "旧名乙有限公司", "另一有限公司"]
    assert index.owners.tolist() == [0, 0, 0, 1]
    assert index.until.tolist() == [CURRENT, day.toordinal(), UNDATED, CURRENT]
    assert [index.current_name(at) for at in (0, 1)] == ["新名有限公司", "另一有限公司"]
    assert index.position(OTHER_USCC) == 1
    assert index.divisions.tolist() == [440105, 440105]


def test_an_index_of_nothing_finds_nothing() -> None:
    index = build_index([])

    assert [len(segment) for segment in index.postings.find([1, 2])] == [0, 0]
