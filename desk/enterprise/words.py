"""The page's words in both languages, from `words.yaml`; a test looks for what is missing."""

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files

import yaml
from markupsafe import Markup, escape

from jishen.domain.claims import Language, Wording

_SLOT = re.compile(r"\{(\w+)\}")


@cache
def words() -> dict[str, Wording]:
    """Return every text by its key."""
    text = (files("desk.enterprise") / "words.yaml").read_text(encoding="utf-8")
    return {key: Wording(*said) for key, said in yaml.safe_load(text).items()}


def speaker(language: Language) -> Callable[..., str]:
    """Return the function by which a template says a text in a language."""

    def say(key: str, **values: object) -> str:
        return filled(words()[key].said(language), values)

    return say


def filled(text: str, values: dict[str, object]) -> str:
    """Return a text with its `{slots}` filled, each once: a value's own braces stay as they are.

    >>> filled("{a}、{b}", {"a": "{b}", "b": 2})
    '{b}、2'
    """
    return _SLOT.sub(lambda slot: str(values[slot[1]]), text)


def lines(text: str) -> Markup:
    """Return a text with its line ends as line breaks, everything else escaped."""
    return Markup("<br>").join(escape(line) for line in text.splitlines())
