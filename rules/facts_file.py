"""Reading the facts of a case from a YAML file; whatever does not fit is named with its field."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from datetime import date
from difflib import get_close_matches
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from jishen.domain.decisions import (
    CaseFacts,
    EarlierFiling,
    LargeModelProof,
    MapPoint,
    OtherAward,
    YearLedger,
)
from jishen.domain.errors import FactsFault
from jishen.domain.rulings import Ruling

DEFAULTS: Mapping[str, object] = {
    "enterprise_kind": "unknown",
    "zone_basis": "",
    "filing_title": "",
    "filer_name": "",
    "announced_on_basis": "",
    "is_registration": False,
    "earlier_filings": [],
    "history_since": None,
    "awarded_before_yuan": 0,
    "awarded_this_year_yuan": 0,
    "pool_left_yuan": None,
    "same_category_award_this_year": None,
    "determined_yuan": None,
}
"""What a field means that a file leaves out, where CaseFacts itself has no default."""
_PARTS: Mapping[str, type] = {
    "earlier_filings": EarlierFiling,
    "other_district_awards": OtherAward,
    "other_years": YearLedger,
    "rulings": Ruling,
    "registered_point": MapPoint,
    "large_model_proof": LargeModelProof,
}
_ADAPTER = TypeAdapter(CaseFacts)
_WORDS = {
    "missing": "缺少，必须填写",
    "enum": "不是可用的取值，可用：{expected}",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数（金额以元计）",
    "float_type": "应为数字",
    "bool_type": "应为 true 或 false",
    "string_type": "应为文字（请加引号）",
    "date_type": "应为日期，如 2025-03-12",
    "date_parsing": "不是有效的日期，应如 2025-03-12",
    "date_from_datetime_parsing": "不是有效的日期，应如 2025-03-12",
    "date_from_datetime_inexact": "应为日期，不带时刻，如 2025-03-12",
    "tuple_type": "应为列表",
    "dataclass_type": "应为带字段的映射",
}


class _PlainLoader(yaml.SafeLoader):
    """YAML whose days stay text, so that an impossible one can be named with its field."""

    yaml_implicit_resolvers = {  # noqa: RUF012 (PyYAML's own way)
        first: [(tag, form) for tag, form in forms if not tag.endswith(":timestamp")]
        for first, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return the mapping; a field that stands twice is refused, PyYAML keeps the last."""
        names = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            message = f"字段 {'、'.join(twice)} 出现多次"
            raise FactsFault(message)
        return super().construct_mapping(node, deep)


def read_facts(text: str) -> CaseFacts:
    """Return the facts that a YAML text holds.

    Raises:
        FactsFault: not YAML, or a field is missing, unknown or impossible; all such are named.
    """
    try:
        content: object = yaml.load(text, _PlainLoader)  # noqa: S506 (a SafeLoader)
    except yaml.YAMLError as error:
        message = f"事实文件不是有效的 YAML：{_place(error)}"
        raise FactsFault(message) from None
    if not isinstance(content, dict):
        message = "事实文件应为“字段: 取值”的映射"
        raise FactsFault(message)
    return facts_from({str(name): value for name, value in content.items()})


def facts_from(content: Mapping[str, object]) -> CaseFacts:
    """Return the facts that a mapping holds, as `read_facts` does."""
    unknown = list(_unknown_fields(content))
    if unknown:
        raise FactsFault("；".join(unknown))
    given = {**DEFAULTS, "filer_name": content.get("enterprise_name", ""), **content}
    try:
        facts = _ADAPTER.validate_json(json.dumps(given, default=_as_text), strict=True)
    except ValidationError as error:
        raise FactsFault("；".join(_worded(fault) for fault in error.errors())) from None
    negative = list(_negative_amounts(given, ""))
    if negative:
        raise FactsFault("；".join(negative))
    return facts


def _place(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"第 {mark.line + 1} 行附近有误（请检查冒号、缩进与引号）" if mark else str(error)


def _as_text(value: object) -> str:
    """Return a YAML value that JSON does not have, as text: only a date is one we know."""
    return value.isoformat() if isinstance(value, date) else str(value)


def _unknown_fields(content: Mapping[str, object]) -> Iterator[str]:
    yield from _unknown_in(CaseFacts, content, "")
    for name, kind in _PARTS.items():
        value = content.get(name)
        parts = value if isinstance(value, list) else [value]
        for place, part in enumerate(parts, start=1):
            if isinstance(part, dict):
                where = f"{name} 第 {place} 项的 " if isinstance(value, list) else f"{name} 的 "
                yield from _unknown_in(kind, part, where)


def _unknown_in(kind: type, content: Mapping[str, object], where: str) -> Iterator[str]:
    known = [field.name for field in fields(kind)]
    for name in content:
        if name not in known:
            near = get_close_matches(str(name), known, 1)
            meant = f"，是否为 {near[0]}？" if near else ""
            yield f"{where}字段 {name} 不存在{meant}"


def _worded(fault: ErrorDetails) -> str:
    where = ".".join(str(part + 1) if isinstance(part, int) else part for part in fault["loc"])
    words = _WORDS.get(fault["type"], fault["msg"])
    expected = str(fault.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ")
    shown = " " if fault["type"] == "missing" else f" 为 {fault['input']!r}，"
    return f"字段 {where}{shown}{words.format(expected=expected)}"


def _negative_amounts(value: object, where: str) -> Iterator[str]:
    """Name every amount below zero; amounts are the fields that end in `_yuan`."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            inner = f"{where}.{name}" if where else str(name)
            if str(name).endswith("_yuan") and isinstance(part, int) and part < 0:
                yield f"字段 {inner} 为 {part}，金额不能为负"
            yield from _negative_amounts(part, inner)
    elif isinstance(value, list):
        for place, part in enumerate(value, start=1):
            yield from _negative_amounts(part, f"{where}.{place}")


def required_fields() -> list[str]:
    """Return the fields that a file must name."""
    return [
        field.name
        for field in fields(CaseFacts)
        if field.default is MISSING and field.name not in DEFAULTS
    ]
