"""The policy's numbers, words and questions, read once from the YAML files beside this module."""

from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as Loader  # ten times faster, and every flow run reads the files
except ImportError:  # PyYAML built without libyaml
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

Value = int | str | date


@dataclass(frozen=True, slots=True)
class Dated:
    """A value, the first day on which it holds, and where it is written."""

    value: Value
    since: date
    source: str


@dataclass(frozen=True, slots=True)
class Clause:
    """The place of a clause in the policy and its words, empty when not known word for word."""

    article: str
    quote: str


def _read(name: str) -> Any:  # noqa: ANN401 (whatever shape the file has)
    text = (files("rules.haizhu_2024") / name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=Loader)  # both are safe loaders


PARAMETERS = {
    name: tuple(Dated(line["value"], line["from"], line["source"]) for line in lines)
    for name, lines in _read("parameters.yaml").items()
}
CLAUSES = {
    key: Clause(clause["article"], clause["quote"]) for key, clause in _read("clauses.yaml").items()
}
_QUESTIONS: dict[str, str] = _read("questions.yaml")


def dated(name: str, on: date) -> Dated:
    """Return the value that holds on that day, with its source; before the first day, the first."""
    lines = sorted(PARAMETERS[name], key=lambda line: line.since)
    holding = [line for line in lines if line.since <= on]
    return holding[-1] if holding else lines[0]


def number(name: str, on: date) -> int:
    """Return a parameter that is a whole number: an amount in yuan or a share."""
    value = dated(name, on).value
    if not isinstance(value, int):
        message = f"{name} is {value!r}, expected a whole number"
        raise TypeError(message)
    return value


def day(name: str, on: date) -> date:
    """Return a parameter that is a day."""
    value = dated(name, on).value
    if not isinstance(value, date):
        message = f"{name} is {value!r}, expected a day"
        raise TypeError(message)
    return value


def text(name: str, on: date) -> str:
    """Return a parameter that is a text: a code or a month as YYYY-MM."""
    value = dated(name, on).value
    if not isinstance(value, str):
        message = f"{name} is {value!r}, expected a text"
        raise TypeError(message)
    return value


def question(key: str, **details: str) -> str:
    """Return the question to the reviewer, with its details filled in."""
    return _QUESTIONS[key].format(**details)
