"""Facts in a file: what fits is read, what does not is named with its field."""

from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from jishen.domain.decisions import (
    CaseFacts,
    CoordinateSystem,
    LargeModelProof,
    MapPoint,
    OtherAward,
    YearLedger,
)
from jishen.domain.enterprises import EnterpriseKind
from jishen.domain.errors import FactsFault
from rules.facts_file import DEFAULTS, read_facts, required_fields

DOCS = Path(__file__).parents[3] / "docs"
GOOD = """
uscc: 91440105MA00000000
enterprise_name: 广州样例智能科技有限公司
zone_status: in
list_kind: generative_ai
filing_number: Guangdong-YangLi-202503010099
announced_on: 2025-03-12
decided_on: 2025-03-20
"""


def fault_of(text: str) -> str:
    with pytest.raises(FactsFault) as caught:
        read_facts(text)
    return str(caught.value)


def test_the_fewest_fields_are_enough_and_the_rest_is_unknown() -> None:
    facts = read_facts(GOOD)

    assert facts.announced_on == date(2025, 3, 12)
    assert facts.enterprise_kind is EnterpriseKind.UNKNOWN
    assert facts.filer_name == "广州样例智能科技有限公司"
    assert (facts.history_since, facts.determined_yuan, facts.pool_left_yuan) == (None, None, None)
    assert (facts.zone_basis, facts.filing_title, facts.announced_on_basis) == ("", "", "")
    assert (facts.awarded_before_yuan, facts.awarded_this_year_yuan) == (0, 0)
    assert (facts.is_registration, facts.same_category_award_this_year) == (False, None)
    assert facts.earlier_filings == ()


def test_records_inside_the_facts_are_read() -> None:
    text = f"""{GOOD}
registered_point: {{longitude: 113.3612, latitude: 23.1011, crs: GCJ-02}}
other_years: [{{year: 2024, awarded_yuan: 5, pool_left_yuan: null}}]
other_district_awards: [{{place: 天河区, amount_yuan: 7, year: 2024}}]
large_model_proof: {{research_yuan: 9}}
"""

    facts = read_facts(text)

    assert facts.registered_point == MapPoint(113.3612, 23.1011, CoordinateSystem.GCJ02)
    assert facts.other_years == (YearLedger(2024, 5, None),)
    assert facts.other_district_awards == (OtherAward("天河区", 7, 2024),)
    assert facts.large_model_proof == LargeModelProof(research_yuan=9)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("anounced_on: 2025-01-01", "字段 anounced_on 不存在，是否为 announced_on？"),
        ("zzz: 1", "字段 zzz 不存在"),
        ("awarded_before_yuan: -5", "字段 awarded_before_yuan 为 -5，金额不能为负"),
        ("awarded_before_yuan: 5.5", "字段 awarded_before_yuan 为 5.5，应为整数"),
        ('awarded_before_yuan: "5"', "字段 awarded_before_yuan 为 '5'，应为整数"),
        ("determined_yuan: true", "字段 determined_yuan 为 True，应为整数"),
        ("is_registration: 1", "字段 is_registration 为 1，应为 true 或 false"),
        ("zone_basis: 7", "字段 zone_basis 为 7，应为文字（请加引号）"),
        ("filed_on: yesterday", "字段 filed_on 为 'yesterday'，不是有效的日期，应如 2025-03-12"),
        ("filed_on: 2025-13-01", "字段 filed_on 为 '2025-13-01'，不是有效的日期，应如 2025-03-12"),
        ("filed_on: 20250301", "字段 filed_on 为 20250301，应为日期，如 2025-03-12"),
        ("uscc: 91440105MA00000001", "字段 uscc 出现多次"),
        ("earlier_filings: 5", "字段 earlier_filings 为 5，应为列表"),
        ("registered_point: 3", "字段 registered_point 为 3，应为带字段的映射"),
        (
            "registered_point: {longitude: 113.3, latitude: 23.1, crs: GPS}",
            "字段 registered_point.crs 为 'GPS'，不是可用的取值，可用：WGS84, GCJ-02, BD-09",
        ),
        (
            "registered_point: {longitude: 113.3, latitude: 23.1}",
            "字段 registered_point.crs 缺少，必须填写",
        ),
        (
            "registered_point: {longitude: 东, latitude: 23.1, crs: WGS84}",
            "字段 registered_point.longitude 为 '东'，应为数字",
        ),
        (
            "registered_point: {lon: 113.3, latitude: 23.1, crs: WGS84}",
            "registered_point 的 字段 lon 不存在",
        ),
        (
            "earlier_filings: [{list_kind: algorithm, announced_on: 2025-01-01}]",
            "字段 earlier_filings.1.filing_number 缺少，必须填写",
        ),
        (
            "earlier_filings: [{list_kind: algorithm, number: 1}]",
            "earlier_filings 第 1 项的 字段 number 不存在，是否为 filing_number？",
        ),
        (
            "other_years: [{year: 1, pool_left_yuan: 1}, {awarded_yuan: -1, year: 2}]",
            "字段 other_years.1.awarded_yuan 缺少，必须填写；字段 other_years.2.",
        ),
        (
            "other_years: [{year: 1, awarded_yuan: -1, pool_left_yuan: 1}]",
            "字段 other_years.1.awarded_yuan 为 -1，金额不能为负",
        ),
        ("large_model_proof: {revenue_yuan: -1}", "字段 large_model_proof.revenue_yuan 为 -1，"),
    ],
)
def test_a_field_that_does_not_fit_is_named_with_what_it_may_be(line, fault) -> None:
    said = fault_of(f"{GOOD}{line}\n")

    assert said.startswith(fault)


@pytest.mark.parametrize("name", required_fields())
def test_a_field_that_must_stand_is_asked_for_by_name(name) -> None:
    without = "\n".join(line for line in GOOD.splitlines() if not line.startswith(f"{name}:"))

    assert fault_of(without) == f"字段 {name} 缺少，必须填写"


def test_an_unknown_list_is_refused_with_the_known_ones() -> None:
    said = fault_of(GOOD.replace("generative_ai", "blockchain"))

    assert said.startswith("字段 list_kind 为 'blockchain'，不是可用的取值，可用：algorithm, ")


def test_two_faults_are_told_at_once() -> None:
    said = fault_of(
        GOOD.replace("zone_status: in", "zone_status: inside").replace("2025-03-20", "x")
    )

    assert said.count("字段") == 2


def test_what_is_not_yaml_is_told_with_its_line() -> None:
    said = fault_of("uscc: 1\nname: a: b\n")

    assert said == "事实文件不是有效的 YAML：第 2 行附近有误（请检查冒号、缩进与引号）"


def test_a_character_that_yaml_forbids_is_told() -> None:
    said = fault_of("uscc: \x00\n")

    assert said.startswith("事实文件不是有效的 YAML：")


@pytest.mark.parametrize("text", ["", "- 1\n", "自由文字\n"])
def test_a_file_that_is_no_mapping_is_refused(text) -> None:
    assert fault_of(text) == "事实文件应为“字段: 取值”的映射"


def test_a_zero_is_no_negative_amount() -> None:
    assert read_facts(f"{GOOD}awarded_before_yuan: 0\n").awarded_before_yuan == 0


def test_every_default_is_a_field_without_one_of_its_own() -> None:
    with_own = {field.name for field in fields(CaseFacts)} - set(required_fields())

    assert set(DEFAULTS) <= with_own


@pytest.mark.parametrize("field", [field.name for field in fields(CaseFacts)])
def test_every_field_is_documented(field) -> None:
    assert f"`{field}`" in (DOCS / "decide.md").read_text(encoding="utf-8")
