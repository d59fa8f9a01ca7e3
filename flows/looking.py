"""One look at one source: ask, keep the bytes, read, record; nothing of Prefect in here.

The order is always the same: bytes on disk, then the reading, then one transaction with the fetch
log, the validators and what was read. A bad answer changes nothing that is known.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from jishen.domain.errors import SourceFault
from jishen.failpoints import hit
from jishen.store.audit import Actor
from jishen.store.looking import FetchFacts, log_fetch, mark_good, watched
from jishen.store.raw import RawStore
from jishen.store.session import Store
from jishen.store.tables import WatchedUrl
from scrapers.fetch import Answer, Fetcher, Request
from scrapers.source import Source

Reading = TypeVar("Reading")

FULL_READ_AFTER = timedelta(hours=24)
"""A URL is asked unconditionally once a day: a lying 304 must not last."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """What every look needs: database, raw store, HTTP, clock, manners, whom to tell."""

    store: Store
    raw: RawStore
    fetcher: Fetcher
    clock: Callable[[], datetime]
    actor: Actor
    operators: tuple[str, ...]
    recheck_after: timedelta
    """Older pages and attachments are asked again after this time."""
    recent: timedelta
    """Announcements younger than this are looked at in every pass."""


@dataclass(frozen=True, slots=True)
class Question:
    """One URL to ask and where we come from; `conditional` sends what validators are known."""

    source: Source
    url: str
    referer: str | None = None


def ask(
    watcher: Watcher,
    question: Question,
    read: Callable[[bytes], Reading],
    record: Callable[[Session, Reading, FetchFacts], None],
    *,
    act: str,
) -> Reading | None:
    """Ask one URL; read and record its bytes if they are new. Return None when nothing changed.

    Raises:
        SourceFault: no good answer; the fault and any bytes are in the fetch log, nothing else is
            changed, and the next look asks again in full.
    """
    with watcher.store.reading() as session:
        known = watched(session, question.source.key, question.url)
    now = watcher.clock()
    request, was_full = _request(question, known, now)
    facts = FetchFacts(question.source.key, question.url, "", now, verdict="ok")
    try:
        answer = _get(watcher.fetcher, request)
    except SourceFault as fault:
        _log_fault(watcher, replace(facts, verdict=fault.verdict, detail=str(fault)))
        raise
    facts = replace(
        facts, fetched_from=answer.fetched_from, status=answer.status, headers=answer.headers
    )
    if answer.not_modified:
        _note_same(watcher, facts, act, was_full=False)
        return None
    facts = replace(facts, sha256=watcher.raw.keep(answer.body), size_bytes=len(answer.body))
    if known is not None and known.good_sha256 == facts.sha256:
        _note_same(watcher, facts, act, was_full=was_full)
        return None
    return _read_and_record(watcher, facts, answer.body, read, record, act=act)


def _request(question: Question, known: WatchedUrl | None, now: datetime) -> tuple[Request, bool]:
    """Return the request, and whether it is unconditional."""
    is_full = (
        known is None or known.full_read_at is None or known.full_read_at <= now - FULL_READ_AFTER
    )
    request = Request(
        url=question.url,
        allowed_hosts=question.source.allowed_hosts,
        etag=None if is_full or known is None else known.etag,
        last_modified=None if is_full or known is None else known.last_modified,
        referer=question.referer,
        fresh=is_full and known is not None,
    )
    return request, is_full


def _get(fetcher: Fetcher, request: Request) -> Answer:
    hit("fetch.before")
    answer = fetcher.get(request)
    hit("fetch.after")
    return answer


def _read_and_record(
    watcher: Watcher,
    facts: FetchFacts,
    body: bytes,
    read: Callable[[bytes], Reading],
    record: Callable[[Session, Reading, FetchFacts], None],
    *,
    act: str,
) -> Reading:
    try:
        reading = read(body)
        with watcher.store.act(act) as session:
            log_fetch(session, facts)
            record(session, reading, facts)
            mark_good(session, facts, was_full=True)
    except SourceFault as fault:
        _log_fault(watcher, replace(facts, verdict=fault.verdict, detail=str(fault)))
        raise
    return reading


def _note_same(watcher: Watcher, facts: FetchFacts, act: str, *, was_full: bool) -> None:
    with watcher.store.act(act) as session:
        mark_good(session, facts, was_full=was_full)


def _log_fault(watcher: Watcher, facts: FetchFacts) -> None:
    with watcher.store.act("health") as session:
        log_fetch(session, facts)
