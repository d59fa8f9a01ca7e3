"""Taking a list that a person downloaded: kept, read, recorded on the path of a fetched one."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath
from re import compile as pattern
from urllib.parse import urlsplit

from flows.basics import Clock, now, raw_of, recipients, store_of
from jishen.cases.handing import Handed, attachment_for, note_handed
from jishen.cases.holds import is_held
from jishen.cases.reading import record_reading
from jishen.cases.recording import Recorded
from jishen.cases.vanishing import note_rows_gone
from jishen.domain.errors import HandedFileFault, JishenError, SourceFault
from jishen.domain.filings import AttachmentReading, ListKind
from jishen.domain.notices import Audience
from jishen.settings import Settings
from jishen.store.audit import Actor
from jishen.store.looking import FetchFacts
from jishen.store.session import Store
from jishen.store.tables import Attachment
from scrapers.source import Source
from scrapers.sources import SOURCES

_COPY_MARK = pattern(r"\s*[(（]\d{1,2}[)）]$")
"""What a browser puts behind the name of a file that it downloads once more."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A file as a person offers it."""

    content: bytes
    file_name: str
    source_key: str
    by: str
    page_url: str = ""
    label: str = ""
    announced_on: date | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file that was read well."""

    label: str
    recorded: Recorded
    doubts: int
    is_known: bool
    """The list held these very bytes already."""
    is_held: bool
    """The version waits for a person (jishen holds)."""


def take_file(settings: Settings, offered: Offered, *, clock: Clock = now) -> Taken:
    """Keep the bytes, then read and record them; whatever is wrong, the file and who gave it stay.

    Raises:
        HandedFileFault: unknown source, a page of another site, no name of the list.
        SourceFault: the file cannot be read, or is another list than the source's.
    """
    store = store_of(settings)
    try:
        sha256 = raw_of(settings).keep(offered.content)
        source = next((each for each in SOURCES if each.key == offered.source_key), None)
        handed = Handed(
            source_key=offered.source_key[:60],
            list_kind=source.list_kind if source else ListKind.ALGORITHM,
            file_name=offered.file_name,
            label=offered.label.strip() or label_of(offered.file_name),
            sha256=sha256,
            size_bytes=len(offered.content),
            by=offered.by.strip(),
            at=clock(),
            page_url=offered.page_url.strip(),
            announced_on=offered.announced_on,
            hubs=source.hubs if source else (),
        )
        try:
            source = _checked(source, handed)
            reading = source.read_attachment(offered.content)
            return _record(settings, store, handed, reading)
        except JishenError as fault:
            verdict = fault.verdict if isinstance(fault, SourceFault) else "handed-file"
            with store.act("entries") as session:
                note_handed(session, handed, None, verdict, str(fault))
            raise
    finally:
        store.close()


def label_of(file_name: str) -> str:
    """Return the list's name by its file's: without ending, and without a browser's copy mark.

    >>> label_of("境内深度合成服务算法备案清单（2026年3月） (1).docx")
    '境内深度合成服务算法备案清单（2026年3月）'
    """
    return _COPY_MARK.sub("", PurePath(file_name).stem).strip()


def _checked(source: Source | None, handed: Handed) -> Source:
    if source is None:
        known = "、".join(each.key for each in SOURCES)
        message = f"没有来源“{handed.source_key}”；可用：{known}"
        raise HandedFileFault(message)
    if not handed.by:
        message = "须写明提供文件的人"
        raise HandedFileFault(message)
    if handed.page_url:
        parts = urlsplit(handed.page_url)
        if parts.scheme != "https" or parts.hostname not in source.allowed_hosts:
            hosts = "、".join(sorted(source.allowed_hosts))
            message = f"公告页面 {handed.page_url} 不在来源“{source.name}”的网站（{hosts}）上"
            raise HandedFileFault(message)
    return source


def _record(settings: Settings, store: Store, handed: Handed, reading: AttachmentReading) -> Taken:
    actor = Actor(handed.by, is_person=True)
    operators = recipients(settings, Audience.OPERATORS)
    sha256, at = handed.sha256, handed.at
    with store.act("entries") as session:
        attachment = attachment_for(session, handed)
        session.get_one(Attachment, attachment.id, with_for_update=True)
        taken = Taken(attachment.label, Recorded(), len(reading.doubts), False, False)
        facts = FetchFacts(handed.source_key, attachment.url, "", at, "ok", sha256=sha256)
        if attachment.sha256 == sha256:
            note_handed(session, handed, attachment, "ok", "与已登记的版本相同")
            return replace(taken, is_known=True)
        note_handed(session, handed, attachment, "ok", "")
        session.flush()
        if is_held(session, attachment, reading.rows, facts, actor=actor, operators=operators):
            return replace(taken, is_held=True)
        recorded = record_reading(session, attachment, reading, sha256=sha256, at=at, actor=actor)
        note_rows_gone(session, attachment, at=at, actor=actor, operators=operators)
        return replace(taken, recorded=recorded)
