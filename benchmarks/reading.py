"""Reading lists: ours beside the libraries that others would take, seconds and cells right.

    python -m venv var/peers
    var/peers/bin/pip install python-docx docx2python docx2txt lxml pdfplumber camelot-py pymupdf
    python benchmarks/reading.py --peers var/peers/bin/python [--docx FILE] [--rounds 5]

The DOCX is the replica's deep-synthesis list of 2026-03 (779 rows), or the official file if it is
given; right is what the facts of the replica say. The PDFs are made by the tests' own writer in
four layouts. Readers run in turn, each in a process of its own.
"""

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "deploy" / "replica")]

from replica_docx import list_document  # noqa: E402
from replica_facts import editions, rows_of  # noqa: E402

from tests.unit.scrapers.pdf_files import FILED, Layout, Printed, list_pdf  # noqa: E402

_NUMBER = re.compile(r"网信算备|[A-Za-z]+-.+-\d")
CHILD = Path(__file__).with_name("reading_child.py")
DOCX_READERS = ("ours_docx", "ours_docx_by_tree", "ours_in_process", "ours_checked")
DOCX_PEERS = ("lxml_40_lines", "python_docx", "docx2txt", "docx2python")
PDF_PEERS = ("pdfplumber", "pymupdf", "camelot")
LAYOUTS = {
    "ruled": Layout(),
    "landscape, narrow columns": Layout(is_landscape=True, shares=(1, 2, 5, 5, 5, 2)),
    "rows cut by pages": Layout(cut_rows=True, height=420),
    "without rules": Layout(ruled=False, shares=(1, 2, 4, 5, 6, 2)),
}


@dataclass
class Measured:
    """What a reader came to on one file."""

    reader: str
    cpu_ms: float
    wall_ms: float
    first_ms: float
    peak_mb: float
    right: float
    """Share of the cells that read as printed, white space aside."""


def main() -> None:
    """Run every reader on every file and print the tables."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.docx or _docx(Path(folder))
        truth = [
            [r.title, r.category_or_role, r.filer_name, r.products, r.filing_number]
            for r in rows_of("deep_synthesis", "2026-03")
        ]
        _print(f"DOCX, {len(truth)} rows", _all(arguments, path, truth, DOCX_READERS, DOCX_PEERS))
        for name, layout in LAYOUTS.items():
            rows = _models()
            file = Path(folder) / "list.pdf"
            file.write_bytes(list_pdf(Printed(FILED, rows), layout=layout))
            cells = [list(row[1:]) for row in rows]
            ours = ("ours_in_process",)
            _print(f"PDF, {len(rows)} rows, {name}", _all(arguments, file, cells, ours, PDF_PEERS))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--peers", type=Path, help="the interpreter that has the peers")
    parser.add_argument("--docx", type=Path, help="the official file of 2026-03")
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


def _docx(folder: Path) -> Path:
    edition = editions()["deep_synthesis", "2026-03"]
    path = folder / "list.docx"
    rows = rows_of("deep_synthesis", "2026-03")
    path.write_bytes(list_document(edition, rows, frozenset(), edition.document_modified))
    return path


def _models() -> list[tuple[str, ...]]:
    rows = rows_of("generative_ai", "2024-04")
    return [
        (str(place), row.region, row.title, row.filer_name, row.filing_number, row.dated)
        for place, row in enumerate(rows, start=1)
    ]


def _all(
    arguments: argparse.Namespace,
    path: Path,
    truth: list[list[str]],
    ours: tuple[str, ...],
    peers: tuple[str, ...],
) -> list[Measured]:
    readers = [(name, Path(sys.executable)) for name in ours]
    readers += [(name, arguments.peers) for name in peers if arguments.peers]
    return [
        found
        for name, python in readers
        if (found := _one(name, python, path, truth, arguments.rounds)) is not None
    ]


def _one(
    reader: str, python: Path, path: Path, truth: list[list[str]], rounds: int
) -> Measured | None:
    ran = subprocess.run(
        [str(python), str(CHILD), reader, str(path), str(rounds)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    if ran.returncode:
        print(f"{reader} failed: {ran.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    said: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return Measured(
        reader,
        statistics.median(said["cpu"]) * 1000,
        statistics.median(said["wall"]) * 1000,
        said["first"] * 1000,
        said["peak_mb"],
        _share_right(said["rows"], truth),
    )


def _share_right(rows: list[list[str]], truth: list[list[str]]) -> float:
    """Return the share of true cells found, in any column of the row with the same number."""
    read = [[_plain(cell) for cell in row] for row in rows]
    by_cell: dict[str, list[str]] = {}
    for row in read:
        for cell in row:
            by_cell.setdefault(cell, row)
    right = total = 0
    for row in truth:
        wanted = [_plain(cell) for cell in row]
        number = next(cell for cell in wanted if _NUMBER.match(cell))
        found = by_cell.get(number, [])
        total += len(wanted)
        right += sum(cell in found for cell in wanted)
    return right / total


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _print(title: str, found: list[Measured]) -> None:
    print(f"\n{title}")
    print(
        "| reader | CPU ms | wall ms | first ms | peak MB | cells right |\n"
        "|---|---|---|---|---|---|"
    )
    for each in found:
        print(
            f"| {each.reader} | {each.cpu_ms:.1f} | {each.wall_ms:.1f} | {each.first_ms:.0f} "
            f"| {each.peak_mb:.0f} | {each.right:.1%} |"
        )


if __name__ == "__main__":
    main()
