"""Settling held lists and vanished rows by hand: read the kept bytes, act, tell the operators."""

from dataclasses import dataclass

from flows.running import now, raw_of, recipients, store_of
from jishen.cases import holds, vanishing
from jishen.cases.holds import Settlement
from jishen.cases.recording import Recorded
from jishen.cases.vanishing import note_rows_gone
from jishen.domain.filings import AttachmentReading, FilingRow
from jishen.domain.notices import Audience
from jishen.domain.watch_faults import HoldFault
from jishen.settings import Settings
from jishen.store.audit import Actor
from jishen.store.holds import rows_of_list
from jishen.store.session import Store
from jishen.store.tables import Attachment, FilingEntry, HeldList
from scrapers.sources import SOURCES


@dataclass(frozen=True, slots=True)
class HeldDifference:
    """A held list with what it would take away and bring."""

    held: HeldList
    attachment: Attachment
    missing: tuple[FilingEntry, ...]
    new: tuple[FilingRow, ...]


def difference_of(settings: Settings, hold_id: int) -> HeldDifference:
    """Return what a held list would change, read from the kept bytes.

    Raises:
        HoldFault: there is no such hold.
        SourceFault: the bytes cannot be read by today's rules.
    """
    store = store_of(settings)
    try:
        held, attachment, reading = _reading_of(settings, store, hold_id)
        with store.reading() as session:
            known = rows_of_list(session, attachment.id)
    finally:
        store.close()
    said = [(holds.key_of(row), row) for row in reading.rows]
    keys, known_keys = {key for key, _ in said}, {entry.filing_key for entry in known}
    return HeldDifference(
        held,
        attachment,
        missing=tuple(entry for entry in known if entry.filing_key not in keys),
        new=tuple(row for key, row in said if key not in known_keys),
    )


def release_hold(settings: Settings, hold_id: int, *, by: str, why: str) -> Recorded:
    """Record a held list exactly as if it had been taken when it came.

    Raises:
        HoldFault: there is no such hold, it is settled, or its bytes read differently today.
        SourceFault: the bytes cannot be read by today's rules.
    """
    store = store_of(settings)
    operators = recipients(settings, Audience.OPERATORS)
    settlement = Settlement(by, now(), why)
    try:
        held, _, reading = _reading_of(settings, store, hold_id)
        with store.act("entries") as session:
            attachment, recorded = holds.release(session, hold_id, reading, settlement)
            person = Actor(by, is_person=True)
            note_rows_gone(session, attachment, at=held.held_at, actor=person, operators=operators)
            holds.tell_of_source(session, attachment.source_key, operators, settlement.at)
        return recorded
    finally:
        store.close()


def refuse_hold(settings: Settings, hold_id: int, *, by: str, why: str) -> None:
    """Refuse a held list: what is recorded stays, the same content is not held again.

    Raises:
        HoldFault: there is no such hold, or it is settled.
    """
    store = store_of(settings)
    settlement = Settlement(by, now(), why)
    try:
        with store.act("health") as session:
            attachment = holds.refuse(session, hold_id, settlement)
            operators = recipients(settings, Audience.OPERATORS)
            holds.tell_of_source(session, attachment.source_key, operators, settlement.at)
    finally:
        store.close()


def settle_vanished(settings: Settings, disappearance_id: int, *, by: str, why: str) -> None:
    """Close the task of a row that vanished, with what the person found.

    Raises:
        HoldFault: there is no such task, it is closed, or name or reason is missing.
    """
    store = store_of(settings)
    at = now()
    try:
        with store.act("health") as session:
            attachment = vanishing.settle(session, disappearance_id, by=by, why=why, at=at)
            session.flush()
            operators = recipients(settings, Audience.OPERATORS)
            vanishing.tell_of_source(session, attachment.source_key, operators, at)
    finally:
        store.close()


def _reading_of(
    settings: Settings, store: Store, hold_id: int
) -> tuple[HeldList, Attachment, AttachmentReading]:
    with store.reading() as session:
        held = session.get(HeldList, hold_id)
        if held is None:
            message = f"没有编号为 {hold_id} 的留置"
            raise HoldFault(message)
        attachment = session.get_one(Attachment, held.attachment_id)
    source = next((each for each in SOURCES if each.key == held.source_key), None)
    if source is None:
        message = f"留置 {hold_id} 的来源 {held.source_key} 已不在程序中"
        raise HoldFault(message)
    try:
        content = raw_of(settings).read(held.sha256)
    except (OSError, ValueError) as error:
        message = f"留置 {hold_id} 的原件 {held.sha256} 不可用（{error}）"
        raise HoldFault(message) from error
    return held, attachment, source.read_attachment(content)
