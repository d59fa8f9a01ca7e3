"""One look at one source: ask, keep the bytes, read, record; nothing of Prefect in here.

The order is always the same: bytes and exchange on disk, then the reading, then one transaction
with the fetch log, the validators and what was read. A bad answer changes nothing that is known.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from flows.book import Book
from jishen.domain.errors import LayoutChanged, Moved, SourceFault, StaleCopy
from jishen.domain.next_look import Intervals
from jishen.failpoints import hit
from jishen.store.audit import Actor
from jishen.store.hosts import note_host_failure, note_host_success
from jishen.store.looking import FetchFacts, log_fetch, mark_good
from jishen.store.raw import RawStore
from jishen.store.session import Store
from jishen.store.tables import WatchedUrl
from scrapers.addresses import host_of, is_same_page
from scrapers.answers import fault_after_move
from scrapers.exchange import warc_of
from scrapers.fetch import Answer, Fetcher, Request
from scrapers.source import Source

Reading = TypeVar("Reading")

FULL_READ_AFTER = timedelta(hours=24)
"""A page is asked unconditionally once a day: a lying 304 must not last."""


class LeftAlone(Exception):
    """The host of an address is left alone for a while: nothing was asked."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"left alone until {until.isoformat()}")
        self.until = until


@dataclass(frozen=True, slots=True)
class Watcher:
    """What every look needs: database, raw store, HTTP, clock, manners, whom to tell."""

    store: Store
    book: Book
    raw: RawStore
    fetcher: Fetcher
    clock: Callable[[], datetime]
    actor: Actor
    operators: tuple[str, ...]
    recheck_after: timedelta
    """Older pages and attachments are asked again after this time."""
    recent: timedelta
    """Announcements younger than this are looked at in every pass."""
    full_read_after: timedelta
    """Lists are fetched whole after this time, whatever their validators say."""
    intervals: Intervals
    back_off_ceiling: timedelta
    """A host that refuses or is silent is left alone no longer than this."""
    vanished_after: int
    """A row that a list prints no more is a task after so many good looks."""
    is_scheduled: bool
    """The scheduled watch leaves a failing host alone; a person who looks, looks at once."""


@dataclass(frozen=True, slots=True)
class Question:
    """One URL to ask and where we come from; `conditional` sends what validators are known."""

    source: Source
    url: str
    referer: str | None = None
    is_list: bool = False
    """A list is fetched whole on a slower schedule than a page."""
    past_caches: bool = False
    """Whole, and past every cache on the way."""


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
            changed, and the next look asks again in full. `Moved` may also come after a good
            answer from a new address: what it says is recorded.
        LeftAlone: the host is left alone for a while.
    """
    now = watcher.clock()
    _leave_alone(watcher, question.url, now)
    known = watcher.book.known(question.source.key, question.url)
    request, was_full = _request(watcher, question, known, now)
    facts = FetchFacts(question.source.key, question.url, "", now, verdict="ok")
    answer, facts = _answered(watcher, request, facts)
    if answer.not_modified:
        watcher.book.same(facts, was_full=False)
        return _unless_moved(answer, None)
    facts = replace(facts, sha256=watcher.raw.keep(answer.body), size_bytes=len(answer.body))
    if known is not None and known.good_sha256 == facts.sha256:
        watcher.book.same(facts, was_full=was_full)
        return _unless_moved(answer, None)
    facts = _with_exchange(watcher, facts, answer)
    try:
        reading = _read_and_record(watcher, facts, answer, read, record, act=act)
    except StaleCopy:
        if request.fresh:
            raise
        return ask(watcher, replace(question, past_caches=True), read, record, act=act)
    return _unless_moved(answer, reading)


def _answered(watcher: Watcher, request: Request, facts: FetchFacts) -> tuple[Answer, FetchFacts]:
    """Return a good answer and what is known of it; a fault is logged and raised."""
    try:
        answer = _get(watcher.fetcher, request)
    except SourceFault as fault:
        _log_fault(watcher, facts, fault)
        raise
    return answer, replace(
        facts, fetched_from=answer.fetched_from, status=answer.status, headers=answer.headers
    )


def _with_exchange(watcher: Watcher, facts: FetchFacts, answer: Answer) -> FetchFacts:
    """Keep request and answer beside the bytes; said of every look that found something."""
    warc = warc_of(answer, facts.at)
    return replace(
        facts,
        warc_sha256=watcher.raw.keep(warc),
        warc_bytes=len(warc),
        peer_address=answer.peer_address,
    )


def _leave_alone(watcher: Watcher, url: str, now: datetime) -> None:
    until = watcher.book.left_alone_until(url) if watcher.is_scheduled else None
    if until is not None and until > now:
        raise LeftAlone(until)


def _unless_moved(answer: Answer, reading: Reading | None) -> Reading | None:
    """Return what was read, unless the page has another address for good: that must be told."""
    if answer.moved_to and not is_same_page(answer.url, answer.moved_to):
        message = f"{answer.url} 已永久转向 {answer.moved_to}；本次已照新地址的内容登记"
        raise Moved(message)
    return reading


def _request(
    watcher: Watcher, question: Question, known: WatchedUrl | None, now: datetime
) -> tuple[Request, bool]:
    """Return the request, and whether it is unconditional."""
    full_after = watcher.full_read_after if question.is_list else FULL_READ_AFTER
    is_due = known is None or known.full_read_at is None or known.full_read_at <= now - full_after
    is_full = is_due or question.past_caches
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
    answer: Answer,
    read: Callable[[bytes], Reading],
    record: Callable[[Session, Reading, FetchFacts], None],
    *,
    act: str,
) -> Reading:
    try:
        reading = read(answer.body)
        with watcher.store.act(act) as session:
            log_fetch(session, facts)
            record(session, reading, facts)
            mark_good(session, facts, was_full=True)
            note_host_success(session, host_of(facts.url))
        watcher.book.written(facts.url)
    except SourceFault as found:
        fault = _moved_away(answer, found)
        _log_fault(watcher, facts, fault)
        raise fault from found
    return reading


def _moved_away(answer: Answer, fault: SourceFault) -> SourceFault:
    """Return the fault, or that the page went for good to one that is not the one we know."""
    if answer.moved_to and isinstance(fault, LayoutChanged):
        return fault_after_move(answer.url, answer.moved_to, fault)
    return fault


def _log_fault(watcher: Watcher, facts: FetchFacts, fault: SourceFault) -> None:
    until = None
    with watcher.store.act("health") as session:
        log_fetch(session, replace(facts, verdict=fault.verdict, detail=str(fault)))
        if fault.is_of_host:
            ceiling = watcher.back_off_ceiling
            until = note_host_failure(session, host_of(facts.url), fault, facts.at, ceiling)
    watcher.book.leave_alone(facts.url, until)
