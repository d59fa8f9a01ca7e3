"""Every official attachment at hand reads to exactly what was transcribed from it."""

from pathlib import Path

import pytest

from jishen.domain.filings import ListKind
from scrapers.documents import read_filing_table
from tests.unit.scrapers.official_files import official_attachments, published_rows

_ATTACHMENTS = official_attachments()
_NAMES = [f"{kind.value}-{batch}" for kind, batch, _, _ in _ATTACHMENTS]


@pytest.mark.parametrize(("kind", "batch", "path", "rows"), _ATTACHMENTS, ids=_NAMES)
def test_official_attachment_reads_to_its_transcribed_rows(
    kind: ListKind, batch: str, path: Path, rows: int
) -> None:
    content = path.read_bytes()

    read = read_filing_table(content, expected=kind).rows

    assert read == published_rows(kind, batch)
    assert len(read) == rows
