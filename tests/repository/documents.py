"""What the documents must name: settings, commands, the words of the glossary."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import get_args, get_origin

import click
from pydantic import BaseModel

from tests.repository.tree import ROOT, ids_of_tests, packages, texts

_CODE = re.compile(r"`([A-Za-z_][\w.]*)`")
IN_CODE = "now"
LATER = "later"


@dataclass(frozen=True, slots=True)
class Word:
    """A row of the glossary."""

    chinese: str
    identifiers: tuple[str, ...]
    when: str


def undocumented_settings() -> list[str]:
    """Return the settings that docs/configuration.md does not name in backquotes, as patterns.

    The whole dotted name is wanted, `fetch.max_bytes`: a word such as policy proves nothing.
    The members of a TOML table of named things, or of a list of them, may also stand by their
    own names in one line with its heading: `[channels.NAME]` … `url`, `[[recipients]]` … `name`.
    """
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    settings = import_module("jishen.settings").Settings
    return [pattern for pattern in _setting_patterns(settings) if not re.search(pattern, text)]


def _setting_patterns(model: type[BaseModel], before: str = "`") -> Iterator[str]:
    for name, field in model.model_fields.items():
        inner = [a for a in (field.annotation, *get_args(field.annotation)) if _is_model(a)]
        origin = get_origin(field.annotation)
        if not inner:
            yield rf"{before}{name}(?!\w)"
        elif origin is dict:
            yield from _setting_patterns(inner[0], rf"`(?:{name}\.\w+\.|\[{name}\.\w+\].*`)")
        elif origin is tuple:
            yield from _setting_patterns(inner[0], rf"`(?:{name}\.|\[\[{name}\]\].*`)")
        else:
            yield from _setting_patterns(inner[0], rf"{before}{name}\.")


def _is_model(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def commands() -> list[str]:
    """Return every command in full: `jishen registry import`."""
    return list(_commands(import_module("commands.main").jishen, "jishen"))


def undocumented_commands() -> list[str]:
    """Return the commands that neither README.md nor a page of docs/ names in full.

    `./run registry import` names a command as well as `jishen registry import` does.
    """
    pages = "\n".join(text for path, text in texts(under=("README.md", "docs")) if ".md" in path)
    named = pages.replace("./run ", "jishen ")
    return [words for words in commands() if words not in named]


def _commands(command: click.Command | None, words: str) -> Iterator[str]:
    """Ask each group for its commands: one that loads them when called lists none by itself."""
    if not isinstance(command, click.Group):
        yield words
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        yield from _commands(command.get_command(context, name), f"{words} {name}")


def glossary() -> list[Word]:
    """Return the rows of the glossary's tables."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]
    return [
        Word(row[0], tuple(_CODE.findall(row[1])), row[2])
        for row in rows
        if len(row) == 4 and _CODE.search(row[1])
    ]


def identifiers_not_in_code() -> list[str]:
    code = "\n".join(text for _, text in texts(under=packages(), suffix=".py"))
    return [
        f"{word.chinese}: {identifier}"
        for word in glossary()
        if word.when == IN_CODE
        for identifier in word.identifiers
        if not re.search(rf"(?<![A-Za-z0-9]){re.escape(identifier)}(?![A-Za-z0-9])", code)
    ]


def words_without_a_time() -> list[str]:
    return [word.chinese for word in glossary() if word.when not in {IN_CODE, LATER}]


def tests_named_in(page: str) -> list[str]:
    """Return the tests that a page names in backquotes."""
    return re.findall(r"`(test_\w+)`", (ROOT / page).read_text(encoding="utf-8"))


def tests_that_do_not_exist(page: str) -> list[str]:
    names = {test.rpartition("::")[2] for test in ids_of_tests()}
    return [name for name in tests_named_in(page) if name not in names]
