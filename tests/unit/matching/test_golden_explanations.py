"""Thirty explanations as a reviewer reads them; a missing one is written, and the test fails."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from commands.match import text_of
from commands.match_files import EntryRow
from jishen.domain.enterprises import FormerName
from jishen.domain.matches import EntryFacts, Learned, RegisteredEnterprise
from jishen.matching.matcher import matcher_of
from tests.unit.matching.registries import FILER_CODE, HAIZHU_NUMBER, SHENZHEN_NUMBER

GOLDEN = Path(__file__).parents[2] / "golden" / "matching"
ADDRESS = "广东省广州市海珠区样例路1号"
YUNZHOU, LINHAI = "91440105000Y0001XL", "91440105000Y00028L"
REGISTRY = (
    RegisteredEnterprise(YUNZHOU, "广州云舟科技有限公司", (), ADDRESS),
    RegisteredEnterprise(
        LINHAI,
        "林海（广东）智造股份有限公司",
        (FormerName("广州林海智造有限公司", date(2025, 6, 30)), FormerName("林海智造厂", None)),
        ADDRESS,
    ),
    RegisteredEnterprise("91440105000Y00036F", "广州市砚台网络科技有限责任公司", (), ADDRESS),
    RegisteredEnterprise("91440105000Y00044A", "松涛信息技术（广州）有限公司", (), ADDRESS),
    RegisteredEnterprise("91440105000Y000559", "广州同名文化传媒有限公司", (), ADDRESS),
    RegisteredEnterprise("91440105000Y000638", "广州同名文化传媒有限公司", (), ADDRESS),
    RegisteredEnterprise("91440105000Y000717", "广州已散贸易有限公司", (), ADDRESS, "注销"),
    RegisteredEnterprise("91440105000Y000806", "海珠湖数据科技有限公司", (), ADDRESS),
    RegisteredEnterprise("91440105000Y000985", "海珠湖数据科技有限公司广州分公司", (), ADDRESS),
)
LEARNED = Learned(
    filer_codes={FILER_CODE: frozenset({YUNZHOU})},
    aliases={"云舟": frozenset({YUNZHOU})},
)


@dataclass(frozen=True, slots=True)
class Example:
    name: str
    filer_name: str
    number: str = ""
    remarks: str = ""
    announced_on: date | None = date(2025, 3, 12)
    learned: Learned = field(default_factory=Learned)


EXAMPLES = (
    Example("current_name", "广州云舟科技有限公司", HAIZHU_NUMBER),
    Example("number_of_another_district", "广州云舟科技有限公司", SHENZHEN_NUMBER),
    Example("half_width_brackets", "松涛信息技术(广州)有限公司"),
    Example("line_break", "广州云舟\n科技有限公司"),
    Example("traditional", "廣州雲舟科技有限公司"),
    Example("signs", "广州·云舟科技有限公司。"),
    Example("english_behind", "广州云舟科技有限公司 Yunzhou Technology Co., Ltd."),
    Example("two_names_one_known", "广州云舟科技有限公司、深圳陌生智造有限公司"),
    Example("two_names_both_known", "广州云舟科技有限公司、松涛信息技术（广州）有限公司"),
    Example("former_name_in_time", "广州林海智造有限公司", HAIZHU_NUMBER),
    Example("former_name_released", "广州林海智造有限公司", announced_on=date(2026, 1, 8)),
    Example("former_name_undated", "林海智造厂"),
    Example("former_name_by_number", "广州林海智造有限公司", HAIZHU_NUMBER, announced_on=None),
    Example("weak_with_city", "广州砚台网络科技有限公司", HAIZHU_NUMBER),
    Example("weak_without_second_fact", "广州砚台网络科技有限公司"),
    Example("weak_in_another_city", "广州砚台网络科技有限公司", SHENZHEN_NUMBER),
    Example("weak_with_filer_code", "广州市云舟科技有限公司", SHENZHEN_NUMBER, learned=LEARNED),
    Example("judged_alias", "云舟", learned=LEARNED),
    Example("same_sound", "广州云洲科技有限公司"),
    Example("look_alike_trade", "广州云舟科枝有限公司"),
    Example("swapped_characters", "广州舟云科技有限公司"),
    Example("missing_region", "云舟科技有限公司"),
    Example("moved_bracket", "广州松涛信息技术有限公司"),
    Example("shares", "广州云舟科技股份有限公司"),
    Example("branch_of_the_company", "海珠湖数据科技有限公司深圳分公司"),
    Example("two_of_one_name", "广州同名文化传媒有限公司"),
    Example("deregistered", "广州已散贸易有限公司"),
    Example("remark_on_filer", "广州云舟科技有限公司", remarks="已注销"),
    Example(
        "filer_code_of_another", "松涛信息技术（广州）有限公司", HAIZHU_NUMBER, learned=LEARNED
    ),
    Example("another_region", "深圳云舟科技有限公司", SHENZHEN_NUMBER),
    Example("nobody", "北京陌生文化有限公司"),
)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_explanation_reads_as_it_was_reviewed(example: Example) -> None:
    known = matcher_of(REGISTRY, example.learned)
    facts = EntryFacts(example.filer_name, example.number, example.announced_on, example.remarks)

    text = text_of(EntryRow(1, "", facts), known.judge(facts)) + "\n"

    golden = GOLDEN / f"{example.name}.txt"
    if not golden.exists():
        golden.write_text(text, encoding="utf-8")
        pytest.fail(f"{golden.name} was missing and has been written: review and commit it")
    assert text == golden.read_text(encoding="utf-8")


def test_every_golden_explanation_has_its_example() -> None:
    written = {golden.stem for golden in GOLDEN.glob("*.txt")}

    assert written == {example.name for example in EXAMPLES}
