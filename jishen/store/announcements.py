"""Announcements and attachments as rows: what is known, what is new on a page."""

import re
import unicodedata
import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from jishen.domain.announcements import AnnouncementLink, AttachmentLink, period_of
from jishen.domain.filings import ListKind
from jishen.domain.watch_faults import RecordedByAnother
from jishen.store.tables import Announcement, Attachment

_NAMESPACE = uuid.UUID("6a697368-656e-4000-8000-616e6e6f756e")
_ATTACHMENT_PREFIX = re.compile(r"^附件\d*[.:、]?")


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """An attachment about to be recorded, with what its announcement says of its day."""

    link: AttachmentLink
    list_kind: ListKind
    is_baseline: bool
    announced_on: date
    announced_on_basis: str


def derived_id(*parts: object) -> str:
    """Return an id that is the same whenever the same thing is recorded again."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(str(part) for part in parts)))


def list_identity(page_url: str, key: str) -> str:
    """Return what makes a list the same whichever source finds it: its page and its label key."""
    return derived_id(page_url, key)


def label_key(label: str) -> str:
    """Return what of an attachment's label stays when the page is rewritten.

    >>> label_key("附件19 境内互联网信息服务算法备案清单(2026年3月)")
    '境内互联网信息服务算法备案清单(2026年3月)'
    """
    text = "".join(unicodedata.normalize("NFKC", label).split())
    return _ATTACHMENT_PREFIX.sub("", text).removesuffix(".docx") or text


def announcements_of(session: Session, source_key: str) -> list[Announcement]:
    """Return a source's announcements, newest first."""
    return list(
        session.scalars(
            select(Announcement)
            .where(Announcement.source_key == source_key)
            .order_by(Announcement.published_on.desc(), Announcement.url)
        )
    )


def attachments_of(session: Session, announcement_id: str) -> list[Attachment]:
    """Return an announcement's attachments in the order first seen."""
    return list(
        session.scalars(
            select(Attachment)
            .where(Attachment.announcement_id == announcement_id)
            .order_by(Attachment.first_seen_at, Attachment.label_key)
        )
    )


def attachments_of_source(
    session: Session, source_key: str
) -> list[tuple[Announcement, Attachment]]:
    """Return a source's attachments with their announcements, newest announcement first."""
    found = session.execute(
        select(Announcement, Attachment)
        .join(Attachment, Attachment.announcement_id == Announcement.id)
        .where(Announcement.source_key == source_key)
        .order_by(
            Announcement.published_on.desc(),
            Announcement.url,
            Attachment.first_seen_at,
            Attachment.label_key,
        )
    )
    return [(page, attachment) for page, attachment in found]


def add_announcement(
    session: Session,
    source_key: str,
    link: AnnouncementLink,
    *,
    is_hub: bool,
    is_baseline: bool,
    at: datetime,
) -> bool:
    """Record an announcement if it is not known yet; tell whether it is new.

    A later sight of a known one only fills in a day that was not known.
    """
    known = session.get(Announcement, derived_id(source_key, link.url))
    if known is not None:
        if known.published_on is None:
            known.published_on = link.published_on
        return False
    session.add(
        Announcement(
            id=derived_id(source_key, link.url),
            source_key=source_key,
            url=link.url,
            title=link.title,
            published_on=link.published_on,
            is_hub=is_hub,
            is_baseline=is_baseline,
            first_seen_at=at,
        )
    )
    return True


HANDED = "handed:"
"""Begins the address of a page or list of which only a file that a person handed in is known."""
HANDED_DAY = "收到该文件之日（经办人未注明公布日期）"


def is_handed(url: str) -> bool:
    """Tell whether there is nothing to ask under an address: it stands for a file handed in."""
    return url.startswith(HANDED)


def _adopted(
    session: Session, announcement: Announcement, new: NewAttachment, key: str
) -> Attachment | None:
    """Return the list that a person handed in before its page told of it, now on that page.

    Known by its label on this page, or of this source where the person named no page.
    """
    handed = session.scalar(
        select(Attachment)
        .where(
            Attachment.source_key == announcement.source_key,
            Attachment.label_key == key,
            Attachment.url.startswith(HANDED),
        )
        .order_by(Attachment.first_seen_at)
        .limit(1)
    )
    if handed is None:
        return None
    handed.announcement_id = announcement.id
    handed.list_identity = list_identity(announcement.url, key)
    if handed.announced_on_basis == HANDED_DAY:
        handed.announced_on, handed.announced_on_basis = new.announced_on, new.announced_on_basis
    return handed


def put_attachment(
    session: Session, announcement: Announcement, new: NewAttachment, at: datetime
) -> Attachment:
    """Record an attachment, or the new URL of a known one; return its row.

    Raises:
        RecordedByAnother: another source has recorded this list of this page.
    """
    key = label_key(new.link.label)
    attachment = session.scalar(
        select(Attachment).where(
            Attachment.announcement_id == announcement.id, Attachment.label_key == key
        )
    ) or _adopted(session, announcement, new, key)
    if attachment is None:
        _refuse_list_of_another(session, announcement, key)
        attachment = Attachment(
            id=derived_id(announcement.id, key),
            announcement_id=announcement.id,
            source_key=announcement.source_key,
            list_kind=new.list_kind,
            label=new.link.label,
            label_key=key,
            list_identity=list_identity(announcement.url, key),
            period=period_of(new.link.label),
            url=new.link.url,
            is_baseline=new.is_baseline,
            announced_on=new.announced_on,
            announced_on_basis=new.announced_on_basis,
            first_seen_at=at,
            row_count=0,
        )
        session.add(attachment)
    else:
        attachment.url, attachment.missing_since = new.link.url, None
    return attachment


def _refuse_list_of_another(session: Session, announcement: Announcement, key: str) -> None:
    other = session.scalar(
        select(Attachment.source_key).where(
            Attachment.list_identity == list_identity(announcement.url, key)
        )
    )
    if other is not None:
        message = (
            f"清单“{key}”（{announcement.url}）已由来源 {other} 登记，"
            f"来源 {announcement.source_key} 不得再次登记"
        )
        raise RecordedByAnother(message)


def history_since(session: Session, kinds: frozenset[ListKind]) -> str | None:
    """Return the month (YYYY-MM) of the oldest list read of these kinds, None if none is."""
    return session.connection().scalar(_HISTORY_SINCE, {"kinds": sorted(kinds)})


_HISTORY_SINCE = select(func.min(Attachment.period)).where(
    Attachment.list_kind.in_(bindparam("kinds", expanding=True)), Attachment.sha256.is_not(None)
)


def newest_baseline_day(session: Session, source_key: str) -> date | None:
    """Return the day of the newest announcement or list that the first look found."""
    pages = session.scalar(
        select(func.max(Announcement.published_on)).where(
            Announcement.source_key == source_key, Announcement.is_baseline
        )
    )
    lists = session.scalar(
        select(func.max(Attachment.announced_on)).where(
            Attachment.source_key == source_key, Attachment.is_baseline
        )
    )
    return max(filter(None, (pages, lists)), default=None)
