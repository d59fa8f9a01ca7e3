"""When two prints are one name, and when they only may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishen.matching.names import (
    bare_key,
    canonical_key,
    match_key,
    name_key,
)

NAME_TEXT = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "广州市省海珠区（）() 　\u200b有限责任公司股份乾縣坤衞鉅昇裡髮\uff21\uff41B⼴⻓台著瞭"
        ),
        st.characters(),
    ),
    max_size=24,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("低空智慧(广东)科技有限公司", "低空智慧（广东）科技有限公司"),
        ("乐企智能科技(广州)有限公司", "乐企智能科技（广州）有限公司"),
        ("广州 趣闯网络科技有限公司", "广州趣闯网络科技有限公司"),
        ("广州趣闯网络\n科技有限公司", "广州趣闯网络科技有限公司"),
        ("广州趣闯网络科技有限公司\u3000", "广州趣闯网络科技有限公司"),
        ("\ufeff广州\u200b趣闯网络科技有限公司", "广州趣闯网络科技有限公司"),
        ("廣州趣闖網絡科技有限公司", "广州趣闯网络科技有限公司"),
        ("广州衞宁科技有限公司", "广州卫宁科技有限公司"),
        ("广州衛宁科技有限公司", "广州卫宁科技有限公司"),
        ("广州鉅人科技有限公司", "广州巨人科技有限公司"),
        ("乾縣样例科技有限公司", "乾县样例科技有限公司"),
        ("ＯＰＰＯ广东移动通信有限公司", "OPPO广东移动通信有限公司"),
        ("oppo广东移动通信有限公司", "OPPO广东移动通信有限公司"),
        ("⼴州样例⽹络科技有限公司", "广州样例网络科技有限公司"),
        ("广州⻓样科技有限公司", "广州长样科技有限公司"),
    ],
)
def test_spellings_that_mean_nothing_have_one_key(one, other) -> None:
    key = name_key(one)

    assert key == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("兰州泰迪商贸有限公司", "兰州泰迪商贸有限责任公司"),
        ("广州趣闯网络科技有限公司", "广州市趣闯网络科技有限公司"),
        ("中海物流（深圳）有限公司", "深圳市中海物流有限公司"),
        ("岚图汽车科技有限公司", "岚图汽车科技股份有限公司"),
        ("广州源康信息科技有限公司", "广州源康健信息科技有限公司"),
        ("吉林省样例科技有限公司", "吉林市样例科技有限公司"),
        ("样例（广州）科技有限公司", "样例科技（广州）有限公司"),
    ],
)
def test_names_that_a_registry_tells_apart_have_two_keys(one, other) -> None:
    key = name_key(one)

    assert key != name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("兰州泰迪商贸有限公司", "兰州泰迪商贸有限责任公司"),
        ("广州动悦信息技术有限公司", "广州市动悦信息技术有限公司"),
        ("广东样例科技有限公司", "广东省样例科技有限公司"),
        ("广东广州样例科技有限公司", "广东省广州市样例科技有限公司"),
        ("样例（广州市）科技有限公司", "样例(广州)科技有限公司"),
        ("晋江样例科技有限公司", "晋江市样例科技有限公司"),
    ],
)
def test_names_that_may_be_one_share_the_canonical_key(one, other) -> None:
    key = canonical_key(one)

    assert key == canonical_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("吉林省样例科技有限公司", "吉林市样例科技有限公司"),
        ("吉林省样例科技有限公司", "吉林样例科技有限公司"),
        ("样例（广州）科技有限公司", "样例广州科技有限公司"),
        ("广州市场监测有限公司", "广州场监测有限公司"),
        ("广州超市管理有限公司", "广州超管理有限公司"),
        ("岚图汽车科技有限公司", "岚图汽车科技股份有限公司"),
    ],
)
def test_the_canonical_key_never_merges_two_places_or_moves_a_bracket(one, other) -> None:
    key = canonical_key(one)

    assert key != canonical_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("样例（广州）科技有限公司", "样例广州科技有限公司"),
        ("岚图汽车科技有限公司", "岚图汽车科技股份有限公司"),
        ("样例科技有限公司广州分公司", "样例科技有限公司"),
    ],
)
def test_the_bare_key_drops_brackets_shares_and_branches(one, other) -> None:
    key = bare_key(one)

    assert key == bare_key(other)


@given(NAME_TEXT)
def test_a_key_is_its_own_key(printed) -> None:
    key = name_key(printed)

    assert name_key(key) == key


@given(NAME_TEXT)
def test_the_looser_keys_depend_on_the_stricter_key_alone(printed) -> None:
    key = name_key(printed)

    assert canonical_key(printed) == canonical_key(key)
    assert bare_key(printed) == bare_key(key)


@given(NAME_TEXT, st.integers(0, 24), st.sampled_from([" ", "\n", "\u3000", "\u200b", "\ufeff"]))
def test_an_unseen_character_anywhere_changes_nothing(printed, place, unseen) -> None:
    spaced = printed[:place] + unseen + printed[place:]

    assert name_key(spaced) == name_key(printed)


@given(NAME_TEXT)
def test_a_match_key_is_its_own_key_and_that_of_the_name_key(printed) -> None:
    key = match_key(printed)

    assert match_key(key) == key
    assert match_key(name_key(printed)) == key


@given(
    NAME_TEXT, st.integers(0, 24), st.sampled_from([" ", "\n", "·", "*", "。", "\u200b", "\ufeff"])
)
def test_a_sign_anywhere_changes_no_match_key(printed, place, sign) -> None:
    marked = printed[:place] + sign + printed[place:]

    assert match_key(marked) == match_key(printed)
