"""Who filed an entry: each rule of the judgement by an example."""

from datetime import date

import pytest

from jishen.domain.enterprises import FormerName
from jishen.domain.matches import Learned, Verdict
from jishen.matching.judgement import is_lead, region_division
from tests.unit.matching.registries import (
    ANNOUNCED_ON,
    FILER_CODE,
    HAIZHU_NUMBER,
    OTHER_USCC,
    SHENZHEN_NUMBER,
    TIANHE_NUMBER,
    USCC,
    enterprise,
    entry,
    judge,
    matcher,
)

NAME = "广州样例科技有限公司"
OLD_NAME = "广州市有车以后信息科技有限公司"
NEW_NAME = "广东有车科技股份有限公司"


def test_one_current_name_is_enough() -> None:
    match = judge(entry("低空智慧(广东)科技有限公司"), enterprise("低空智慧（广东）科技有限公司"))

    assert (match.verdict, match.uscc, match.rule) == (Verdict.POSITIVE, USCC, "current-name/2")
    assert match.reasons[0].finding == "仅空白、全半角或大小写不同，视为同名"
    assert match.reasons[0].agrees is True


def test_traditional_characters_are_the_same_name_and_it_is_said_so() -> None:
    match = judge(entry("廣州趣闖網絡科技有限公司"), enterprise("广州趣闯网络科技有限公司"))

    assert match.verdict is Verdict.POSITIVE
    assert match.reasons[0].finding == "仅繁简或异体字形不同，按简体视为同名"


@pytest.mark.parametrize("printed", [f"{NAME}。", f"{NAME}*", "广州·样例科技有限公司；"])
def test_signs_that_are_no_part_of_a_name_do_not_count(printed) -> None:
    match = judge(entry(printed), enterprise(NAME))

    assert match.verdict is Verdict.POSITIVE
    assert match.reasons[0].finding == "仅标点、符号或全半角、繁简不同，视为同名"


def test_two_enterprises_of_one_name_are_asked_about() -> None:
    match = judge(entry(NAME), enterprise(NAME), enterprise(NAME, OTHER_USCC))

    assert (match.verdict, match.uscc) == (Verdict.UNSURE, None)
    assert match.rule == "several-enterprises/2"
    assert [candidate.uscc for candidate in match.candidates] == [USCC, OTHER_USCC]


def test_a_name_borne_now_and_before_by_one_enterprise_is_one_enterprise() -> None:
    match = judge(entry(NAME), enterprise(NAME, USCC, FormerName(NAME, None)))

    assert match.verdict is Verdict.POSITIVE


@pytest.mark.parametrize("until", [ANNOUNCED_ON, date(2026, 1, 1)])
def test_a_former_name_borne_on_the_day_of_the_announcement_is_enough(until) -> None:
    match = judge(entry(OLD_NAME), enterprise(NEW_NAME, USCC, FormerName(OLD_NAME, until)))

    assert (match.verdict, match.uscc, match.rule) == (Verdict.POSITIVE, USCC, "former-name/2")
    assert match.reasons[1].agrees is True


def test_a_released_former_name_may_be_anothers_and_is_asked_about() -> None:
    released = FormerName(OLD_NAME, date(2025, 3, 11))

    match = judge(entry(OLD_NAME), enterprise(NEW_NAME, USCC, released))

    assert (match.verdict, match.uscc) == (Verdict.UNSURE, USCC)
    assert match.rule == "former-name-released/2"
    assert match.reasons[1].agrees is False


def test_a_former_name_without_a_date_is_asked_about() -> None:
    match = judge(entry(OLD_NAME), enterprise(NEW_NAME, USCC, FormerName(OLD_NAME, None)))

    assert (match.verdict, match.rule) == (Verdict.UNSURE, "former-name-undated/2")
    assert match.reasons[1].agrees is None


def test_a_former_name_without_a_date_is_enough_when_the_filer_code_is_the_enterprises() -> None:
    learned = Learned(filer_codes={FILER_CODE: frozenset({USCC})})
    known = enterprise(NEW_NAME, USCC, FormerName(OLD_NAME, None))

    match = matcher(known, learned=learned).judge(entry(OLD_NAME))

    assert (match.verdict, match.rule) == (Verdict.POSITIVE, "former-name-and-code/2")


@pytest.mark.parametrize("until", [None, date(2020, 1, 1), date(2026, 1, 1)])
def test_a_name_that_is_one_firms_now_and_was_anothers_is_asked_about(until) -> None:
    other = enterprise("广州更名科技有限公司", OTHER_USCC, FormerName(NAME, until))

    match = judge(entry(NAME), enterprise(NAME), other)

    assert (match.verdict, match.uscc) == (Verdict.UNSURE, None)
    assert match.rule == "current-and-former-name/2"


