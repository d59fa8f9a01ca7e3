"""Saved answers of the sites and the JSON of what we read from them."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parents[2] / "golden"


def check_golden(answer: Path, read: object) -> None:
    """Compare what was read with the JSON beside the answer; write it, and fail, if missing."""
    expected = answer.with_suffix(".json")
    items = [asdict(item) for item in (read if isinstance(read, tuple) else (read,))]
    text = json.dumps(items, ensure_ascii=False, indent=2, default=str) + "\n"
    if not expected.exists():
        expected.write_text(text, encoding="utf-8")
        pytest.fail(f"{expected.name} was missing and has been written: review and commit it")
    assert json.loads(text) == json.loads(expected.read_text(encoding="utf-8"))
