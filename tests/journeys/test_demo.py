"""The demonstration as a new user runs it: the whole system in its own processes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from jishen.domain.people import Role

pytestmark = pytest.mark.xdist_group("processes")  # one after the other

JISHEN = [sys.executable, "-c", "from commands.main import main; main()"]


def test_the_demonstration_finds_the_batch_and_tells_people(tmp_path: Path) -> None:
    folder = tmp_path / "demo"

    ended = subprocess.run(  # noqa: S603 (our own program, our own arguments)
        [*JISHEN, "demo", "--once", "--json", "--folder", str(folder)],
        check=False,
        capture_output=True,
        text=True,
        timeout=400,
        env={**os.environ, "HOME": str(tmp_path)},
    )

    assert ended.returncode == 0, ended.stderr
    summary = json.loads(ended.stdout)
    assert (summary["baseline_entries"], summary["new_entries"]) == (957, 858)
    assert summary["repeated_entries"] == 104
    assert (summary["matched"], summary["unsure"], summary["leads"]) == (70, 6, 3)
    assert (summary["baseline_cases"], summary["cases_opened"]) == (45, 48)
    assert summary["notices_sent"] == 39
    assert len(list((folder / "notices").glob("*.txt"))) == 39
    assert "基线完成：957 条备案" in ended.stderr
    assert {person["role"] for person in summary["people"]} == set(Role)
    assert all(len(person["password"]) > 20 for person in summary["people"])
    assert not (folder.parent / ".prefect").exists()


def test_a_folder_that_is_not_the_demonstrations_is_not_emptied(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("keep", encoding="utf-8")

    ended = subprocess.run(  # noqa: S603 (our own program, our own arguments)
        [*JISHEN, "demo", "--once", "--folder", str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert ended.returncode == 1
    assert "不是演示文件夹" in ended.stderr
    assert (tmp_path / "letters.txt").read_text(encoding="utf-8") == "keep"
