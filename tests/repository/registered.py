"""What must be registered and what is: sources, policies, parameters, notices."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import yaml

from tests.repository.tree import ROOT, modules_in, texts, tracked_files

# Any in this file: what a YAML file holds.


def source_modules() -> list[str]:
    return modules_in("scrapers/sources")


def unregistered_sources() -> list[str]:
    sources = import_module("scrapers.sources").SOURCES
    found = {name: import_module(f"scrapers.sources.{name}").SOURCE for name in source_modules()}
    return [name for name, source in found.items() if source not in sources]


def sources_without_golden_page() -> list[str]:
    return [name for name in source_modules() if not _golden_pages(name)]


def _golden_pages(source: str) -> list[str]:
    """Return the saved answers of a source that have their JSON beside them."""
    folder = ROOT / "tests" / "golden" / source
    return [
        page.name
        for page in folder.glob("*")
        if page.suffix != ".json" and page.with_suffix(".json").is_file()
    ]


def policy_folders() -> list[str]:
    return sorted(path.parts[1] for path in tracked_files() if path.match("rules/*/policy.py"))


def unregistered_policies() -> list[str]:
    policies = import_module("rules").POLICIES
    entries = {name: import_module(f"rules.{name}.policy").ENTRY for name in policy_folders()}
    return [name for name, entry in entries.items() if policies.get(entry.policy_id) is not entry]


def policies_without_cases() -> list[str]:
    return [name for name in policy_folders() if not _cases_of(name)]


def cases_without_article() -> list[str]:
    return [
        f"{policy}: {case.get('name')}"
        for policy in policy_folders()
        for case in _cases_of(policy)
        if not case.get("article")
    ]


def _cases_of(policy: str) -> list[Any]:
    file = ROOT / "tests" / "policies" / f"{policy}.yaml"
    return list(yaml.safe_load(file.read_text(encoding="utf-8"))["cases"]) if file.exists() else []


def parameters() -> Iterator[tuple[str, Any]]:
    """Yield every dated value of every policy as `policy.name` and its mapping."""
    for policy in policy_folders():
        file = ROOT / "rules" / policy / "parameters.yaml"
        for name, values in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            for value in values:
                yield f"{policy}.{name}", value


def parameters_without_basis() -> list[str]:
    return [
        name
        for name, value in parameters()
        if not isinstance(value, dict) or not value.get("from") or not value.get("source")
    ]


def _amounts_yuan() -> set[int]:
    return {int(value["value"]) for name, value in parameters() if name.endswith("_yuan")}


def _ways_to_write(amount_yuan: int) -> set[str]:
    wan = amount_yuan / 10_000
    return {str(amount_yuan), f"{amount_yuan:,}", f"{amount_yuan:_}", f"{wan:g}万", f"{wan:g} 万"}


def policy_money_in_python() -> list[str]:
    """Return the places in rules/ where an amount of the policy is written in Python.

    A comment may quote the clause; a number or a text that runs may not.
    """
    amounts = _amounts_yuan()
    written = re.compile(
        "|".join(rf"(?<!\d){re.escape(w)}" for a in amounts for w in _ways_to_write(a))
    )
    return [
        f"{path}:{node.lineno} {node.value!r}"
        for path, text in texts(under=("rules",), suffix=".py")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant)
        and (node.value in amounts or (isinstance(node.value, str) and written.search(node.value)))
    ]


def policy_money_in_templates() -> list[str]:
    written = {way for amount in _amounts_yuan() for way in _ways_to_write(amount)}
    return [
        f"{path}: {way}"
        for path, text in texts(under=("notifications", "desk"))
        if "/templates/" in path
        for way in sorted(written)
        if re.search(rf"(?<!\d){re.escape(way)}", text)
    ]


def events_without_templates() -> list[str]:
    events = import_module("jishen.domain.notices").NoticeEvent
    folder = ROOT / "notifications" / "templates"
    return [
        f"{event.value}/{part}"
        for event in events
        for part in ("subject.txt", "body.txt", "body.html")
        if not (folder / event.value / part).is_file()
    ]


def templates_without_event() -> list[str]:
    events = {event.value for event in import_module("jishen.domain.notices").NoticeEvent}
    folder = ROOT / "notifications" / "templates"
    return sorted(
        path.name for path in folder.iterdir() if path.is_dir() and path.name not in events
    )
