"""`jishen match`: two files in, one judgement a row out, no database."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commands.match import match
from commands.match_files import read_registry_file
from jishen.domain.errors import MatchFileFault

USCC, OTHER_USCC = "91440105000Y0001XL", "91440105000Y00028L"
REGISTRY = (
    "uscc,name,former_names,registered_address,status,type\n"
    f"{USCC},广州市云舟科技有限公司,广州旧舟科技有限公司|2024-05-01,广州市海珠区琶洲大道1号,存续,企业法人\n"
    f"{OTHER_USCC},林海（广州）智造有限公司,,广州市海珠区新港中路2号,存续,企业法人\n"
)
ENTRIES = (
    "filer_name,filing_number,list_kind\n"
    "林海(广州)智造有限公司,网信算备440105932013102230011号,algorithm\n"
    "广州云舟科技有限公司,网信算备440105932013102230011号,deep_synthesis\n"
    "广州云舟科技有限公司,,\n"
    "深圳云舟科技有限公司,,\n"
    "北京另一传媒有限公司,,generative_ai\n"
    "广州旧舟科技有限公司,网信算备440105932013102230011号,\n"
    "广州旧舟科技有限公司,网信算备440105932013102250017号,\n"
)


def asked(
    folder: Path, entries: str, registry: str, *options: str, encoding: str = "utf-8"
) -> Result:
    (folder / "entries.csv").write_text(entries, encoding=encoding)
    (folder / "registry.csv").write_text(registry, encoding=encoding)
    files = (str(folder / "entries.csv"), "--registry", str(folder / "registry.csv"))
    return CliRunner().invoke(match, [*files, *options])


def lines(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_each_row_gets_its_verdict(tmp_path, encoding) -> None:
    result = asked(tmp_path, ENTRIES, REGISTRY, "--json", encoding=encoding)

    found = [(line["row"], line["verdict"], line["uscc"]) for line in lines(result)]
    assert result.exit_code == 0
    assert found == [
        (1, "positive", OTHER_USCC),
        (2, "positive", USCC),
        (3, "unsure", USCC),
        (4, "negative", None),
        (5, "none", None),
        (6, "positive", USCC),
        (7, "unsure", USCC),
    ]


def test_a_line_holds_the_entry_the_reasons_and_the_candidates(tmp_path) -> None:
    line = lines(asked(tmp_path, ENTRIES, REGISTRY, "--json"))[1]

    assert line["entry"] == {
        "filer_name": "广州云舟科技有限公司",
        "filing_number": "网信算备440105932013102230011号",
        "list_kind": "deep_synthesis",
    }
    assert "行政区划写法不同（广州／广州市）" in line["reasons"][0]
    assert line["candidates"][0]["uscc"] == USCC
    assert 0 <= line["score"] <= 100


def test_names_alone_are_enough_where_asked_for(tmp_path) -> None:
    result = asked(tmp_path, ENTRIES, REGISTRY, "--json", "--names-alone")

    assert lines(result)[2]["verdict"] == "positive"


def test_people_read_sentences_and_a_summary(tmp_path) -> None:
    result = asked(tmp_path, ENTRIES, REGISTRY)

    assert "结论：待人工判断" in result.output
    assert "共 7 行：确认 3，待人工判断 2，名册中无对应企业 2" in result.output


@pytest.mark.parametrize(
    ("entries", "registry", "says"),
    [
        ("", REGISTRY, "entries.csv 是空文件"),
        (ENTRIES, "", "registry.csv 是空文件"),
        ("name\n甲\n", REGISTRY, "entries.csv 的表头缺少 filer_name；读到的表头：name"),
        (ENTRIES, "企业名册,,\nuscc,name,\n", "registry.csv 的表头缺少 uscc、name"),
        (
            ENTRIES + "甲,乙\n",
            REGISTRY,
            "entries.csv 第 8 行（不计表头）：有 2 个单元格，表头为 3 个",
        ),
        (
            ENTRIES,
            REGISTRY + f"{USCC},广州另一科技有限公司,,,,\n",
            f"代码 {USCC} 已用于“广州市云舟科技有限公司”，又用于“广州另一科技有限公司”",
        ),
        (ENTRIES, REGISTRY + ",广州另一科技有限公司,,,,\n", "缺少统一社会信用代码或企业名称"),
        ("filer_name,announced_on\n甲,昨天\n", REGISTRY, "公布日期“昨天”不是日期"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_with_its_place(
    tmp_path, entries, registry, says
) -> None:
    result = asked(tmp_path, entries, registry, "--json")

    assert isinstance(result.exception, MatchFileFault)
    assert says in str(result.exception)
    assert result.stdout == ""


def test_bytes_that_are_no_text_are_told(tmp_path) -> None:
    (tmp_path / "entries.csv").write_text(ENTRIES, encoding="utf-8")
    (tmp_path / "registry.csv").write_bytes(b"PK\x03\x04\x00\xff\xfe")

    with pytest.raises(MatchFileFault, match="文字编码无法识别"):
        read_registry_file(tmp_path / "registry.csv")


def test_a_missing_file_is_told(tmp_path) -> None:
    with pytest.raises(MatchFileFault, match="无法打开"):
        read_registry_file(tmp_path / "none.csv")


def test_a_wrong_check_character_and_a_repeated_row_are_told_and_do_no_harm(tmp_path) -> None:
    repeated = REGISTRY.splitlines()[1]
    wrong = "91440105000Y00011L,广州错码科技有限公司,,,,"

    result = asked(tmp_path, ENTRIES, f"{REGISTRY}{repeated}\n{wrong}\n", "--json")

    assert "第 3 行：与前面的行重复，未再采用" in result.stderr
    assert "第 4 行：统一社会信用代码 91440105000Y00011L 校验位不符" in result.stderr
    assert len(lines(result)) == 7


def test_chinese_headers_are_understood(tmp_path) -> None:
    entries = ENTRIES.replace("filer_name,filing_number,list_kind", "主体名称,备案编号,清单")
    registry = REGISTRY.replace(
        "uscc,name,former_names,registered_address,status,type",
        "统一社会信用代码,企业名称,曾用名,注册地址,状态,企业类型",
    )

    result = asked(tmp_path, entries, registry, "--json")

    assert [line["verdict"] for line in lines(result)][:2] == ["positive", "positive"]
