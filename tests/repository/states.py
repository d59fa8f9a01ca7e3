"""Walking the table of transitions."""

import re
from collections.abc import Iterable, Mapping

from jishen.domain.states import CaseState

_CHINESE = re.compile(r"[\u4e00-\u9fff]+")


def is_chinese(name: str) -> bool:
    return _CHINESE.fullmatch(name) is not None


def reachable_states(
    first: Iterable[CaseState], transitions: Mapping[CaseState, Iterable[CaseState]]
) -> set[CaseState]:
    """Return every state that a case can come to."""
    reached: set[CaseState] = set()
    waiting = list(first)
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting.extend(transitions[state])
    return reached
