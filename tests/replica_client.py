"""The replica of the national site as a process of its own, for tests."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

REPLICA = Path(__file__).resolve().parents[1] / "deploy" / "replica"
_STOP_SECONDS = 5


class ReplicaProcess:
    """Starts the replica, controls it, and stops it; a context manager.

    `address` turns an official address into the replica's; `get` fetches one.
    """

    def __init__(self, periods: Sequence[str] = ("2026-01",), rows: int | None = None) -> None:
        self._arguments = ["--periods", ",".join(periods)]
        if rows is not None:
            self._arguments += ["--rows", str(rows)]
        self._process: subprocess.Popen[str] | None = None
        self._client = httpx.Client(timeout=20, trust_env=False)
        self.url = ""

    def start(self) -> Self:
        """Start the process and wait for its line."""
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, str(REPLICA), *self._arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.startswith("REPLICA "):
            self.stop()
            message = f"the replica did not start: {line!r}"
            raise RuntimeError(message)
        self.url = line.split()[1]
        return self

    def stop(self) -> None:
        """End the process."""
        self._client.close()
        if self._process is None:
            return
        self._process.terminate()
        self._process.wait(_STOP_SECONDS)
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def address(self, official_url: str) -> str:
        """Return where the replica serves an official (or protocol-relative) address."""
        return f"{self.url}/{official_url.removeprefix('https:').removeprefix('//')}"

    def get(
        self,
        official_url: str,
        headers: Mapping[str, str] | None = None,
        referer: str = "https://www.cac.gov.cn/",
    ) -> httpx.Response:
        """Fetch an official address from the replica, following no redirect."""
        sent = {"Referer": referer} if referer else {}
        return self._client.get(self.address(official_url), headers={**sent, **(headers or {})})

    def publish(
        self,
        period: str,
        kinds: Sequence[str] = ("algorithm", "deep_synthesis"),
        quirks: Sequence[str] | None = None,
    ) -> float:
        """Publish the lists of a month; return the epoch second at which they were there."""
        body: dict[str, object] = {"period": period, "kinds": list(kinds)}
        if quirks is not None:
            body["quirks"] = list(quirks)
        return float(self.command("publish", **body)["published_at"])

    def rewrite(
        self,
        kind: str,
        period: str,
        changes: Sequence[tuple[str, str, str]] = (),
        drop: Sequence[str] = (),
        *,
        new_token: bool = False,
    ) -> float:
        """Rewrite an attachment in place; a change is (filing number, column, new text)."""
        named = [dict(zip(("filing_number", "field", "value"), c, strict=True)) for c in changes]
        answer = self.command(
            "rewrite",
            kind=kind,
            period=period,
            changes=named,
            drop=list(drop),
            new_token=new_token,
        )
        return float(answer["rewritten_at"])

    def fault(self, mode: str, **where: object) -> None:
        """Put a fault in force: kind=, path_prefix= or label=; seconds= and times= if wanted."""
        self.command("fault", mode=mode, **where)

    def heal(self) -> None:
        """Take every fault away."""
        self.command("heal")

    def down(self) -> None:
        """Close every connection without an answer from now on."""
        self.command("down")

    def up(self) -> None:
        """Answer again."""
        self.command("up")

    def validators(self, *, on: bool) -> None:
        """Switch ETag, Last-Modified and 304 on or off."""
        self.command("validators", on=on)

    def state(self) -> dict[str, Any]:
        """Return the lists on the site, the faults, the switches and the log."""
        answer = self._client.get(f"{self.url}/_replica/state")
        return dict(answer.raise_for_status().json())

    def log(self) -> dict[str, dict[str, int]]:
        """Return how often each path was answered 200, 304 and otherwise."""
        return dict(self.state()["log"])

    def reset_log(self) -> None:
        """Forget the counts."""
        self.command("reset_log")

    def command(self, name: str, **body: object) -> dict[str, Any]:
        """Post a command to the control interface; raises httpx.HTTPStatusError on a refusal."""
        answer = self._client.post(f"{self.url}/_replica/{name}", json=body)
        return dict(answer.raise_for_status().json())
