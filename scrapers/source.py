"""What a source is: one national list, where it is announced, and how its pages are read."""

from collections.abc import Callable
from dataclasses import dataclass, field

from jishen.domain.announcements import AnnouncementLink, AnnouncementPage, AttachmentLink
from jishen.domain.filings import AttachmentReading, ListKind


def _none(_link: AnnouncementLink) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Index:
    """A page or answer that links to announcements, of this list and of others."""

    name: str
    url: str
    read_links: Callable[[bytes], tuple[AnnouncementLink, ...]]
    is_ours: Callable[[AnnouncementLink], bool]
    is_doubtful: Callable[[AnnouncementLink], bool] = field(default=_none)
    """May be of a filing list that nobody here knows: a person is asked."""


@dataclass(frozen=True, slots=True)
class Source:
    """A national list. Every reader raises a SourceFault rather than return less than there is."""

    key: str
    name: str
    short_name: str
    list_kind: ListKind
    """The list it is named after; an attachment may hold rows of others beside it."""
    allowed_hosts: frozenset[str]
    indexes: tuple[Index, ...]
    hubs: tuple[str, ...]
    """Announcement pages that are updated in place: to be read at every look."""
    read_page: Callable[[bytes, str], AnnouncementPage]
    """Takes the page's bytes and its official address."""
    is_attachment_ours: Callable[[AttachmentLink], bool]
    read_attachment: Callable[[bytes], AttachmentReading]
    pages: tuple[str, ...] = ()
    """Announcement pages known by their address, because an index may not tell of them."""
    attachment_of: Callable[[AnnouncementLink], AttachmentLink] | None = None
    """Where an announcement is itself the file, without a page: the attachment it stands for."""