@pytest.mark.parametrize("status", ["注销", "已吊销", "撤销登记"])
def test_an_enterprise_that_is_no_more_is_asked_about(status) -> None:
    match = judge(entry(NAME), enterprise(NAME, status=status))

    assert (match.verdict, match.uscc, match.rule) == (Verdict.UNSURE, USCC, "not-in-business/2")


def test_an_enterprise_that_moved_away_is_the_same_enterprise() -> None:
    match = judge(entry(NAME), enterprise(NAME, status="迁出"))

    assert match.verdict is Verdict.POSITIVE


@pytest.mark.parametrize(
    "remarks",
    [
        "已注销",
        "原主体名称“广州旧名科技有限公司”变更为“广州样例科技有限公司”",
        "变更内容：变更法人",
    ],
)
def test_a_remark_on_the_filer_is_always_asked_about(remarks) -> None:
    match = judge(entry(NAME, remarks=remarks), enterprise(NAME))

    assert (match.verdict, match.uscc, match.rule) == (Verdict.UNSURE, USCC, "remark-on-filer/2")
    assert match.reasons[1].entry_says == remarks


def test_a_remark_on_a_product_is_no_reason_to_ask() -> None:
    match = judge(entry(NAME, remarks="变更内容：新增产品样例(APP)"), enterprise(NAME))

    assert match.verdict is Verdict.POSITIVE


@pytest.mark.parametrize(
    ("printed", "registered", "finding"),
    [
        (
            "广州样例贸易有限公司",
            "广州样例贸易股份有限公司",
            "组织形式不同（有限公司／股份有限公司）",
        ),
        ("样例广州科技有限公司", "样例（广州）科技有限公司", "括号有无或位置不同"),
        (
            "样例科技有限公司广州分公司",
            "样例科技有限公司",
            "总公司与分公司之别（广州分公司／总公司）",
        ),
        ("样例科技（广州）有限公司", "广州样例科技有限公司", "行政区划在名称中的位置不同"),
        ("样例科技有限公司", "广州样例科技有限公司", "一方未冠行政区划（无／广州）"),
        ("广州样例科枝有限公司", "广州样例科技有限公司", "行业相差一字（枝／技，形近）"),
        ("广州云舟科技有限公司", "广州云洲科技有限公司", "字号相差一字（舟／洲，音同或音近）"),
        ("广州样例科技有公司", "广州样例科技有限公司", "组织形式疑有错漏（有公司／有限公司）"),
    ],
)
def test_a_near_name_is_asked_about_with_the_difference_in_words(
    printed, registered, finding
) -> None:
    match = judge(entry(printed), enterprise(registered))

    assert (match.verdict, match.uscc, match.rule) == (Verdict.UNSURE, USCC, "near-name/2")
    assert finding in match.reasons[0].finding
    assert finding in match.candidates[0].why


WEAK_NAMES = [
    ("兰州泰迪商贸有限公司", "兰州泰迪商贸有限责任公司"),
    ("广州样例科技有限公司", "广州市样例科技有限公司"),
    ("样例（广州市）科技有限公司", "样例（广州）科技有限公司"),
]


@pytest.mark.parametrize(("printed", "registered"), WEAK_NAMES)
@pytest.mark.parametrize("number", ["", SHENZHEN_NUMBER, "Guangdong-QuWan-202507010060"])
def test_a_weakly_equal_name_without_a_second_fact_is_asked_about(
    printed, registered, number
) -> None:
    match = judge(entry(printed, number=number), enterprise(registered))

    assert (match.verdict, match.uscc, match.rule) == (Verdict.UNSURE, USCC, "near-name/2")


@pytest.mark.parametrize(("printed", "registered"), WEAK_NAMES)
def test_a_weakly_equal_name_whose_number_is_of_the_registered_city_is_enough(
    printed, registered
) -> None:
    match = judge(entry(printed, number=TIANHE_NUMBER), enterprise(registered))

    assert (match.verdict, match.uscc, match.rule) == (Verdict.POSITIVE, USCC, "weak-name/2")
    assert [r.agrees for r in match.reasons if r.compared == "编号取得地与注册地"] == [True]


