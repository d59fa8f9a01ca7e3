"""The YAML books of cases, read by the same reader as `jishen decide`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from jishen.domain.decisions import CaseFacts, Decision
from rules import POLICIES
from rules.facts_file import facts_from

FOLDER = Path(__file__).parents[2] / "policies"
BOOKS: dict[str, Any] = {
    name: yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")) for name in POLICIES
}
CASES = [(name, case) for name, book in BOOKS.items() for case in book["cases"]]


def facts_of(changes: Mapping[str, Any], policy: str = "haizhu_2024") -> CaseFacts:
    """Return the defaults of a book with these changes."""
    return facts_from(BOOKS[policy]["defaults"] | changes)


def said_of(policy: str, case: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the decision says of everything that the case expects."""
    decision = POLICIES[policy].decide(facts_of(case["facts"], policy))
    return {name: _said(decision, name, wanted) for name, wanted in case["expect"].items()}


def _said(decision: Decision, name: str, wanted: Any) -> Any:
    """Return what is said under a name; of texts, the wanted part when it is there."""
    if name == "reason_keys":
        return list(decision.reason_keys)
    if name == "questions":
        return len(decision.questions)
    texts = _texts(decision)
    if name == "facts_lack":
        return wanted if wanted not in texts["facts_say"] else texts["facts_say"]
    if name in texts:
        return wanted if wanted in texts[name] else texts[name]
    return getattr(decision, name)


def _texts(decision: Decision) -> dict[str, str]:
    return {
        "asks": "\n".join(decision.questions),
        "reason_names": decision.reason,
        "facts_say": "\n".join(value for step in decision.trace for _, value in step.facts),
        "finding_says": "\n".join(step.finding for step in decision.trace),
        "computes": "\n".join(step.computation for step in decision.trace),
        "ruling": "\n".join(step.ruling for step in decision.trace),
    }
