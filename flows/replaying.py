"""Everything ever kept, read again with today's readers: the differences, and taking them over."""

from collections.abc import Iterator

from flows.running import Clock, now, raw_of, recipients, store_of
from jishen.cases.rereading import Reread, apply_reading, compare
from jishen.cases.vanishing import note_rows_gone
from jishen.domain.errors import SourceFault
from jishen.domain.filings import AttachmentReading
from jishen.domain.notices import Audience
from jishen.settings import Settings
from jishen.store.audit import Actor
from jishen.store.kept import Kept, kept_lists
from jishen.store.raw import RawStore
from jishen.store.session import Store
from jishen.store.tables import Attachment
from scrapers.sources import SOURCES

_SOURCES = {source.key: source for source in SOURCES}


def replay(
    settings: Settings, source_key: str | None, *, apply_by: str = "", clock: Clock = now
) -> Iterator[Reread]:
    """Yield each kept version with how it reads today; with `apply_by`, take over what differs.

    Each list is an act of its own: cut off, the next time does the rest. A superseded version is
    only reported: what is recorded now was read from a later one.
    """
    store, raw = store_of(settings), raw_of(settings)
    try:
        with store.reading() as session:
            everything = kept_lists(session, source_key)
        for kept in everything:
            found, reading = _read_again(store, raw, kept)
            if apply_by and reading is not None and found.can_be_applied:
                _apply(settings, store, kept, reading, by=apply_by, clock=clock)
            yield found
    finally:
        store.close()


def _read_again(store: Store, raw: RawStore, kept: Kept) -> tuple[Reread, AttachmentReading | None]:
    source = _SOURCES.get(kept.source_key)
    if source is None:
        return Reread(kept, fault=f"来源 {kept.source_key} 已不在程序中"), None
    try:
        reading = source.read_attachment(raw.read(kept.sha256))
    except FileNotFoundError:
        return Reread(kept, fault="原件文件不在，无法重读"), None
    except ValueError:
        return Reread(kept, fault="原件与其摘要不符，无法重读"), None
    except SourceFault as fault:
        return Reread(kept, fault=str(fault)), None
    with store.reading() as session:
        return compare(session, kept, reading), reading


def _apply(
    settings: Settings,
    store: Store,
    kept: Kept,
    reading: AttachmentReading,
    *,
    by: str,
    clock: Clock,
) -> None:
    at = clock()
    operators = recipients(settings, Audience.OPERATORS)
    with store.act("entries") as session:
        apply_reading(session, kept, reading, by=by, at=at)
        attachment = session.get_one(Attachment, kept.attachment_id)
        person = Actor(by, is_person=True)
        note_rows_gone(session, attachment, at=at, actor=person, operators=operators)
