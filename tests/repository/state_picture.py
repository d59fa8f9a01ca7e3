"""The picture and the tables of docs/case.md, made from the tables of the code.

`python -m tests.repository.state_picture` writes them anew.
"""

from jishen.domain.acts import ACT_NAMES, ACT_RULES, CaseAct
from jishen.domain.people import ROLE_NAMES
from jishen.domain.states import (
    CLOSED_WITHOUT_AWARD,
    FIRST_STATES,
    STATE_NAMES,
    TRANSITIONS,
    WAITS_FOR,
    WAITS_NAMES,
    CaseState,
)
from tests.repository.tree import ROOT

PAGE = ROOT / "docs" / "case.md"
BEGINS, ENDS = "<!-- made from the code: begin -->", "<!-- made from the code: end -->"
_EXITS = CLOSED_WITHOUT_AWARD | {CaseState.ON_HOLD}


def written() -> str:
    """Return what stands between the marks of the page."""
    text = PAGE.read_text(encoding="utf-8")
    return text.partition(BEGINS)[2].partition(ENDS)[0].strip()


def made() -> str:
    """Return the picture and the tables as the code has them."""
    return "\n\n".join((_picture(), _states(), _acts()))


def _picture() -> str:
    order = list(CaseState)
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {state}: {STATE_NAMES[state]}" for state in order if state not in _EXITS]
    lines += [f"    [*] --> {state}" for state in order if state in FIRST_STATES - _EXITS]
    lines += [
        f"    {before} --> {to}"
        for before in order
        for to in order
        if to in TRANSITIONS[before] and not _EXITS & {before, to}
    ]
    return "\n".join([*lines, "```"])


def _states() -> str:
    lines = ["| state | 名称 | 待谁 | side exits |", "|---|---|---|---|"]
    for state in CaseState:
        exits = "、".join(STATE_NAMES[to] for to in CaseState if to in TRANSITIONS[state] & _EXITS)
        waits = WAITS_NAMES[WAITS_FOR[state]] if state in WAITS_FOR else "–"
        lines.append(f"| `{state}` | {STATE_NAMES[state]} | {waits} | {exits or '–'} |")
    return "\n".join(lines)


def _acts() -> str:
    lines = ["| act | 办理 | 角色 | from |", "|---|---|---|---|"]
    for act in CaseAct:
        for rule in (each for each in ACT_RULES if each.act is act):
            roles = "、".join(ROLE_NAMES[role] for role in rule.roles)
            states = "、".join(STATE_NAMES[s] for s in CaseState if s in rule.states)
            lines.append(f"| `{act}` | {ACT_NAMES[act]} | {roles} | {states} |")
    return "\n".join(lines)


if __name__ == "__main__":
    page = PAGE.read_text(encoding="utf-8")
    head, _, rest = page.partition(BEGINS)
    tail = rest.partition(ENDS)[2]
    PAGE.write_text(f"{head}{BEGINS}\n\n{made()}\n\n{ENDS}{tail}", encoding="utf-8")
