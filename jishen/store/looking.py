"""What looking leaves behind: watched URLs, the fetch log, the health of each source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from jishen.store.tables import Fetch, RawObject, SourceHealth, WatchedUrl

OK = 200
WARC_MEDIA_TYPE = "application/warc"


@dataclass(frozen=True, slots=True)
class FetchFacts:
    """One answer or failure, as it goes into the fetch log."""

    source_key: str
    url: str
    fetched_from: str
    at: datetime
    verdict: str
    status: int | None = None
    detail: str = ""
    sha256: str | None = None
    size_bytes: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    warc_sha256: str | None = None
    """The exchange as a WARC file, kept as raw bytes."""
    warc_bytes: int = 0
    peer_address: str = ""

    @property
    def header(self) -> dict[str, str]:
        """The headers by lower-case name (the last one wins)."""
        return {name.lower(): value for name, value in self.headers}


def log_fetch(session: Session, fetch: FetchFacts) -> None:
    """Write the raw objects' rows (once) and the fetch log."""
    media_type = fetch.header.get("content-type", "application/octet-stream")
    _note_kept(session, fetch.sha256, fetch.size_bytes, media_type, fetch.at)
    _note_kept(session, fetch.warc_sha256, fetch.warc_bytes, WARC_MEDIA_TYPE, fetch.at)
    session.add(
        Fetch(
            source_key=fetch.source_key,
            url=fetch.url,
            fetched_from=fetch.fetched_from,
            fetched_at=fetch.at,
            status=fetch.status,
            verdict=fetch.verdict,
            detail=fetch.detail,
            sha256=fetch.sha256,
            headers=[list(pair) for pair in fetch.headers],
            warc_sha256=fetch.warc_sha256,
            peer_address=fetch.peer_address,
        )
    )


def _note_kept(
    session: Session, sha256: str | None, size_bytes: int, media_type: str, at: datetime
) -> None:
    if sha256 is not None and session.get(RawObject, sha256) is None:
        session.add(
            RawObject(sha256=sha256, size_bytes=size_bytes, media_type=media_type[:200], kept_at=at)
        )
        session.flush()


def watched(session: Session, source_key: str, url: str) -> WatchedUrl | None:
    """Return what is known of a URL, None before its first good read."""
    return session.get(WatchedUrl, (url, source_key))


def watched_of(session: Session, source_key: str) -> dict[str, WatchedUrl]:
    """Return what is known of every URL of a source."""
    found = session.scalars(select(WatchedUrl).where(WatchedUrl.source_key == source_key))
    return {known.url: known for known in found}


def note_same(session: Session, looks: Sequence[tuple[FetchFacts, bool]]) -> None:
    """Remember of URLs that they say what they said, and whether they were asked in full.

    A 304 brings no new validators; a 200 with the same bytes may.
    """
    for was_full in (False, True):
        for status_ok in (False, True):
            rows = [
                {
                    "url": fetch.url,
                    "source_key": fetch.source_key,
                    "checked_at": fetch.at,
                    **({"full_read_at": fetch.at} if was_full else {}),
                    **(_validators(fetch) if status_ok else {}),
                }
                for fetch, full in looks
                if full is was_full and (fetch.status == OK) is status_ok
            ]
            if rows:
                session.execute(update(WatchedUrl), rows)


def _validators(fetch: FetchFacts) -> dict[str, str | None]:
    return {
        "etag": fetch.header.get("etag"),
        "last_modified": fetch.header.get("last-modified"),
        "good_sha256": fetch.sha256,
    }


def mark_good(session: Session, fetch: FetchFacts, *, was_full: bool) -> None:
    """Remember the validators and bytes of an answer that was judged good."""
    known = watched(session, fetch.source_key, fetch.url)
    if known is None:
        known = WatchedUrl(url=fetch.url, source_key=fetch.source_key)
        session.add(known)
    known.checked_at = fetch.at
    if fetch.status == OK:  # a 304 brings no new validators
        known.etag = fetch.header.get("etag")
        known.last_modified = fetch.header.get("last-modified")
        known.good_sha256 = fetch.sha256
    if was_full:
        known.full_read_at = fetch.at


def health_of(session: Session, source_key: str) -> SourceHealth:
    """Return a source's health row, made when it is not there yet."""
    health = session.get(SourceHealth, source_key)
    if health is None:
        health = SourceHealth(source_key=source_key)
        session.add(health)
        session.flush()
    return health


def all_health(session: Session) -> dict[str, SourceHealth]:
    """Return every source's health by its key."""
    return {health.source_key: health for health in session.scalars(select(SourceHealth))}


def latest_fetches(session: Session, source_key: str, limit: int = 20) -> list[Fetch]:
    """Return a source's newest entries of the fetch log."""
    return list(
        session.scalars(
            select(Fetch)
            .where(Fetch.source_key == source_key)
            .order_by(Fetch.id.desc())
            .limit(limit)
        )
    )
