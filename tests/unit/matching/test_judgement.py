"""Who filed an entry: each rule of the judgement by an example."""

from datetime import date

import pytest

from jishen.domain.matches import EntryFacts, RegisteredName, Verdict
from jishen.matching.judgement import is_lead, judge, region_division

HAIZHU_NUMBER = "网信算备440105932013102230011号"
TIANHE_NUMBER = "网信算备440106932013102230011号"
ANNOUNCED_ON = date(2025, 3, 12)
USCC = "91440105MA00000001"
OTHER_USCC = "91440105MA00000002"


def entry(filer_name: str, *, number: str = HAIZHU_NUMBER, remarks: str = "") -> EntryFacts:
    return EntryFacts(filer_name, number, ANNOUNCED_ON, remarks)


def current(name: str, uscc: str = USCC) -> RegisteredName:
    return RegisteredName(uscc, name, name, is_former=False)


def former(name: str, now: str, uscc: str = USCC, until: date | None = None) -> RegisteredName:
    return RegisteredName(uscc, now, name, is_former=True, until=until)


def test_one_current_name_is_enough() -> None:
    found = [current("低空智慧（广东）科技有限公司")]

    match = judge(entry("低空智慧(广东)科技有限公司"), found, [])

    assert (match.verdict, match.uscc, match.rule) == (Verdict.POSITIVE, USCC, "current-name/1")
    assert match.reasons[0].finding == "仅空白、全半角或大小写不同，视为同名"
    assert match.reasons[0].agrees is True


def test_traditional_characters_are_the_same_name_and_it_is_said_so() -> None:
    found = [current("广州趣闯网络科技有限公司")]

    match = judge(entry("廣州趣闖網絡科技有限公司"), found, [])

    assert match.verdict is Verdict.POSITIVE
    assert match.reasons[0].finding == "仅繁简或异体字形不同，按简体视为同名"


def test_two_enterprises_of_one_name_are_asked_about() -> None:
    name = "广州样例科技有限公司"

    match = judge(entry(name), [current(name), current(name, OTHER_USCC)], [])

    assert (match.verdict, match.uscc, match.rule) == (
        Verdict.UNSURE,
        None,
        "several-enterprises/1",
    )
    assert [candidate.uscc for candidate in match.candidates] == [USCC, OTHER_USCC]


def test_one_enterprise_found_twice_is_one_enterprise() -> None:
    name = "广州样例科技有限公司"

    match = judge(entry(name), [current(name), former(name, name)], [current(name)])

    assert match.verdict is Verdict.POSITIVE


@pytest.mark.parametrize("until", [ANNOUNCED_ON, date(2026, 1, 1)])
def test_a_former_name_borne_on_the_day_of_the_announcement_is_enough(until) -> None:
    name = "广州市有车以后信息科技有限公司"

    match = judge(entry(name), [former(name, "广东有车科技股份有限公司", until=until)], [])

    assert (match.verdict, match.uscc, match.rule) == (Verdict.POSITIVE, USCC, "former-name/1")
    assert match.reasons[1].agrees is True


def test_a_released_former_name_may_be_anothers_and_is_asked_about() -> None:
    name = "广州市有车以后信息科技有限公司"
    found = [former(name, "广东有车科技股份有限公司", until=date(2025, 3, 11))]

    match = judge(entry(name), found, [])

    assert (match.verdict, match.uscc, match.rule) == (
        Verdict.UNSURE,
        USCC,
        "former-name-released/1",
    )
    assert match.reasons[1].agrees is False


def test_a_former_name_without_a_date_is_asked_about() -> None:
    name = "广州市有车以后信息科技有限公司"

    match = judge(entry(name), [former(name, "广东有车科技股份有限公司")], [])

    assert (match.verdict, match.rule) == (Verdict.UNSURE, "former-name-undated/1")
    assert match.reasons[1].agrees is None


@pytest.mark.parametrize("until", [None, date(2020, 1, 1), date(2026, 1, 1)])
def test_a_name_that_is_one_firms_now_and_was_anothers_is_asked_about(until) -> None:
    name = "广州样例科技有限公司"
    found = [current(name), former(name, "广州更名科技有限公司", OTHER_USCC, until)]

    match = judge(entry(name), found, [])

    assert (match.verdict, match.uscc, match.rule) == (
        Verdict.UNSURE,
        None,
        "current-and-former-name/1",
    )


@pytest.mark.parametrize(
    "remarks",
    [
        "已注销",
        "原主体名称“广州旧名科技有限公司”变更为“广州样例科技有限公司”",
        "变更内容：变更法人",
    ],
)
def test_a_remark_on_the_filer_is_always_asked_about(remarks) -> None:
    name = "广州样例科技有限公司"

    match = judge(entry(name, remarks=remarks), [current(name)], [])

    assert (match.verdict, match.uscc, match.rule) == (Verdict.UNSURE, USCC, "remark-on-filer/1")
    assert match.reasons[1].entry_says == remarks


