"""Recording what an announcement page says: its attachments, their days, what is history."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from jishen.domain.announcements import AnnouncementPage, AttachmentLink, period_of
from jishen.domain.errors import HalfGone
from jishen.domain.filings import ListKind
from jishen.store.announcements import NewAttachment, attachments_of, label_key, put_attachment
from jishen.store.looking import FetchFacts, health_of
from jishen.store.tables import Announcement

SHANGHAI = ZoneInfo("Asia/Shanghai")
OLD_NEWS = timedelta(days=92)
"""What was announced this long before the baseline and is found late is history, not news."""


def is_history(published_on: date | None, baseline_at: datetime | None) -> bool:
    """Tell whether an announcement is history: seen in the first look, or found long after."""
    if baseline_at is None:
        return True
    oldest_news = baseline_at.astimezone(SHANGHAI).date() - OLD_NEWS
    return published_on is not None and published_on < oldest_news


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
    """
    page = session.get_one(Announcement, announcement_id)
    known = attachments_of(session, page.id)
    listed = {label_key(link.label) for link in reading.attachments}
    gone = [a for a in known if a.missing_since is None and a.label_key not in listed]
    if 2 * len(gone) > len(known):
        message = f"公告页面原有 {len(known)} 个附件，本次缺少 {len(gone)} 个，未采用"
        raise HalfGone(message)
    for attachment in gone:
        attachment.missing_since = facts.at
    baseline_at = health_of(session, page.source_key).baseline_at
    for link in reading.attachments:
        put_attachment(
            session, page, _new_attachment(list_kind, page, reading, link, baseline_at, facts), facts.at
        )
    page.title = reading.title
    page.page_sha256 = facts.sha256
    page.first_read_at = page.first_read_at or facts.at
    if reading.published_at is not None and not page.is_hub:
        page.published_on = reading.published_at.astimezone(SHANGHAI).date()
    return [attachment.label for attachment in gone]


def _new_attachment(  # noqa: PLR0913 (what decides an attachment's day and whether it is news)
    list_kind: ListKind,
    page: Announcement,
    reading: AnnouncementPage,
    link: AttachmentLink,
    baseline_at: datetime | None,
    facts: FetchFacts,
) -> NewAttachment:
    month = _first_of_month(period_of(link.label))
    is_baseline = page.is_baseline and page.first_read_at is None
    if page.is_hub and month is not None:
        is_baseline = is_baseline or is_history(month, baseline_at)
    day, basis = _day_of(page, reading, month if is_baseline else None, facts)
    return NewAttachment(link, list_kind, is_baseline, day, basis)


def _day_of(
    page: Announcement, reading: AnnouncementPage, month: date | None, facts: FetchFacts
) -> tuple[date, str]:
    """Return the day an attachment was announced, and what that rests on (Q3 of the brief)."""
    if not page.is_hub and reading.published_at is not None:
        return reading.published_at.astimezone(SHANGHAI).date(), "公告页面发布日期"
    if month is not None:
        return month, "清单所载月份（页面原地更新，未载明具体日期，按当月首日记）"
    if page.is_hub and reading.rebuilt_at is not None:
        return reading.rebuilt_at.astimezone(SHANGHAI).date(), "清单首次出现时页面的更新日期"
    if page.published_on is not None and not page.is_hub:
        return page.published_on, "公告列表所载日期"
    return facts.at.astimezone(SHANGHAI).date(), "本系统首次发现之日"


def _first_of_month(period: str | None) -> date | None:
    return date.fromisoformat(f"{period}-01") if period else None
