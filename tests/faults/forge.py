"""A process with everything imported that forks one child an order: a death is cheap.

Run as `python -m tests.faults.forge`: an order is a line of JSON on standard input, its answer the
child's exit code (negative: the signal that it died of) on standard output.
"""

import gc
import json
import os
import subprocess
import sys
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from jishen import failpoints
from jishen.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


class Forge:
    """The forge as a process of its own: it has no database open and no thread running."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.forge"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is not None:
            self._process.communicate()  # the end of its input ends it

    def run(self, script: str, settings: Settings, failpoint: str = "", mistake: str = "") -> int:
        """Run a script in a child; return its exit code, negative for the signal it died of."""
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            message = "the forge is not running"
            raise RuntimeError(message)
        order = {
            "script": script,
            "settings": settings.model_dump(mode="json"),
            "failpoint": failpoint,
            "mistake": mistake,
        }
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        return int(process.stdout.readline())


def main() -> None:
    """Serve orders until the input ends."""
    from tests.faults import mistakes, scripts  # noqa: PLC0415 (heavy: only the forge needs them)
    from tests.site_settings import GivenSettings  # noqa: PLC0415 (the same)

    with TemporaryDirectory() as folder:
        scripts.warm_up(Path(folder))
    gc.freeze()
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            os.dup2(2, 1)  # standard output is for answers
            os.environ[failpoints.ENVIRONMENT_NAME] = order["failpoint"]
            try:
                failpoints.rearm()
                mistakes.make(order["mistake"])
                scripts.run(order["script"], GivenSettings(**order["settings"]))
                os._exit(0)
            except BaseException as error:  # noqa: BLE001 (the child ends here, whatever it was)
                if not order["failpoint"]:
                    traceback.print_exception(error)
                os._exit(1)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 (the answer)


if __name__ == "__main__":
    main()