def test_a_remark_on_a_product_is_no_reason_to_ask() -> None:
    name = "广州样例科技有限公司"

    match = judge(entry(name, remarks="变更内容：新增产品样例(APP)"), [current(name)], [])

    assert match.verdict is Verdict.POSITIVE


@pytest.mark.parametrize(
    ("printed", "registered", "finding"),
    [
        (
            "兰州泰迪商贸有限公司",
            "兰州泰迪商贸有限责任公司",
            "组织形式写法（有限公司、有限责任公司）不同",
        ),
        ("广州样例科技有限公司", "广州市样例科技有限公司", "行政区划写法（有无“省”“市”）不同"),
        ("样例广州科技有限公司", "样例（广州）科技有限公司", "括号有无不同"),
        (
            "岚图汽车科技有限公司",
            "岚图汽车科技股份有限公司",
            "组织形式（有限公司、股份有限公司）不同",
        ),
        ("样例科技有限公司广州分公司", "样例科技有限公司", "总公司与分公司不同"),
        ("广州样例科技有限公司", "广州另一科技有限公司", "名称不同"),
    ],
)
def test_a_near_name_is_asked_about_with_the_difference_in_words(
    printed, registered, finding
) -> None:
    match = judge(entry(printed), [], [current(registered)])

    assert (match.verdict, match.uscc, match.rule) == (Verdict.UNSURE, USCC, "near-name/1")
    assert match.reasons[0].finding == finding
    assert match.candidates[0].why == f"现名“{registered}”{finding}"


def test_the_old_name_told_in_the_remarks_is_asked_about() -> None:
    told = "原主体名称“广州市有车以后信息科技有限公司”变更为“广东有车科技股份有限公司”"
    near = [current("广州市有车以后信息科技有限公司")]

    match = judge(entry("广东有车科技股份有限公司", remarks=told), [], near)

    assert match.verdict is Verdict.UNSURE
    assert match.reasons[0].finding == "与备注所载原主体名称相同"


def test_several_near_enterprises_have_none_that_stands_out() -> None:
    near = [current("广州市样例科技有限公司"), current("广州样例科技有限责任公司", OTHER_USCC)]

    match = judge(entry("广州样例科技有限公司"), [], near)

    assert (match.verdict, match.uscc) == (Verdict.UNSURE, None)
    assert len(match.candidates) == 2


def test_at_most_three_candidates_are_shown() -> None:
    near = [current(f"广州市样例科技{n}有限公司", f"9144010500000000{n}X") for n in range(5)]

    match = judge(entry("广州样例科技有限公司"), [], near)

    assert len(match.candidates) == 3


def test_a_stale_index_makes_a_name_near_and_never_positive() -> None:
    found = [current("广州源康健信息科技有限公司")]

    match = judge(entry("广州源康信息科技有限公司"), found, [])

    assert (match.verdict, match.rule) == (Verdict.UNSURE, "near-name/1")


def test_an_empty_filer_cell_equals_nothing() -> None:
    match = judge(entry(" \n"), [current("　")], [])

    assert match.verdict is not Verdict.POSITIVE


def test_nothing_found_is_negative() -> None:
    match = judge(entry("北京样例科技有限公司", number=TIANHE_NUMBER), [], [])

    assert (match.verdict, match.uscc, match.rule) == (Verdict.NEGATIVE, None, "no-name/1")
    assert match.candidates == ()


@pytest.mark.parametrize(
    ("number", "agrees"),
    [(HAIZHU_NUMBER, True), (TIANHE_NUMBER, False), ("Guangdong-QuWan-202507010060", None)],
)
def test_the_division_of_the_number_supports_or_contradicts_and_never_decides(
    number, agrees
) -> None:
    name = "广州样例科技有限公司"

    match = judge(entry(name, number=number), [current(name)], [])

    assert match.verdict is Verdict.POSITIVE
    assert match.reasons[-1].agrees is agrees


@pytest.mark.parametrize(
    ("number", "lead"),
    [(HAIZHU_NUMBER, True), (TIANHE_NUMBER, False), ("Guangdong-QuWan-202507010060", False)],
)
def test_a_lead_is_an_unknown_filer_with_a_number_of_the_district(number, lead) -> None:
    unknown = entry("广州样例科技有限公司", number=number)

    answer = is_lead(judge(unknown, [], []), unknown)

    assert answer is lead


def test_a_known_filer_is_no_lead() -> None:
    known = entry("广州样例科技有限公司")

    answer = is_lead(judge(known, [current(known.filer_name)], []), known)

    assert not answer


def test_a_number_of_unknown_form_has_no_division() -> None:
    division = region_division("网信算备1101082242366066220017号")

    assert division is None
