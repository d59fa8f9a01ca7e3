"""What holds for any registry and any text: no crash, bounded work, nobody taken for another."""

from hypothesis import assume, given
from hypothesis import strategies as st

from jishen.domain.matches import RegisteredEnterprise, Verdict
from jishen.matching.candidates import MOST_EQUAL, MOST_NEAR
from jishen.matching.cells import LONGEST_CELL, MOST_NAMES
from jishen.matching.judgement import MOST_CANDIDATES
from jishen.matching.names import match_key
from tests.unit.matching.registries import ADDRESS, entry, matcher

REGIONS = st.sampled_from(["广州", "广州市", "广东", "深圳市", "吉林省", "吉林市", ""])
BRANDS = st.text(st.sampled_from("云舟洲周海涛韬"), min_size=2, max_size=4)
TRADES = st.sampled_from(["科技", "信息科技", "布匹", "贸易", ""])
FORMS = st.sampled_from(["有限公司", "有限责任公司", "股份有限公司", "有限公司深圳分公司"])


@st.composite
def names(draw: st.DrawFn) -> str:
    region, brand = draw(REGIONS), draw(BRANDS)
    trade, form = draw(TRADES), draw(FORMS)
    if region and draw(st.booleans()):
        return f"{brand}（{region}）{trade}{form}"
    return f"{region}{brand}{trade}{form}"


def registered(all_names: list[str]) -> list[RegisteredEnterprise]:
    distinct = dict.fromkeys(all_names)
    return [
        RegisteredEnterprise(f"{at:018d}", name, registered_address=ADDRESS)
        for at, name in enumerate(distinct)
    ]


REGISTRIES = st.lists(names(), min_size=1, max_size=12).map(registered)
ANY_TEXT = st.one_of(
    st.text(max_size=400), st.text(st.sampled_from("广州市（）有限公司、\n A.。；"), max_size=80)
)


@given(REGISTRIES, ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_any_text_is_judged(registry, printed, number, remarks) -> None:
    match = matcher(*registry).judge(entry(printed, number=number, remarks=remarks))

    assert match.reasons
    assert len(match.candidates) <= MOST_CANDIDATES
    assert 0 <= match.score <= 100


def test_the_work_on_a_cell_is_bounded() -> None:
    # 50 ms a cell: so many names compared, each of bounded length, whatever stands in the cell.
    assert LONGEST_CELL * MOST_NAMES <= 1_200
    assert MOST_NEAR + MOST_EQUAL <= 650


@given(REGISTRIES, st.integers(0, 11), names())
def test_an_unrelated_enterprise_never_turns_a_match_into_another(registry, which, other) -> None:
    printed = registry[which % len(registry)].name.replace("有限责任公司", "有限公司")
    unrelated = RegisteredEnterprise("9" * 18, other, registered_address=ADDRESS)
    assume(match_key(other) != match_key(printed))

    before = matcher(*registry).judge(entry(printed))
    after = matcher(*registry, unrelated).judge(entry(printed))

    is_another = after.verdict is Verdict.POSITIVE and after.uscc != before.uscc
    assert not is_another or before.verdict is not Verdict.POSITIVE


@given(names(), names())
def test_a_proven_match_is_proven_the_other_way_round(one, other) -> None:
    there = matcher(*registered([one])).judge(entry(other)).verdict
    back = matcher(*registered([other])).judge(entry(one)).verdict

    assert (there is Verdict.POSITIVE) == (back is Verdict.POSITIVE)


@given(REGISTRIES, names(), st.integers(0, 20), st.sampled_from([" ", "\n", "\u3000", "\u200b"]))
def test_the_spelling_of_a_cell_does_not_matter(registry, printed, place, unseen) -> None:
    known = matcher(*registry)

    plain = known.judge(entry(printed))
    spelt = known.judge(entry(printed[:place] + unseen + printed[place:]))

    assert (spelt.verdict, spelt.uscc) == (plain.verdict, plain.uscc)


@given(REGISTRIES, names())
def test_a_match_is_the_very_name_or_weakly_it_with_the_city(registry, printed) -> None:
    match = matcher(*registry).judge(entry(printed))

    proven = {"current-name/2", "weak-name/2"}
    assert (match.verdict is Verdict.POSITIVE) == (match.rule in proven)