@pytest.mark.parametrize(("printed", "registered"), WEAK_NAMES)
def test_a_weakly_equal_name_with_the_enterprises_filer_code_is_enough(printed, registered) -> None:
    learned = Learned(filer_codes={FILER_CODE: frozenset({USCC})})
    known = matcher(enterprise(registered), learned=learned)

    match = known.judge(entry(printed, number=SHENZHEN_NUMBER))

    assert (match.verdict, match.rule) == (Verdict.POSITIVE, "weak-name/2")


def test_a_filer_code_tells_firms_apart_that_differ_in_form_only() -> None:
    learned = Learned(filer_codes={FILER_CODE: frozenset({USCC})})
    shares = enterprise("广州样例科技股份有限公司", OTHER_USCC)
    known = matcher(enterprise("广州样例科技有限责任公司"), shares, learned=learned)

    match = known.judge(entry(NAME))

    assert (match.verdict, match.uscc, match.rule) == (Verdict.POSITIVE, USCC, "weak-name/2")


@pytest.mark.parametrize(("printed", "registered"), WEAK_NAMES)
def test_names_alone_are_enough_only_where_it_is_asked_for(printed, registered) -> None:
    known = matcher(enterprise(registered), names_alone=True)

    match = known.judge(entry(printed, number=""))

    assert match.verdict is Verdict.POSITIVE


def test_a_weakly_equal_former_name_is_asked_about() -> None:
    former = FormerName("广州市样例科技有限公司", date(2030, 1, 1))

    match = judge(entry(NAME), enterprise(NEW_NAME, USCC, former))

    assert (match.verdict, match.rule) == (Verdict.UNSURE, "near-name/2")


def test_two_weakly_equal_names_have_none_that_stands_out() -> None:
    match = judge(
        entry(NAME),
        enterprise("广州市样例科技有限公司"),
        enterprise("广州样例科技有限责任公司", OTHER_USCC),
    )

    assert (match.verdict, match.uscc) == (Verdict.UNSURE, None)
    assert len(match.candidates) == 2


@pytest.mark.parametrize("other", ["广州样例科技股份有限公司", "样例科技（广州）有限公司"])
def test_a_weakly_equal_name_is_asked_about_when_another_firm_differs_in_form_or_order_only(
    other,
) -> None:
    known = (enterprise("广州样例科技有限责任公司"), enterprise(other, OTHER_USCC))

    match = judge(entry(NAME, number=TIANHE_NUMBER), *known)

    assert (match.verdict, match.uscc, len(match.candidates)) == (Verdict.UNSURE, None, 2)


@pytest.mark.parametrize(
    ("printed", "registered"),
    [
        ("深圳样例科技有限公司", "广州样例科技有限公司"),
        ("吉林市样例科技有限公司", "长春样例科技有限公司"),
        ("样例科技有限公司深圳分公司", "样例科技有限公司广州分公司"),
        ("广州景天科技有限公司", "广州中天科技有限公司"),
        ("北京样例科技有限公司", "广州另一信息咨询有限公司"),
    ],
)
def test_another_region_branch_or_brand_is_another_enterprise(printed, registered) -> None:
    match = judge(entry(printed, number=""), enterprise(registered))

    assert (match.verdict, match.uscc, match.rule) == (Verdict.NEGATIVE, None, "no-name/2")


@pytest.mark.parametrize(
    "printed",
    ["吉林市样例科技有限公司", "吉林样例科技有限公司"],
)
def test_jilin_province_and_jilin_city_are_never_automatically_one(printed) -> None:
    known = matcher(enterprise("吉林省样例科技有限公司"), names_alone=True)

    match = known.judge(entry(printed))

    assert match.verdict is not Verdict.POSITIVE


def test_the_old_name_told_in_the_remarks_is_asked_about() -> None:
    told = f"原主体名称“{OLD_NAME}”变更为“{NEW_NAME}”"

    match = judge(entry(NEW_NAME, remarks=told), enterprise(OLD_NAME))

    assert (match.verdict, match.uscc) == (Verdict.UNSURE, USCC)


def test_an_unknown_name_under_a_known_filer_code_is_asked_about() -> None:
    learned = Learned(filer_codes={FILER_CODE: frozenset({USCC})})

    match = matcher(enterprise(NAME), learned=learned).judge(entry("广州全新名称股份有限公司"))

    assert (match.verdict, match.uscc, match.rule) == (Verdict.UNSURE, USCC, "near-name/2")


def test_the_very_name_under_another_enterprises_filer_code_is_asked_about() -> None:
    learned = Learned(filer_codes={FILER_CODE: frozenset({OTHER_USCC})})

    match = matcher(enterprise(NAME), learned=learned).judge(entry(NAME))

    assert (match.verdict, match.rule) == (Verdict.UNSURE, "filer-code-of-another/2")


