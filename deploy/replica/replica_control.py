"""The control interface under /_replica/: what a test or the demo can make the site do."""

import base64
import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime

from replica_docx import QUIRKS
from replica_errors import CommandError
from replica_facts import EVERY_KIND, KINDS
from replica_faults import Fault, FaultBoard
from replica_pages import announced_at
from replica_publication import Change
from replica_site import Site
from replica_timeline import Step, Timeline, announced_instant, edition_given

Body = Mapping[str, object]
_FAULT_FIELDS = frozenset(Fault.__dataclass_fields__)


class RequestLog:
    """How often each path was answered with 200, with 304 and otherwise."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[str, Counter[str]] = {}

    def note(self, path: str, status: int | None) -> None:
        """Count one request; a status of None is a connection closed without an answer."""
        name = str(status) if status in {200, 304} else "other"
        with self._lock:
            self._counts.setdefault(path, Counter({"200": 0, "304": 0, "other": 0}))[name] += 1

    def reset(self) -> None:
        """Forget every count."""
        with self._lock:
            self._counts.clear()

    def counts(self) -> dict[str, dict[str, int]]:
        """Return the counts by path."""
        with self._lock:
            return {path: dict(counts) for path, counts in sorted(self._counts.items())}


class Control:
    """Carries out the commands; holds the two switches that the server looks at."""

    def __init__(self, site: Site, faults: FaultBoard, log: RequestLog) -> None:
        self.is_down = False
        self.has_validators = True
        self._site = site
        self._faults = faults
        self._log = log
        self._timeline = Timeline()
        self._commands: dict[str, Callable[[Body], dict[str, object]]] = {
            "publish": self._publish,
            "publish_file": self._publish_file,
            "advance": self._advance,
            "next": self._next,
            "rewrite": self._rewrite,
            "reorder": self._reorder,
            "fault": self._fault,
            "heal": self._heal,
            "down": lambda _: self._switch(is_down=True),
            "up": lambda _: self._switch(is_down=False),
            "validators": self._validators,
            "reset_log": self._reset_log,
        }

    def act(self, command: str, body: Body) -> dict[str, object]:
        """Carry out a command and return its answer; raises CommandError."""
        carry_out = self._commands.get(command)
        if carry_out is None:
            message = f"no command {command!r}; commands are {', '.join(self._commands)}"
            raise CommandError(message)
        try:
            return carry_out(body)
        except KeyError as error:
            message = f"{command} needs {error}"
            raise CommandError(message) from error

    def state(self) -> dict[str, object]:
        """Return everything a test may ask after."""
        return {
            "lists": [
                {
                    "kind": item.edition.kind,
                    "period": item.edition.period,
                    "label": item.edition.label,
                    "url": item.edition.url,
                    "token": item.token,
                    "rows": len(item.rows),
                    "revision": item.revision,
                    "quirks": sorted(item.quirks),
                    "sha256": hashlib.sha256(item.document).hexdigest(),
                }
                for item in self._site.shelf.of_kind("algorithm")
                + self._site.shelf.of_kind("deep_synthesis")
            ],
            "faults": [asdict(fault) for fault in self._faults.in_force()],
            "down": self.is_down,
            "validators": self.has_validators,
            "days_left": self._timeline.days(),
            "log": self._log.counts(),
        }

    def _publish(self, body: Body) -> dict[str, object]:
        quirks = frozenset(_texts(body, "quirks")) if "quirks" in body else None
        if quirks is not None and not quirks <= QUIRKS:
            message = f"quirks are {', '.join(sorted(QUIRKS))}"
            raise CommandError(message)
        kinds = tuple(_texts(body, "kinds")) if "kinds" in body else KINDS
        period = _text(body, "period")
        at = announced_at(period) if body.get("on_its_day") else datetime.now(UTC)
        shelf = self._site.shelf
        shelf.publish([(kind, period) for kind in kinds], quirks, at)
        if "kinds" not in body:
            shelf.publish_others()
        return {"published_at": datetime.now(UTC).timestamp()}

    def _publish_file(self, body: Body) -> dict[str, object]:
        kind, period, label = (_text(body, name) for name in ("kind", "period", "label"))
        if kind not in EVERY_KIND:
            message = f"kind {kind!r}; kinds are {', '.join(EVERY_KIND)}"
            raise CommandError(message)
        edition = edition_given(kind, period, label, date.fromisoformat(_text(body, "on")))
        at = announced_instant(edition.announced_on)
        content = base64.b64decode(_text(body, "content"), validate=True)
        self._site.shelf.publish_file(edition, content, at)
        return {"url": edition.url, "label": label, "on": edition.announced_on.isoformat()}

    def _advance(self, body: Body) -> dict[str, object]:
        return self._carried_out(self._timeline.due(date.fromisoformat(_text(body, "to"))))

    def _next(self, _: Body) -> dict[str, object]:
        return self._carried_out(self._timeline.next_day())

    def _carried_out(self, steps: list[Step]) -> dict[str, object]:
        done = [self._site.shelf.carry_out(step) for step in steps]
        return {"steps": done, "days_left": self._timeline.days()}

    def _reorder(self, body: Body) -> dict[str, object]:
        self._site.shelf.reorder((_text(body, "kind"), _text(body, "period")), datetime.now(UTC))
        return {"ok": True}

    def _rewrite(self, body: Body) -> dict[str, object]:
        changes = tuple(
            Change(_text(item, "filing_number"), _text(item, "field"), _text(item, "value"))
            for item in _objects(body, "changes")
        )
        self._site.shelf.rewrite(
            (_text(body, "kind"), _text(body, "period")),
            changes,
            tuple(_texts(body, "drop")) if "drop" in body else (),
            new_token=bool(body.get("new_token")),
            at=datetime.now(UTC),
        )
        return {"rewritten_at": datetime.now(UTC).timestamp()}

    def _fault(self, body: Body) -> dict[str, object]:
        unknown = set(body) - _FAULT_FIELDS
        if unknown or not {"kind", "path_prefix", "label"} & set(body):
            message = f"name a kind, a path_prefix or a label; not known: {sorted(unknown)}"
            raise CommandError(message)
        times = body.get("times")
        seconds = body.get("seconds", 30.0)
        if not isinstance(seconds, int | float) or not isinstance(times, int | None):
            message = "seconds is a number, times a whole number or null"
            raise CommandError(message)
        self._faults.put(
            Fault(
                mode=_text(body, "mode"),
                kind=_text(body, "kind") if "kind" in body else "all",
                path_prefix=_text(body, "path_prefix") if "path_prefix" in body else "",
                label=_text(body, "label") if "label" in body else "",
                seconds=float(seconds),
                times=times,
            )
        )
        return {"ok": True}

    def _heal(self, _: Body) -> dict[str, object]:
        self._faults.heal()
        return {"ok": True}

    def _switch(self, *, is_down: bool) -> dict[str, object]:
        self.is_down = is_down
        return {"ok": True}

    def _validators(self, body: Body) -> dict[str, object]:
        self.has_validators = bool(body["on"])
        return {"ok": True}

    def _reset_log(self, _: Body) -> dict[str, object]:
        self._log.reset()
        return {"ok": True}


def _text(body: Body, name: str) -> str:
    value = body[name]
    if not isinstance(value, str):
        message = f"{name} is a text"
        raise CommandError(message)
    return value


def _texts(body: Body, name: str) -> list[str]:
    values = body[name]
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        message = f"{name} is a list of texts"
        raise CommandError(message)
    return values


def _objects(body: Body, name: str) -> list[Body]:
    values = body.get(name, [])
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        message = f"{name} is a list of objects"
        raise CommandError(message)
    return values
