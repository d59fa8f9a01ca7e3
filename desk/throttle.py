"""Counting what comes too often, in this process's memory; bounded, whoever asks."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MOST_NAMES = 10_000


@dataclass(slots=True)
class Throttle:
    """So many events a name in a window of time; the oldest names are forgotten first."""

    most: int
    window: timedelta
    _seen: OrderedDict[str, tuple[datetime, int]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def is_full(self, name: str, at: datetime) -> bool:
        """Tell whether a name has used up its window."""
        with self._lock:
            return self._count(name, at) >= self.most

    def note(self, name: str, at: datetime) -> None:
        """Count one event of a name."""
        with self._lock:
            began, count = self._seen.pop(name, (at, 0))
            is_new = self._is_over(began, at)
            self._seen[name] = (at, 1) if is_new else (began, count + 1)
            while len(self._seen) > MOST_NAMES:
                self._seen.popitem(last=False)

    def _count(self, name: str, at: datetime) -> int:
        began, count = self._seen.get(name, (at, 0))
        return 0 if self._is_over(began, at) else count

    def _is_over(self, began: datetime, at: datetime) -> bool:
        # A clock that was set back must not lock anybody out for longer than a window.
        return not began <= at < began + self.window
