"""`jishen read` on good and bad files."""

import json
from pathlib import Path

from click.testing import CliRunner

from commands.read import read
from tests.unit.scrapers.docx_files import (
    DEEP_SYNTHESIS_HEADER,
    FIRST,
    FIRST_NUMBER,
    SECOND,
    docx,
    text_table,
)

_ODD = (*SECOND[:6], "网信算备1101082242366066220017号", "备注[bold]")


def _saved(folder: Path, content: bytes) -> str:
    path = folder / "清单.docx"
    path.write_bytes(content)
    return str(path)


def test_json_has_one_line_per_filing(tmp_path: Path) -> None:
    file = _saved(tmp_path, docx(text_table(DEEP_SYNTHESIS_HEADER, FIRST, _ODD)))

    result = CliRunner().invoke(read, [file, "--json"])

    first, second = map(json.loads, result.stdout.splitlines())
    assert result.exit_code == 0
    assert first == {
        "list_kind": "deep_synthesis",
        "row_number": 1,
        "title": "甲算法",
        "category_or_role": "服务提供者",
        "filer_name": "甲公司",
        "products": "甲（APP）",
        "purpose": "应用于甲场景。",
        "filing_number": FIRST_NUMBER,
        "remarks": "",
        "jurisdiction": "",
        "filed_on_printed": "",
        "filed_on": None,
        "flags": [],
        "reading_notes": [],
    }
    assert second["flags"] == ["number_malformed"]


def test_table_is_followed_by_the_count_and_the_flagged_rows(tmp_path: Path) -> None:
    file = _saved(tmp_path, docx(text_table(DEEP_SYNTHESIS_HEADER, FIRST, _ODD)))

    result = CliRunner().invoke(read, [file])

    assert result.exit_code == 0
    assert "境内深度合成服务算法备案清单（清单.docx）" in result.stdout
    assert result.stdout.endswith(
        "共 2 条，其中 1 条需人工留意。\n  第 2 条 乙公司：备案编号格式异常\n"
    )


def test_bad_file_is_told_with_its_remedy(tmp_path: Path) -> None:
    file = _saved(tmp_path, b"<html></html>")

    result = CliRunner().invoke(read, [file, "--json"])

    assert result.exit_code == 1
    assert result.stdout == ""
    assert "清单.docx：下载到的是网页" in result.stderr
    assert "处理办法：" in result.stderr
