"""A published list: its rows, its document, the token its link carries."""

import base64
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from replica_docx import list_document
from replica_errors import CommandError
from replica_facts import FIELD_OF_COLUMN, Edition, ListRow

_BLOCKS = 5


@dataclass(frozen=True, slots=True)
class Change:
    """One cell to rewrite: the row's number as printed, the column as printed, the new text."""

    filing_number: str
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Publication:
    """One edition as it is on the site now."""

    edition: Edition
    rows: tuple[ListRow, ...]
    quirks: frozenset[str]
    token: str
    document: bytes
    changed_at: datetime
    """When these bytes were put on the site."""
    linked_at: datetime
    """When the page got its present link: a rewrite under the old token leaves the page alone."""
    revision: int = 0


def token_of(edition: Edition, revision: int) -> str:
    """Return a link token in the site's form: base64 of 80 bytes, `~` in place of +."""
    seeds = ("store", "folder", f"{edition.kind}/{edition.period}", f"file {revision}", "docx")
    blocks = [hashlib.sha256(seed.encode()).digest()[:16] for seed in seeds[:_BLOCKS]]
    return base64.b64encode(b"".join(blocks)).decode().replace("+", "~")


def publication(
    edition: Edition, rows: tuple[ListRow, ...], quirks: frozenset[str], changed_at: datetime
) -> Publication:
    """Return the first state of an edition, its document built."""
    document = list_document(edition, rows, quirks, edition.document_modified)
    token = token_of(edition, 0)
    return Publication(edition, rows, quirks, token, document, changed_at, linked_at=changed_at)


def rewritten(
    before: Publication,
    changes: tuple[Change, ...],
    dropped: tuple[str, ...],
    *,
    new_token: bool,
    changed_at: datetime,
) -> Publication:
    """Return the edition after an edit in place: same label, other bytes, perhaps a new token.

    Raises CommandError when a number or a column is not in the list.
    """
    rows = list(before.rows)
    for change in changes:
        at = _place_of(change.filing_number, rows)
        rows[at] = _changed(rows[at], change)
    for number in dropped:
        del rows[_place_of(number, rows)]
    revision = before.revision + 1
    # The real files are saved anew by hand: each rewrite bears a later modified time.
    modified_at = before.edition.document_modified + timedelta(days=revision)
    return replace(
        before,
        rows=tuple(rows),
        token=token_of(before.edition, revision) if new_token else before.token,
        document=list_document(before.edition, tuple(rows), before.quirks, modified_at),
        changed_at=changed_at,
        linked_at=changed_at if new_token else before.linked_at,
        revision=revision,
    )


def _place_of(filing_number: str, rows: list[ListRow]) -> int:
    places = [at for at, row in enumerate(rows) if row.filing_number == filing_number]
    if not places:
        message = f"no row has the number {filing_number!r}"
        raise CommandError(message)
    return places[0]


def _changed(row: ListRow, change: Change) -> ListRow:
    field = FIELD_OF_COLUMN.get(change.column)
    if field is None:
        message = f"no column {change.column!r}; columns are {', '.join(FIELD_OF_COLUMN)}"
        raise CommandError(message)
    values = {name: getattr(row, name) for name in ListRow.__dataclass_fields__}
    return ListRow(**{**values, field: change.value})
