"""What is published at this moment; every change is one instant for those who ask."""

import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time

import replica_facts as facts
from replica_errors import CommandError
from replica_publication import (
    Change,
    Publication,
    differences,
    publication,
    relinked,
    rewritten,
    with_rows,
)
from replica_timeline import PUBLISH, RETOKEN, Step, every_step

Key = tuple[str, str]


class Shelf:
    """The published lists; every method is safe to call from any thread."""

    def __init__(self, row_limit: int | None = None) -> None:
        self._lock = threading.RLock()
        self._row_limit = row_limit
        self._published: dict[Key, Publication] = {}
        self._files: dict[str, Publication] = {}
        self._day = date.min

    def publish(self, keys: Sequence[Key], quirks: frozenset[str] | None, at: datetime) -> None:
        """Put lists on the site as they read today; `quirks` None means the facts' own."""
        editions = facts.editions()
        unknown = [key for key in keys if key not in editions]
        if unknown:
            message = f"no rows are held for {unknown}"
            raise CommandError(message)
        items = []
        for key in keys:
            rows = facts.rows_of(*key, limit=self._limit_of(key))
            own = editions[key].quirks
            item = publication(editions[key], rows, own if quirks is None else quirks, at)
            # Documents are built before the lock is taken: the lists appear in one instant.
            _ = item.document if key[0] in facts.KINDS else b""
            items.append(item)
        self._add(items)

    def publish_others(self) -> None:
        """Put on what the other lists had by the newest day shown, each at its own instant."""
        until = self.shown_until()
        keys = [
            step
            for step in every_step()
            if step.act == PUBLISH and step.kind in facts.OTHER_KINDS and step.on <= until
        ]
        for step in keys:
            if (step.kind, step.period) not in self._published:
                self.publish([(step.kind, step.period)], None, step.at)

    def publish_file(self, edition: facts.Edition, body: bytes, at: datetime) -> None:
        """Put a file on the site as it is, as the attachment of an edition."""
        item = publication(edition, (), frozenset(), at)
        self._add([_given(item, body)])
        self._day = max(self._day, edition.announced_on)

    def rewrite(
        self,
        key: Key,
        changes: tuple[Change, ...],
        dropped: tuple[str, ...],
        *,
        new_token: bool,
        at: datetime,
    ) -> None:
        """Rewrite a list's attachment in place: other bytes, the same or a new token."""
        with self._lock:
            before = self._held(key)
            self._keep(rewritten(before, changes, dropped, new_token=new_token, changed_at=at))

    def reorder(self, key: Key, at: datetime) -> None:
        """Print the rows of a list in the reverse order, renumbered, under the same token."""
        with self._lock:
            before = self._held(key)
            self._keep(with_rows(before, before.rows[::-1], new_token=False, changed_at=at))

    def carry_out(self, step: Step) -> dict[str, object]:
        """Carry out a step of the timeline; return what it did, with the rows it concerns."""
        key = (step.kind, step.period)
        changes: list[Mapping[str, str]] = []
        with self._lock:
            if step.act == PUBLISH:
                after = self._first_state(step)
            elif step.act == RETOKEN:
                after = relinked(self._held(key), step.at)
            else:
                before = self._held(key)
                after = with_rows(
                    before,
                    self._rows_on(step),
                    new_token=step.has_new_link,
                    changed_at=step.at,
                    modified_at=_modified_at(step, after_all=_is_last(step)),
                )
                changes = differences(before, after)
            self._keep(after)
            self._day = max(self._day, step.on)
        return _description(step, after, changes)

    def publications(self) -> tuple[Publication, ...]:
        """Return what is on the site, by kind and then by month."""
        with self._lock:
            return tuple(self._published[key] for key in sorted(self._published))

    def of_kind(self, kind: str) -> tuple[Publication, ...]:
        """Return the published lists of a kind, oldest first."""
        return tuple(item for item in self.publications() if item.edition.kind == kind)

    def file(self, token: str) -> Publication | None:
        """Return the file that a link leads to; old links lead to the old files."""
        with self._lock:
            return self._files.get(token)

    def shown_until(self) -> date:
        """Return the newest day on the site."""
        days = [item.edition.announced_on for item in self.publications()]
        return max([self._day, *days])

    def _add(self, items: Sequence[Publication]) -> None:
        with self._lock:
            twice = [item.edition.key for item in items if item.edition.key in self._published]
            if twice:
                message = f"already on the site: {twice}"
                raise CommandError(message)
            for item in items:
                self._keep(item)

    def _first_state(self, step: Step) -> Publication:
        key = (step.kind, step.period)
        if key in self._published:
            message = f"already on the site: {key}"
            raise CommandError(message)
        edition = facts.editions()[key]
        modified_at = _modified_at(step, after_all=not _is_rewritten_after(step))
        return publication(edition, self._rows_on(step), edition.quirks, step.at, modified_at)

    def _rows_on(self, step: Step) -> tuple[facts.ListRow, ...]:
        key = (step.kind, step.period)
        return facts.rows_as_of(*key, step.on, self._limit_of(key))

    def _limit_of(self, key: Key) -> int | None:
        return self._row_limit if key[0] in facts.KINDS else None

    def _held(self, key: Key) -> Publication:
        before = self._published.get(key)
        if before is None:
            message = f"not on the site: {key}"
            raise CommandError(message)
        return before

    def _keep(self, item: Publication) -> None:
        self._published[item.edition.key] = item
        # A file under an old token stays where it was, as uploads of the CMS do.
        self._files[item.token] = item


def _given(item: Publication, body: bytes) -> Publication:
    values = {name: getattr(item, name) for name in item.__dataclass_fields__ if name != "given"}
    return Publication(**values, given=body)


def _modified_at(step: Step, *, after_all: bool) -> datetime:
    """Return a document's own modified time: the official one once all its rewrites are done."""
    if after_all:
        return facts.editions()[step.kind, step.period].document_modified
    return datetime.combine(step.on, time(8), tzinfo=UTC)


def _is_last(step: Step) -> bool:
    return not _is_rewritten_after(step)


def _is_rewritten_after(step: Step) -> bool:
    return any(
        (other.kind, other.period) == (step.kind, step.period)
        and other.on > step.on
        and other.act == "rewrite"
        for other in every_step()
    )


def _description(
    step: Step, item: Publication, changes: list[Mapping[str, str]]
) -> dict[str, object]:
    edition = item.edition
    return {
        "on": step.on.isoformat(),
        "at": step.at.timestamp(),
        "act": step.act,
        "kind": step.kind,
        "period": step.period,
        "label": edition.label,
        "url": edition.url,
        "day_basis": edition.day_basis,
        "official_rows": edition.rows,
        "numbers": [row.filing_number for row in item.rows] if step.act == PUBLISH else [],
        "changes": changes,
    }
