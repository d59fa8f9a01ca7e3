"""Announcements as the site publishes them: links, pages, attachments, periods."""

import re
from dataclasses import dataclass
from datetime import date, datetime

_PERIOD = re.compile(r"(20\d\d)\s*年\s*(1[0-2]|0?[1-9])\s*月")

MONTH_BASIS = "清单所载月份（页面原地更新，未载明具体日期，按当月首日记）"
"""What the day of a list rests on where its page names no day."""


@dataclass(frozen=True, slots=True)
class AnnouncementLink:
    """A link to an announcement page, as an index shows it; `url` is absolute and https."""

    url: str
    title: str
    published_on: date | None


@dataclass(frozen=True, slots=True)
class AttachmentLink:
    """A link to an attachment: `url` may change (it holds a token), `label` does not."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class AnnouncementPage:
    """What an announcement page says: title, instant of publication, attachments in order."""

    title: str
    published_at: datetime | None
    """#pubtime, aware, Asia/Shanghai."""
    attachments: tuple[AttachmentLink, ...]
    rebuilt_at: datetime | None = None
    """The hidden footer's publishdate: when the CMS last wrote this page."""


def period_of(label: str) -> str | None:
    """Return the month that a list's label names, as YYYY-MM, or None when it names none.

    >>> period_of("境内深度合成服务算法备案清单（2026年3月）")
    '2026-03'
    >>> period_of("附件") is None
    True
    """
    found = _PERIOD.search(label)
    return f"{found[1]}-{int(found[2]):02d}" if found else None