def test_a_name_that_a_person_judged_to_be_the_enterprises_is_enough() -> None:
    learned = Learned(aliases={"样例科技广州公司": frozenset({USCC})})

    match = matcher(enterprise(NAME), learned=learned).judge(entry("样例科技广州公司"))

    assert (match.verdict, match.uscc, match.rule) == (Verdict.POSITIVE, USCC, "judged-alias/2")


def test_a_name_that_a_person_judged_to_be_anothers_is_not_asked_about_again() -> None:
    learned = Learned(denied=frozenset({("广州样例科枝有限公司", USCC)}))

    match = matcher(enterprise(NAME), learned=learned).judge(entry("广州样例科枝有限公司"))

    assert match.verdict is Verdict.NEGATIVE


def test_at_most_three_candidates_are_shown() -> None:
    near = [
        enterprise(f"广州云{c}科技有限公司", f"9144010500000000{n}X")
        for n, c in enumerate("州周洲粥宙")
    ]

    match = judge(entry("广州云舟科技有限公司"), *near)

    assert (match.verdict, len(match.candidates)) == (Verdict.UNSURE, 3)


@pytest.mark.parametrize("printed", ["", " \n", "。", "有限公司", "（）", "注：", "A" * 5000])
def test_a_cell_without_a_name_is_nobodys(printed) -> None:
    match = judge(entry(printed), enterprise("广州样例科技有限公司"), enterprise("　", OTHER_USCC))

    assert match.verdict is Verdict.NEGATIVE


def test_nothing_found_is_negative() -> None:
    match = judge(entry("北京样例科技有限公司", number=TIANHE_NUMBER))

    assert (match.verdict, match.uscc, match.rule) == (Verdict.NEGATIVE, None, "no-name/2")
    assert match.candidates == ()
    assert match.is_none


def test_several_names_in_a_cell_are_enough_when_only_one_is_known() -> None:
    match = judge(entry(f"{NAME}、深圳样例智造有限公司"), enterprise(NAME))

    assert (match.verdict, match.uscc) == (Verdict.POSITIVE, USCC)
    assert match.reasons[1].finding == "单元格内有多个名称，仅此名称与名册有关"


def test_several_names_of_two_enterprises_in_a_cell_are_asked_about() -> None:
    other = enterprise("深圳样例智造有限公司", OTHER_USCC)

    match = judge(entry(f"{NAME}；{other.name}"), enterprise(NAME), other)

    assert (match.verdict, match.uscc, match.rule) == (Verdict.UNSURE, None, "several-names/2")
    assert [candidate.uscc for candidate in match.candidates] == [USCC, OTHER_USCC]


def test_an_english_name_beside_the_name_is_left_out_and_it_is_said_so() -> None:
    match = judge(entry(f"{NAME}\nYangli Technology Co., Ltd."), enterprise(NAME))

    assert match.verdict is Verdict.POSITIVE
    assert match.reasons[1].finding == "所附外文“Yangli Technology Co., Ltd.”未参与比对"


def test_a_note_beside_the_name_is_asked_about() -> None:
    match = judge(entry(f"{NAME}（原广州旧名科技有限公司）"), enterprise(NAME))

    assert (match.verdict, match.uscc, match.rule) == (Verdict.UNSURE, USCC, "note-on-name/2")


@pytest.mark.parametrize(
    ("number", "agrees"),
    [(HAIZHU_NUMBER, True), (TIANHE_NUMBER, False), ("Guangdong-QuWan-202507010060", None)],
)
def test_the_division_of_the_number_supports_or_contradicts_and_never_decides(
    number, agrees
) -> None:
    match = judge(entry(NAME, number=number), enterprise(NAME))

    division = next(r for r in match.reasons if r.compared == "备案编号区划")
    assert match.verdict is Verdict.POSITIVE
    assert division.agrees is agrees


@pytest.mark.parametrize(
    ("number", "lead"),
    [(HAIZHU_NUMBER, True), (TIANHE_NUMBER, False), ("Guangdong-QuWan-202507010060", False)],
)
def test_a_lead_is_an_unknown_filer_with_a_number_of_the_district(number, lead) -> None:
    unknown = entry(NAME, number=number)

    answer = is_lead(judge(unknown), unknown)

    assert answer is lead


def test_a_known_filer_is_no_lead() -> None:
    known = entry(NAME)

    answer = is_lead(judge(known, enterprise(NAME)), known)

    assert not answer


def test_a_number_of_unknown_form_has_no_division() -> None:
    division = region_division("网信算备1101082242366066220017号")

    assert division is None
