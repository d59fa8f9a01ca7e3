"""Reading what a policy asks an enterprise for, from its `claim.yaml`; as strict as the rest."""

from collections.abc import Mapping
from importlib.resources import files

import yaml

from jishen.domain.claims import Answer, ClaimForm, Declaration, Material, Need, Wording
from jishen.domain.errors import PolicyFault

_TOP = frozenset({"is_official", "basis", "declarations", "materials"})
_DECLARATION = frozenset({"key", "name_zh", "name_en", "zh", "en", "answers", "expected"})
_DETAIL = frozenset({"detail_zh", "detail_en", "detail_with"})
_MATERIAL = frozenset({"code", "zh", "en", "hint_zh", "hint_en", "need"})


def read_claim_form(package: str) -> ClaimForm:
    """Return what the policy in that package asks for.

    Raises:
        PolicyFault: the file is missing or not YAML, or a field is missing, unknown or impossible.
    """
    place = f"{package}/claim.yaml"
    try:
        said = yaml.safe_load((files(package) / "claim.yaml").read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        message = f"{place} 不能读取：{error}"
        raise PolicyFault(message) from None
    top = _fields(place, said, _TOP)
    try:
        return ClaimForm(
            is_official=bool(top["is_official"]),
            basis=str(top["basis"]),
            declarations=tuple(_declaration(place, line) for line in _list(top["declarations"])),
            materials=tuple(_material(place, line) for line in _list(top["materials"])),
        )
    except (ValueError, TypeError) as error:
        message = f"{place}：{error}"
        raise PolicyFault(message) from None


def _fields(place: str, said: object, wanted: frozenset[str]) -> Mapping[str, object]:
    if not isinstance(said, dict) or set(said) != wanted:
        message = f"{place} 的字段应恰为：{'、'.join(sorted(wanted))}"
        raise PolicyFault(message)
    return said


def _list(said: object) -> list[object]:
    if not isinstance(said, list):
        message = f"{said!r} 应为列表"
        raise TypeError(message)
    return said


def _declaration(place: str, said: object) -> Declaration:
    has_detail = isinstance(said, dict) and bool(_DETAIL & set(said))
    line = _fields(place, said, _DECLARATION | _DETAIL if has_detail else _DECLARATION)
    detail = Wording(str(line["detail_zh"]), str(line["detail_en"])) if has_detail else None
    return Declaration(
        key=str(line["key"]),
        name=Wording(str(line["name_zh"]), str(line["name_en"])),
        text=Wording(str(line["zh"]), str(line["en"])),
        answers=tuple(Answer(str(answer)) for answer in _list(line["answers"])),
        expected=Answer(str(line["expected"])),
        detail=detail,
        detail_with=Answer(str(line["detail_with"])) if has_detail else None,
    )


def _material(place: str, said: object) -> Material:
    line = _fields(place, said, _MATERIAL)
    return Material(
        code=str(line["code"]),
        name=Wording(str(line["zh"]), str(line["en"])),
        hint=Wording(str(line["hint_zh"]), str(line["hint_en"])),
        need=Need(str(line["need"])),
    )
