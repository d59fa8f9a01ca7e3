"""What a source is: one national list, where it is announced, and how its pages are read."""

from collections.abc import Callable
from dataclasses import dataclass

from jishen.domain.announcements import AnnouncementLink, AnnouncementPage, AttachmentLink
from jishen.domain.filings import FilingRow, ListKind


@dataclass(frozen=True, slots=True)
class Index:
    """A page or answer that links to announcements, of this list and of others."""

    name: str
    url: str
    read_links: Callable[[bytes], tuple[AnnouncementLink, ...]]
    is_ours: Callable[[AnnouncementLink], bool]


@dataclass(frozen=True, slots=True)
class Source:
    """A national list. Every reader raises a SourceFault rather than return less than there is."""

    key: str
    name: str
    short_name: str
    list_kind: ListKind
    allowed_hosts: frozenset[str]
    indexes: tuple[Index, ...]
    hubs: tuple[str, ...]
    """Announcement pages that are updated in place: to be read at every look."""
    read_page: Callable[[bytes, str], AnnouncementPage]
    """Takes the page's bytes and its official address."""
    is_attachment_ours: Callable[[AttachmentLink], bool]
    read_attachment: Callable[[bytes], tuple[FilingRow, ...]]
