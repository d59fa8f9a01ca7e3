"""Lists that a person downloaded and hands in: the same evidence and path as one we fetched."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.cases.announcing import is_history
from jishen.domain.announcements import AnnouncementLink, AttachmentLink, period_of
from jishen.domain.errors import HandedFileFault
from jishen.domain.filings import ListKind
from jishen.store import audit
from jishen.store.announcements import (
    HANDED,
    HANDED_DAY,
    NewAttachment,
    add_announcement,
    derived_id,
    label_key,
    put_attachment,
)
from jishen.store.audit import Actor
from jishen.store.looking import FetchFacts, log_fetch
from jishen.store.tables import Announcement, Attachment, HandedFile

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Handed:
    """A file as it was handed in; `page_url` and `announced_on` as far as the person knows them."""

    source_key: str
    list_kind: ListKind
    file_name: str
    label: str
    """What the list's page calls it: that is how the watch will know it again."""
    sha256: str
    size_bytes: int
    by: str
    at: datetime
    page_url: str = ""
    announced_on: date | None = None
    hubs: tuple[str, ...] = ()


def attachment_for(session: Session, handed: Handed) -> Attachment:
    """Return the attachment that a handed file is a version of, recorded if it is not known.

    Raises:
        HandedFileFault: a page that holds several lists, and a label that names none of them.
    """
    page = _page_of(session, handed)
    key = label_key(handed.label)
    known = session.scalar(
        select(Attachment)
        .where(Attachment.source_key == handed.source_key, Attachment.label_key == key)
        .where(*(() if page is None else (Attachment.announcement_id == page.id,)))
        .order_by(Attachment.first_seen_at)
        .limit(1)
    )
    if known is not None:
        return known
    if (page is None or page.is_hub) and period_of(handed.label) is None:
        message = (
            f"“{handed.label}”看不出是哪一期清单；请用 --label 写明附件在公告页面上的名称，"
            "或用 --page 写明公告页面地址"
        )
        raise HandedFileFault(message)
    return _new(session, handed, page or _stand_in(session, handed, key), key)


def note_handed(
    session: Session, handed: Handed, attachment: Attachment | None, verdict: str, detail: str
) -> None:
    """Record the file, who gave it and what became of it, with an entry in the trail."""
    attachment_id = attachment.id if attachment is not None else None
    facts = FetchFacts(
        source_key=handed.source_key,
        url=attachment.url if attachment is not None else handed.page_url,
        fetched_from=f"{handed.by}提供的文件“{handed.file_name}”",
        at=handed.at,
        verdict=verdict,
        detail=detail,
        sha256=handed.sha256,
        size_bytes=handed.size_bytes,
    )
    log_fetch(session, facts)
    session.add(
        HandedFile(
            source_key=handed.source_key,
            sha256=handed.sha256,
            file_name=handed.file_name,
            page_url=handed.page_url,
            announced_on=handed.announced_on,
            given_by=handed.by,
            given_at=handed.at,
            attachment_id=attachment_id,
            verdict=verdict,
            detail=detail,
        )
    )
    _audit(session, handed, attachment_id, verdict)


def _audit(session: Session, handed: Handed, attachment_id: str | None, verdict: str) -> None:
    audit.append(
        session,
        at=handed.at,
        actor=Actor(handed.by, is_person=True),
        event="file.handed",
        evidence_sha256=handed.sha256,
        body={
            "source": handed.source_key,
            "file_name": handed.file_name,
            "page": handed.page_url,
            "announced_on": handed.announced_on.isoformat() if handed.announced_on else None,
            "attachment_id": attachment_id,
            "verdict": verdict,
        },
    )


def _page_of(session: Session, handed: Handed) -> Announcement | None:
    """Return the page that the person named; of a source with one hub, that hub."""
    url = handed.page_url or (handed.hubs[0] if len(handed.hubs) == 1 else "")
    if not url:
        return None
    link = AnnouncementLink(url, handed.label, handed.announced_on)
    is_hub = url in handed.hubs
    add_announcement(
        session,
        handed.source_key,
        AnnouncementLink(url, handed.label, None) if is_hub else link,
        is_hub=is_hub,
        is_baseline=is_history(session, handed.source_key, handed.announced_on),
        at=handed.at,
    )
    session.flush()
    return session.get_one(Announcement, derived_id(handed.source_key, url))


def _stand_in(session: Session, handed: Handed, key: str) -> Announcement:
    """Record an announcement of which nothing is known but this file; its page may come yet."""
    url = f"{HANDED}{handed.source_key}/{key}"
    link = AnnouncementLink(url, handed.label, handed.announced_on)
    add_announcement(
        session,
        handed.source_key,
        link,
        is_hub=False,
        is_baseline=is_history(session, handed.source_key, handed.announced_on),
        at=handed.at,
    )
    session.flush()
    return session.get_one(Announcement, derived_id(handed.source_key, url))


def _new(session: Session, handed: Handed, page: Announcement, key: str) -> Attachment:
    period = period_of(handed.label)
    month = date.fromisoformat(f"{period}-01") if period else None
    told = handed.announced_on or (None if page.is_hub else page.published_on)
    is_baseline = is_history(session, handed.source_key, told or month)
    if told is not None:
        day, basis = told, "经办人注明的公布日期" if handed.announced_on else "公告列表所载日期"
    elif is_baseline and month is not None:
        day, basis = month, "清单所载月份（未载明具体日期，按当月首日记）"
    else:
        day, basis = handed.at.astimezone(SHANGHAI).date(), HANDED_DAY
    link = AttachmentLink(f"{HANDED}{page.id}/{key}", handed.label)
    new = NewAttachment(link, handed.list_kind, is_baseline, day, basis)
    attachment = put_attachment(session, page, new, handed.at)
    session.flush()
    return attachment
