"""Named places where the product can be made to die or fail, for the kill sweep; off by default.

`JISHEN_FAILPOINTS="store.entries.after_commit=kill@2"` kills the process (SIGKILL) the second time
that place is passed. Actions: `kill`, `raise`, `full` (ENOSPC). Off, `hit` costs a dict look-up.
"""

import errno
import os
import signal
from collections import Counter

ENVIRONMENT_NAME = "JISHEN_FAILPOINTS"

ACTS = (
    "announcements",
    "attachments",
    "entries",
    "health",
    "match",
    "open_case",
    "digest",
    "claim",
    "record_delivery",
    "release",
    "resend",
    "channel_test",
    "arrange",
    "acknowledge",
    "silence",
    "remind",
    "reconcile",
    "registry",
    "zone_ruling",
    "reevaluate",
    "calendar",
    "awards",
    "window",
    "propose_ruling",
    "apply_ruling",
    "redecide",
    "person",
    "sign_in",
    "reveal",
    "case_act",
    "decide_case",
    "void_approvals",
    "payment_export",
    "acknowledge",
    "link",
    "claim_upload",
    "submit_claim",
    "not_ours",
    "claim_upkeep",
    "judge",
    "doubt",
)
"""Every kind of transaction: each has a point before and one after its commit."""

EXTERNAL_CALLS = ("fetch", "keep_raw", "send")
"""Every call that leaves the process or the database: one point before and one after."""

POINTS = tuple(f"{act}.{side}_commit" for act in ACTS for side in ("before", "after")) + tuple(
    f"{call}.{side}" for call in EXTERNAL_CALLS for side in ("before", "after")
)


class FailpointRaised(RuntimeError):
    """Raised at a failpoint by the action `raise`."""


def _armed() -> dict[str, tuple[str, int]]:
    armed: dict[str, tuple[str, int]] = {}
    for item in filter(None, os.environ.get(ENVIRONMENT_NAME, "").split(",")):
        point, _, what = item.partition("=")
        action, _, nth = what.partition("@")
        if point not in POINTS or action not in {"kill", "raise", "full"}:
            message = f"unknown failpoint {item!r}; points are {', '.join(POINTS)}"
            raise ValueError(message)
        armed[point] = (action, int(nth or 1))
    return armed


_ARMED = _armed()
_PASSED: Counter[str] = Counter()


def rearm() -> None:
    """Read the environment again (a forked child of the sweep does, nobody else)."""
    _ARMED.clear()
    _PASSED.clear()
    _ARMED.update(_armed())


def hit(point: str) -> None:
    """Pass the named place; does nothing unless that place is armed."""
    if not _ARMED:
        return
    if point not in POINTS:
        message = f"{point!r} is not a registered failpoint"
        raise ValueError(message)
    _PASSED[point] += 1
    action, nth = _ARMED.get(point, ("", 0))
    if not action or _PASSED[point] != nth:
        return
    if action == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if action == "full":
        raise OSError(errno.ENOSPC, "No space left on device (failpoint)")
    raise FailpointRaised(point)
