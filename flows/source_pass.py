"""A pass over one source: its indexes, the pages that are due, the attachments that are due."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from urllib.parse import urljoin

from sqlalchemy.orm import Session

from flows.found import Batch, Pass
from flows.looking import LeftAlone, Question, Watcher, ask
from flows.pass_end import end_pass
from jishen.cases.alarms import LookFault
from jishen.cases.announcing import is_history, record_page
from jishen.cases.doubts import doubt_announcement
from jishen.cases.holds import is_held
from jishen.cases.reading import record_reading
from jishen.cases.recording import Recorded
from jishen.cases.vanishing import note_rows_gone
from jishen.domain.announcements import AnnouncementLink, AnnouncementPage
from jishen.domain.errors import HalfGone, LayoutChanged, SourceFault
from jishen.domain.filings import AttachmentReading
from jishen.store import audit
from jishen.store.announcements import (
    add_announcement,
    announcements_of,
    attachments_of_source,
    derived_id,
    is_handed,
)
from jishen.store.looking import FetchFacts, health_of
from jishen.store.tables import Announcement, Attachment
from scrapers.source import Index, Source

_log = logging.getLogger("jishen.watch")


def pass_over(watcher: Watcher, source: Source) -> Pass:
    """Look at everything of one source that is due; a fault at one place does not stop the rest."""
    found = Pass(source)
    watcher.book.open(source.key)
    _know_hubs(watcher, source)
    for index in source.indexes:
        with _noting_faults(found, index.url):
            _look_at_index(watcher, source, index)
    _end_baseline(watcher, found)
    for page in _due_pages(watcher, source):
        with _noting_faults(found, page.url):
            _look_at_page(watcher, source, page)
    for announcement, attachment in _due_attachments(watcher, source):
        with _noting_faults(found, announcement.url):
            _look_at_attachment(watcher, found, announcement, attachment)
    end_pass(watcher, found)
    return found


@contextmanager
def _noting_faults(found: Pass, url: str) -> Iterator[None]:
    try:
        yield
    except LeftAlone as alone:
        found.put_off[url] = alone.until
        return
    except SourceFault as fault:
        found.faults.append(LookFault(url, fault))
    except Exception as error:  # noqa: BLE001 (one page we cannot digest must not hide the others)
        _log.exception("look at %s failed", url)
        message = f"读取时出现未预料的错误（{type(error).__name__}），详见 watch 任务日志"
        found.faults.append(LookFault(url, SourceFault(message)))
    found.asked += 1


def _know_hubs(watcher: Watcher, source: Source) -> None:
    now = watcher.clock()
    with watcher.store.act("announcements") as session:
        is_first = health_of(session, source.key).baseline_at is None
        for url in (*source.hubs, *source.pages):
            link = AnnouncementLink(url, source.name, None)
            is_hub = url in source.hubs
            add_announcement(session, source.key, link, is_hub=is_hub, is_baseline=is_first, at=now)


def _look_at_index(watcher: Watcher, source: Source, index: Index) -> None:
    def record(session: Session, links: tuple[AnnouncementLink, ...], facts: FetchFacts) -> None:
        for link in links:
            if index.is_doubtful(link) and not index.is_ours(link):
                doubt_announcement(session, source.key, link, facts, watcher.actor)
        for link in filter(index.is_ours, links):
            is_new = add_announcement(
                session,
                source.key,
                link,
                is_hub=False,
                is_baseline=is_history(session, source.key, link.published_on),
                at=facts.at,
            )
            if is_new:
                audit.append(
                    session,
                    at=facts.at,
                    actor=watcher.actor,
                    event="announcement.seen",
                    evidence_sha256=facts.sha256,
                    body={"source": source.key, "url": link.url, "title": link.title},
                )
            if source.attachment_of is not None:
                _record_file(session, source, link, facts)

    home = urljoin(index.url, "/")  # the notice interface answers only with a Referer
    question = Question(source, index.url, referer=home)
    ask(watcher, question, index.read_links, record, act="announcements")


def _record_file(
    session: Session, source: Source, link: AnnouncementLink, facts: FetchFacts
) -> None:
    """Record an announcement that is itself the file: there is no page to look at."""
    if source.attachment_of is None:
        return
    page = AnnouncementPage(link.title, None, (source.attachment_of(link),))
    page_id = derived_id(source.key, link.url)
    record_page(session, page_id, source.list_kind, page, facts)


def _end_baseline(watcher: Watcher, found: Pass) -> None:
    """End the baseline once the source's announcements are known; their reading may come later."""
    faulty = {fault.url for fault in found.faults} | found.put_off.keys()
    indexes = found.source.indexes
    if indexes and all(index.url in faulty for index in indexes):
        return
    with watcher.store.act("health") as session:
        health = health_of(session, found.source.key)
        if health.baseline_at is None:
            health.baseline_at = watcher.clock()


