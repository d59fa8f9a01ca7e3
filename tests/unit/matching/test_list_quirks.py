"""What the national lists really print (their quirks as they were found), each by name.

The names are as published; the registry's codes and addresses are invented.
"""

import pytest

from jishen.domain.matches import Verdict
from tests.unit.matching.registries import OTHER_USCC, USCC, enterprise, entry, judge


@pytest.mark.parametrize(
    ("printed", "registered"),
    [
        ("低空智慧(广东)科技有限公司", "低空智慧（广东）科技有限公司"),
        ("乐企智能科技(广州)有限公司", "乐企智能科技（广州）有限公司"),
        ("连接湾创(广州)科技服务有限公司", "连接湾创（广州）科技服务有限公司"),
    ],
)
def test_half_width_brackets_are_the_same_name(printed, registered) -> None:
    match = judge(entry(printed), enterprise(registered))

    assert (match.verdict, match.rule) == (Verdict.POSITIVE, "current-name/2")


@pytest.mark.parametrize(
    "printed",
    ["广州 趣闯网络科技有限公司", "广州趣闯网络\n科技有限公司", "广州趣闯网络科技有限公司\n"],
)
def test_blanks_and_line_breaks_within_a_name_are_the_same_name(printed) -> None:
    match = judge(entry(printed), enterprise("广州趣闯网络科技有限公司"))

    assert match.verdict is Verdict.POSITIVE


@pytest.mark.parametrize("printed", ["低空智慧（广东）科技有限公司", "低空智慧(广东)科技有限公司"])
def test_a_company_printed_in_two_spellings_is_one_company(printed) -> None:
    match = judge(entry(printed), enterprise("低空智慧(广东)科技有限公司"))

    assert (match.verdict, match.uscc) == (Verdict.POSITIVE, USCC)


@pytest.mark.parametrize(
    ("printed", "registered"),
    [
        ("司珠海读书郎网络教育有限公司", "珠海读书郎网络教育有限公司"),
        ("上海进馨网络司科技有限公司", "上海进馨网络科技有限公司"),
    ],
)
def test_a_stray_character_is_a_question_to_a_person(printed, registered) -> None:
    match = judge(entry(printed, number=""), enterprise(registered))

    assert (match.verdict, match.uscc) == (Verdict.UNSURE, USCC)


def test_a_short_name_without_its_legal_form_is_a_question_to_a_person() -> None:
    match = judge(entry("当虹科技", number=""), enterprise("当虹科技股份有限公司"))

    assert (match.verdict, match.uscc) == (Verdict.UNSURE, USCC)


def test_a_swapped_row_names_a_model_and_no_enterprise() -> None:
    # 2025-03, Guangdong 340-345: the reader swaps the cells back; were it to fail, nobody is paid.
    match = judge(entry("灵聚大模型", number=""), enterprise("广东灵聚智能科技有限公司"))

    assert match.verdict is Verdict.NEGATIVE


@pytest.mark.parametrize(
    "name",
    [
        "鹏城国家实验室",
        "广东外语外贸大学",
        "南方新闻网",
        "广州市海珠区凸凸文化艺术馆",
        "净雪皇生物科技有限公司",
    ],
)
def test_filers_that_are_no_companies_or_bear_no_region_are_found_by_their_name(name) -> None:
    match = judge(entry(name), enterprise(name))

    assert match.verdict is Verdict.POSITIVE


def test_a_branch_is_not_paid_for_its_company_nor_the_company_for_its_branch() -> None:
    company, branch = "中国电信股份有限公司", "中国电信股份有限公司数字智能科技分公司"

    verdicts = {
        judge(entry(branch), enterprise(company)).verdict,
        judge(entry(company), enterprise(branch)).verdict,
    }

    assert verdicts == {Verdict.UNSURE}


def test_two_near_brands_of_one_city_are_two_firms() -> None:
    match = judge(
        entry("广州源康信息科技有限公司"),
        enterprise("广州源康健信息科技有限公司"),
        enterprise("广州源康信息科技有限公司", OTHER_USCC),
    )

    assert (match.verdict, match.uscc) == (Verdict.POSITIVE, OTHER_USCC)
