"""Reading a policy's book from its folder; whatever does not fit is refused with its place."""

from collections.abc import Callable, Mapping
from datetime import date
from importlib.resources import files
from typing import TypeVar

import yaml

try:
    from yaml import CSafeLoader as Loader  # ten times faster, and every flow run reads the files
except ImportError:  # PyYAML built without libyaml
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

from jishen.domain.errors import PolicyFault
from jishen.domain.rulings import OpenQuestion, Ruling
from jishen.domain.windows import ApplicationWindow, WindowMode
from rules.fingerprint import files_sha256
from rules.machine.book import Book, Clause, Dated

Part = TypeVar("Part")
_VALUE = (int, str, date)


def read_book(package: str) -> Book:
    """Return the book of the policy in that package.

    Raises:
        PolicyFault: a file is missing or not YAML, a field is missing, unknown or of a wrong type.
    """
    return Book(
        package=package,
        sha256=files_sha256(package, "rules.machine"),
        parameters=_named(package, "parameters.yaml", _dated_lines),
        clauses=_named(package, "clauses.yaml", _clause),
        checks=_named(package, "checks.yaml", _words),
        questions=_named(package, "questions.yaml", _question),
        rulings=_rulings(package),
        windows=_windows(package),
    )


def _content(package: str, name: str) -> object:
    try:
        text = (files(package) / name).read_text(encoding="utf-8")
        content: object = yaml.load(text, Loader)
    except (OSError, yaml.YAMLError) as error:
        message = f"{package}/{name} 不能读取：{error}"
        raise PolicyFault(message) from None
    return content


def _named(package: str, name: str, read: Callable[[str, str, object], Part]) -> dict[str, Part]:
    content = _content(package, name)
    if not isinstance(content, dict):
        message = f"{package}/{name} 应为“名称: 内容”的映射"
        raise PolicyFault(message)
    return {str(key): read(f"{package}/{name}", str(key), value) for key, value in content.items()}


def _fields(place: str, value: object, wanted: Mapping[str, tuple[type, ...]]) -> list[object]:
    """Return the values of a mapping that must have exactly these fields, in their order."""
    if not isinstance(value, dict) or set(value) != set(wanted):
        message = f"{place} 的字段应恰为：{'、'.join(wanted)}"
        raise PolicyFault(message)
    for field, kinds in wanted.items():
        if not isinstance(value[field], kinds) or isinstance(value[field], bool):
            message = f"{place}.{field} 为 {value[field]!r}，类型不符"
            raise PolicyFault(message)
    return [value[field] for field in wanted]


def _dated_lines(file: str, key: str, value: object) -> tuple[Dated, ...]:
    if not isinstance(value, list) or not value:
        message = f"{file}：{key} 至少应有一行带 value、from、source 的取值"
        raise PolicyFault(message)
    kinds = {"value": _VALUE, "from": (date,), "source": (str,)}
    lines = [Dated(*_fields(f"{file}：{key}", line, kinds)) for line in value]  # type: ignore[arg-type]  # _fields checked the types
    return tuple(sorted(lines, key=lambda line: line.since))


def _clause(file: str, key: str, value: object) -> Clause:
    kinds = {"article": (str,), "quote": (str,)}
    return Clause(*_fields(f"{file}：{key}", value, kinds))  # type: ignore[arg-type]  # as above


def _words(file: str, key: str, value: object) -> str:
    if not isinstance(value, str):
        message = f"{file}：{key} 应为文字"
        raise PolicyFault(message)
    return value


def _question(file: str, key: str, value: object) -> OpenQuestion:
    kinds = {"article": (str,), "question": (str,), "readings": (dict,), "default": (str,)}
    article, question, readings, default = _fields(f"{file}：{key}", value, kinds)
    codes: dict[str, str] = readings  # type: ignore[assignment]  # _fields checked the type
    if default not in codes:
        message = f"{file}：{key}.default 为 {default!r}，应为其 readings 之一"
        raise PolicyFault(message)
    return OpenQuestion(key, str(article), str(question), tuple(codes.items()), str(default))


def _rulings(package: str) -> tuple[Ruling, ...]:
    content = _content(package, "rulings.yaml")
    if not isinstance(content, list):
        message = f"{package}/rulings.yaml 应为列表"
        raise PolicyFault(message)
    kinds: dict[str, tuple[type, ...]] = {
        "question": (str,),
        "reading": (str,),
        "from": (date,),
        "by": (str,),
        "document": (str,),
    }
    return tuple(
        Ruling(*_fields(f"{package}/rulings.yaml 第 {place} 条", line, kinds))  # type: ignore[arg-type]  # as above
        for place, line in enumerate(content, start=1)
    )


def _windows(package: str) -> tuple[ApplicationWindow, ...]:
    """Return the policy's windows; a policy without the file takes no applications."""
    if not (files(package) / "windows.yaml").is_file():
        return ()
    content = _content(package, "windows.yaml")
    if not isinstance(content, list):
        message = f"{package}/windows.yaml 应为列表"
        raise PolicyFault(message)
    kinds: dict[str, tuple[type, ...]] = {
        "name": (str,),
        "mode": (str,),
        "opens": (date,),
        "closes": (date, type(None)),
        "source": (str,),
    }
    return tuple(
        _window(f"{package}/windows.yaml 第 {place} 条", line, kinds)
        for place, line in enumerate(content, start=1)
    )


def _window(place: str, line: object, kinds: Mapping[str, tuple[type, ...]]) -> ApplicationWindow:
    name, mode, opens, closes, source = _fields(place, line, kinds)
    if mode not in set(WindowMode):
        message = f"{place}.mode 为 {mode!r}，应为 {' 或 '.join(WindowMode)}"
        raise PolicyFault(message)
    if isinstance(closes, date) and isinstance(opens, date) and closes < opens:
        message = f"{place}：closes（{closes}）早于 opens（{opens}）"
        raise PolicyFault(message)
    return ApplicationWindow(str(name), WindowMode(str(mode)), opens, closes, str(source))  # type: ignore[arg-type]  # _fields checked the types
