"""The tie between the launcher and its children: when the launcher dies, so do they.

No Prefect here: `flows` is imported by every flow run, and this must act before anything else.
"""

import ctypes
import os
import signal
import sys

LAUNCHER_VARIABLE = "JISHEN_LAUNCHER_PID"
"""Process id of the launcher, in the environment of everything it starts."""

FLOW_RUN_VARIABLE = "PREFECT__FLOW_RUN_ID"
"""Set by the Runner in the environment of each flow-run process."""

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)  # loaded here: `die_with` also runs between fork and exec


def die_with(parent: int, signal_number: int) -> None:
    """Ask the kernel to send this process `signal_number` when `parent` ends; exit if it has."""
    if sys.platform == "linux":
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def hold_on_to_launcher() -> None:
    """Tie a flow run's process to the launcher that started it; do nothing anywhere else.

    The Runner of Prefect 3.8.8 lets its processes live on, re-parented, when it is killed: the next
    launcher would not know them and would start the same work beside them. SIGKILL, because the
    server dies in the same moment and a flow run that ends politely would wait for it.
    """
    if FLOW_RUN_VARIABLE not in os.environ:
        return
    # Taken out: what the flow run starts in its turn has another parent.
    launcher = os.environ.pop(LAUNCHER_VARIABLE, "")
    if launcher:
        die_with(int(launcher), signal.SIGKILL)
