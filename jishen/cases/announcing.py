"""Recording what an announcement page says: its attachments, their days, what is history."""

from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from jishen.domain.announcements import (
    MONTH_BASIS,
    AnnouncementPage,
    AttachmentLink,
    period_of,
)
from jishen.domain.errors import HalfGone, StaleCopy
from jishen.domain.filings import ListKind
from jishen.store.announcements import (
    NewAttachment,
    attachments_of,
    is_handed,
    label_key,
    newest_baseline_day,
    put_attachment,
)
from jishen.store.looking import FetchFacts, health_of
from jishen.store.tables import Announcement, Attachment

SHANGHAI = ZoneInfo("Asia/Shanghai")


def is_history(session: Session, source_key: str, day: date | None) -> bool:
    """Tell whether something of this day is history: nobody is notified of it unasked.

    History is what the first look finds, and what is found later but is older than the newest
    thing the first look found: it was there already and was overlooked. A day that is not known
    is news: rather one notice too many than one too few. Where the first looks failed, the first
    good one makes the history; but what came since the first look is news all the same.
    """
    health = health_of(session, source_key)
    if health.baseline_at is None:
        began_on = health.spell_since and health.spell_since.astimezone(SHANGHAI).date()
        return began_on is None or day is None or day < began_on
    newest = newest_baseline_day(session, source_key)
    return day is not None and newest is not None and day < newest


def record_page(
    session: Session,
    announcement_id: str,
    list_kind: ListKind,
    reading: AnnouncementPage,
    facts: FetchFacts,
) -> list[str]:
    """Record a page and its attachments; return the labels of known ones it lists no more.

    Raises:
        HalfGone: more than half of the known attachments are not listed; nothing is recorded.
        StaleCopy: the page is as it was before what came last; nothing is recorded.
    """
    page = session.get_one(Announcement, announcement_id)
    known = [a for a in attachments_of(session, page.id) if not is_handed(a.url)]
    listed = {label_key(link.label) for link in reading.attachments}
    gone = [a for a in known if a.missing_since is None and a.label_key not in listed]
    if 2 * len(gone) > len(known):
        message = f"公告页面原有 {len(known)} 个附件，本次缺少 {len(gone)} 个，未采用"
        raise HalfGone(message)
    if _is_as_it_was_before(gone, known, listed):
        message = f"公告页面不含此前已列出的最新附件：{'、'.join(one.label for one in gone)}"
        raise StaleCopy(message)
    for attachment in gone:
        attachment.missing_since = facts.at
    session.flush()
    for link in reading.attachments:
        new = _new_attachment(session, list_kind, page, reading, link, facts)
        put_attachment(session, page, new, facts.at)
    page.title = reading.title
    page.page_sha256 = facts.sha256
    page.first_read_at = page.first_read_at or facts.at
    if reading.published_at is not None and not page.is_hub:
        page.published_on = reading.published_at.astimezone(SHANGHAI).date()
    return [attachment.label for attachment in gone]


def _is_as_it_was_before(gone: list[Attachment], known: list[Attachment], listed: set[str]) -> bool:
    """Tell whether exactly what was seen last is missing, and nothing is there in its place."""
    left = [one for one in known if one.label_key in listed]
    if not gone or not left or len(left) < len(listed):
        return False
    return min(one.first_seen_at for one in gone) > max(one.first_seen_at for one in left)


def _new_attachment(
    session: Session,
    list_kind: ListKind,
    page: Announcement,
    reading: AnnouncementPage,
    link: AttachmentLink,
    facts: FetchFacts,
) -> NewAttachment:
    month = _first_of_month(period_of(link.label))
    is_baseline = page.is_baseline and page.first_read_at is None
    if is_baseline and (
        _came_after_first_look(page, reading, month) or _may_be_why_rewritten(page, reading, month)
    ):
        is_baseline = False
    elif page.is_hub and month is not None:
        is_baseline = is_baseline or is_history(session, page.source_key, month)
    day, basis = _day_of(page, reading, month if is_baseline else None, facts)
    return NewAttachment(link, list_kind, is_baseline, day, basis)


def _came_after_first_look(
    page: Announcement, reading: AnnouncementPage, month: date | None
) -> bool:
    """Tell whether a list was published after its page was first asked for, which found nothing.

    No index tells of a page that is known by its address alone. Its own day says so, or the month
    that the list names: a list of a later month was not there.
    """
    if reading.published_at is not None and reading.published_at > page.first_seen_at:
        return True
    return month is not None and month > page.first_seen_at.astimezone(SHANGHAI).date()


def _may_be_why_rewritten(
    page: Announcement, reading: AnnouncementPage, month: date | None
) -> bool:
    """Tell whether this is the newest list of a hub that was rewritten after failed first looks."""
    if reading.rebuilt_at is None or reading.rebuilt_at <= page.first_seen_at:
        return False
    months = filter(None, (_first_of_month(period_of(link.label)) for link in reading.attachments))
    return page.is_hub and month is not None and month == max(months)


def _day_of(
    page: Announcement, reading: AnnouncementPage, month: date | None, facts: FetchFacts
) -> tuple[date, str]:
    """Return the day an attachment was announced, and what that rests on (Q3 of the brief)."""
    if not page.is_hub and reading.published_at is not None:
        return reading.published_at.astimezone(SHANGHAI).date(), "公告页面发布日期"
    if month is not None:
        return month, MONTH_BASIS
    if page.is_hub and reading.rebuilt_at is not None:
        return reading.rebuilt_at.astimezone(SHANGHAI).date(), "清单首次出现时页面的更新日期"
    if page.published_on is not None and not page.is_hub:
        return page.published_on, "公告列表所载日期"
    return facts.at.astimezone(SHANGHAI).date(), "本系统首次发现之日"


def _first_of_month(period: str | None) -> date | None:
    return date.fromisoformat(f"{period}-01") if period else None