def _due_pages(watcher: Watcher, source: Source) -> list[Announcement]:
    if source.attachment_of is not None:
        return []
    with watcher.store.reading() as session:
        return [
            page
            for page in announcements_of(session, source.key)
            if not is_handed(page.url)
            and (
                page.is_hub
                or page.first_read_at is None
                or _is_due(watcher, source.key, page.url, page.published_on)
            )
        ]


def _due_attachments(watcher: Watcher, source: Source) -> list[tuple[Announcement, Attachment]]:
    with watcher.store.reading() as session:
        listed = attachments_of_source(session, source.key)
    return [
        (page, attachment)
        for page, attachment in listed
        if attachment.missing_since is None
        and not is_handed(attachment.url)
        and (
            attachment.sha256 is None
            or _is_due(watcher, source.key, attachment.url, attachment.announced_on)
        )
    ]


def _is_due(watcher: Watcher, source_key: str, url: str, published_on: date | None) -> bool:
    now = watcher.clock()
    if published_on is None or published_on >= (now - watcher.recent).date():
        return True
    known = watcher.book.known(source_key, url)
    return (
        known is None or known.checked_at is None or known.checked_at <= now - watcher.recheck_after
    )


def _look_at_page(watcher: Watcher, source: Source, page: Announcement) -> None:
    gone: list[str] = []

    def read(body: bytes) -> AnnouncementPage:
        reading = source.read_page(body, page.url)
        ours = tuple(filter(source.is_attachment_ours, reading.attachments))
        if not ours:
            message = f"公告页面没有{source.name}的附件链接"
            raise LayoutChanged(message)
        return replace(reading, attachments=ours)

    def record(session: Session, reading: AnnouncementPage, facts: FetchFacts) -> None:
        gone.extend(record_page(session, page.id, source.list_kind, reading, facts))

    ask(watcher, Question(source, page.url), read, record, act="attachments")
    if gone:
        message = f"公告页面不再列出 {len(gone)} 个已知附件：{'、'.join(gone[:3])}"
        raise HalfGone(message)


def _look_at_attachment(
    watcher: Watcher, found: Pass, page: Announcement, attachment: Attachment
) -> None:
    source = found.source
    done: list[Recorded] = []

    def record(session: Session, reading: AttachmentReading, facts: FetchFacts) -> None:
        row = session.get_one(Attachment, attachment.id, with_for_update=True)
        sha256, actor = facts.sha256 or "", watcher.actor
        if is_held(session, row, reading.rows, facts, actor=actor, operators=watcher.operators):
            found.held_lists += 1
            return
        done.append(record_reading(session, row, reading, sha256=sha256, at=facts.at, actor=actor))
        note_rows_gone(session, row, at=facts.at, actor=actor, operators=watcher.operators)

    question = Question(source, attachment.url, referer=page.url, is_list=True)
    ask(watcher, question, source.read_attachment, record, act="entries")
    found.seen_lists.add(attachment.id)
    if done and done[0] != Recorded():
        found.batches.append(
            Batch(
                attachment.id,
                attachment.label,
                attachment.period or "",
                done[0],
                is_baseline=attachment.is_baseline and attachment.sha256 is None,
            )
        )
