"""A published list: its rows, its document, the token its link carries."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from replica_docx import list_document
from replica_errors import CommandError
from replica_facts import FIELD_OF_COLUMN, Edition, ListRow, with_cell

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
    modified_at: datetime
    """The document's own modified time."""
    changed_at: datetime
    """When these bytes were put on the site."""
    linked_at: datetime
    """When the page got its present link: a rewrite under the old token leaves the page alone."""
    revision: int = 0
    given: bytes | None = None
    """A file handed in as it is, instead of one made of the rows."""
    _made: dict[str, bytes] = field(default_factory=dict, compare=False, repr=False)

    @property
    def document(self) -> bytes:
        """The file, made when it is first asked for."""
        if self.given is not None:
            return self.given
        if "document" not in self._made:
            self._made["document"] = document_of(
                self.edition, self.rows, self.quirks, self.modified_at
            )
        return self._made["document"]


def document_of(
    edition: Edition, rows: tuple[ListRow, ...], quirks: frozenset[str], modified_at: datetime
) -> bytes:
    """Return the file of a list in the form of its kind."""
    if edition.file_type == "docx":
        return list_document(edition, rows, quirks, modified_at)
    # Imported when needed: the demonstration and most tests never ask for these files.
    if edition.file_type == "xlsx":
        from replica_xlsx import provincial_workbook  # noqa: PLC0415

        return provincial_workbook(edition, rows, modified_at)
    from replica_pdf import cancellation_document, genai_document  # noqa: PLC0415

    if edition.kind == "cancellation":
        return cancellation_document(edition, rows)
    return genai_document(edition, rows, quirks)


def token_of(edition: Edition, revision: int) -> str:
    """Return a link token in the site's form: base64 of 80 bytes, `~` in place of +."""
    seeds = (
        "store",
        "folder",
        f"{edition.kind}/{edition.period}",
        f"file {revision}",
        edition.file_type,
    )
    blocks = [hashlib.sha256(seed.encode()).digest()[:16] for seed in seeds[:_BLOCKS]]
    return base64.b64encode(b"".join(blocks)).decode().replace("+", "~")


def publication(
    edition: Edition,
    rows: tuple[ListRow, ...],
    quirks: frozenset[str],
    changed_at: datetime,
    modified_at: datetime | None = None,
) -> Publication:
    """Return the first state of an edition."""
    return Publication(
        edition,
        rows,
        quirks,
        token_of(edition, 0),
        modified_at or edition.document_modified,
        changed_at,
        linked_at=changed_at,
    )


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
    return with_rows(before, tuple(rows), new_token=new_token, changed_at=changed_at)


def with_rows(
    before: Publication,
    rows: tuple[ListRow, ...],
    *,
    new_token: bool,
    changed_at: datetime,
    modified_at: datetime | None = None,
) -> Publication:
    """Return the edition with other rows under a later modified time."""
    revision = before.revision + 1
    # The real files are saved anew by hand: each rewrite bears a later modified time.
    later = before.edition.document_modified + timedelta(days=revision)
    return replace(
        before,
        rows=rows,
        token=token_of(before.edition, revision) if new_token else before.token,
        modified_at=modified_at or later,
        changed_at=changed_at,
        linked_at=changed_at if new_token else before.linked_at,
        revision=revision,
        given=None,
        _made={},
    )


def relinked(before: Publication, at: datetime) -> Publication:
    """Return the edition with the same bytes under a new link."""
    revision = before.revision + 1
    token = token_of(before.edition, revision)
    return replace(before, token=token, changed_at=at, linked_at=at, revision=revision)


def differences(before: Publication, after: Publication) -> list[Mapping[str, str]]:
    """Return the cells that differ between two states with the same rows in the same order."""
    columns = {"主体名称": "filer_name", "算法名称": "title", "备注": "remarks"}
    return [
        {
            "filing_number": new.filing_number,
            "column": column,
            "before": getattr(old, name),
            "after": getattr(new, name),
        }
        for old, new in zip(before.rows, after.rows, strict=True)
        for column, name in columns.items()
        if getattr(old, name) != getattr(new, name)
    ]


def _place_of(filing_number: str, rows: list[ListRow]) -> int:
    places = [at for at, row in enumerate(rows) if row.filing_number == filing_number]
    if not places:
        message = f"no row has the number {filing_number!r}"
        raise CommandError(message)
    return places[0]


def _changed(row: ListRow, change: Change) -> ListRow:
    if change.column not in FIELD_OF_COLUMN:
        message = f"no column {change.column!r}; columns are {', '.join(FIELD_OF_COLUMN)}"
        raise CommandError(message)
    return with_cell(row, change.column, change.value)
