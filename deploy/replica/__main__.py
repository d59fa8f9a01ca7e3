"""Start the replica of the national site: python deploy/replica --port 0 --periods 2026-01."""

import argparse
import ctypes
import json
import os
import signal
import sys
from pathlib import Path

from replica_facts import KINDS, editions
from replica_pages import announced_at
from replica_server import ReplicaServer
from replica_site import Site

_PR_SET_PDEATHSIG = 1


def main() -> int:
    """Serve until the parent process ends or a signal comes; return the exit status."""
    arguments = _arguments()
    _die_with_parent()
    site = Site(row_limit=arguments.rows)
    for period in filter(None, arguments.periods.split(",")):
        # Fixed instants, so that the same command gives the same pages and validators.
        held = [(kind, period) for kind in KINDS if (kind, period) in editions()]
        keys = held or [(kind, period) for kind in KINDS]  # of a period without any, the error says
        site.shelf.publish(keys, None, announced_at(period))
    site.shelf.publish_others()
    server = ReplicaServer(arguments.port, site)
    if arguments.state is not None:
        arguments.state.mkdir(parents=True, exist_ok=True)
        note = json.dumps({"url": server.url, "pid": os.getpid()})
        (arguments.state / "replica.json").write_text(note, encoding="utf-8")
    sys.stdout.write(f"REPLICA {server.url}\n")
    sys.stdout.flush()
    server.serve_forever()
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="replica", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes any free port")
    parser.add_argument("--state", type=Path, help="folder that gets replica.json (url, pid)")
    parser.add_argument("--periods", default="", help="on the site at start, as 2026-01,2026-03")
    parser.add_argument("--rows", type=int, help="at most so many rows a list, Haizhu among them")
    return parser.parse_args()


def _die_with_parent() -> None:
    if not sys.platform.startswith("linux"):
        return
    parent = os.getppid()

    # The kernel also sends this when only the thread that started us ends: look who is left.
    def leave_if_orphaned(_number: int, _frame: object) -> None:
        if os.getppid() != parent:
            os._exit(0)

    signal.signal(signal.SIGUSR1, leave_if_orphaned)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGUSR1)


if __name__ == "__main__":
    sys.exit(main())
