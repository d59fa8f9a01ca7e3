"""What a pass knows of a source's addresses: read at its start, the unchanged noted at its end.

A pass over unchanged pages is the usual one: a query and a transaction for each page would be most
of its cost. What was read anew is recorded at once, page by page, as ever.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from jishen.store.hosts import all_manners, note_host_success
from jishen.store.looking import FetchFacts, note_same, watched, watched_of
from jishen.store.session import Store
from jishen.store.tables import WatchedUrl
from scrapers.addresses import host_of


@dataclass(slots=True)
class Book:
    """The addresses of one source, as a pass finds and leaves them."""

    store: Store
    source_key: str = ""
    _known: dict[str, WatchedUrl] = field(default_factory=dict)
    _stale: set[str] = field(default_factory=set)
    """Addresses whose row was written in this pass."""
    _alone: dict[str, datetime] = field(default_factory=dict)
    _same: list[tuple[FetchFacts, bool]] = field(default_factory=list)

    def open(self, source_key: str) -> None:
        """Read what is known of a source's addresses and of every host; forget what was noted."""
        with self.store.reading() as session:
            self._known = watched_of(session, source_key)
            self._alone = {
                host: manners.left_alone_until
                for host, manners in all_manners(session).items()
                if manners.left_alone_until is not None
            }
        self.source_key = source_key
        self._stale.clear()
        self._same.clear()

    def known(self, source_key: str, url: str) -> WatchedUrl | None:
        """Return what is known of an address, None before its first good read."""
        if source_key == self.source_key and url not in self._stale:
            return self._known.get(url)
        with self.store.reading() as session:
            return watched(session, source_key, url)

    def left_alone_until(self, url: str) -> datetime | None:
        """Return until when the host of an address is left alone."""
        return self._alone.get(host_of(url))

    def leave_alone(self, url: str, until: datetime | None) -> None:
        """Note that a host failed in this pass."""
        if until is not None:
            self._alone[host_of(url)] = until

    def written(self, url: str) -> None:
        """Note that an address was recorded in this pass: what was read at its start is old."""
        self._stale.add(url)

    def same(self, facts: FetchFacts, *, was_full: bool) -> None:
        """Note that an address says what it said."""
        self._same.append((facts, was_full))

    def write(self, session: Session) -> None:
        """Write what was noted, in the transaction that ends the pass."""
        note_same(session, self._same)
        for host in {host_of(facts.url) for facts, _ in self._same}:
            note_host_success(session, host)
        self._same.clear()
