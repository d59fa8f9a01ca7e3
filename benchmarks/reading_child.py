"""One reader on one file, in this interpreter: CPU and wall seconds of each round, peak, the cells.

    PYTHON reading_child.py READER FILE ROUNDS

Run by `reading.py`, ours with our interpreter, the peers' with that of their own environment. The
first round warms up and is not counted. The answer is one JSON object.
"""

# ruff: noqa: D103, PLC0415  (named after libraries, imported in turn)

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

Rows = list[list[str]]


def ours_docx(path: Path) -> Rows:
    from scrapers.documents.docx import read_tables

    return [[cell.text for cell in row] for t in read_tables(path.read_bytes()) for row in t.rows]


def ours_docx_by_tree(path: Path) -> Rows:
    from scrapers.documents.archive import read_part
    from scrapers.documents.docx import DOCUMENT_PART, tables_by_tree

    tables = tables_by_tree(read_part(path.read_bytes(), DOCUMENT_PART))
    return [[cell.text for cell in row] for table in tables for row in table.rows]


def ours_checked(path: Path) -> Rows:
    """Return rows as they are recorded: read in the child with limits, every check made."""
    from scrapers.documents import read_filing_table

    return _checked_cells(read_filing_table(path.read_bytes()).rows)


def ours_in_process(path: Path) -> Rows:
    from scrapers.documents.reading import read_here

    return _checked_cells(read_here(path.read_bytes()).rows)


def _checked_cells(rows: tuple) -> Rows:
    names = ("jurisdiction", "title", "category_or_role", "filer_name", "products", "purpose")
    return [
        [*(getattr(row, name) for name in names), row.filing_number, row.filed_on_printed]
        for row in rows
    ]


def python_docx(path: Path) -> Rows:
    import docx

    return [[c.text for c in r.cells] for t in docx.Document(str(path)).tables for r in t.rows]


def docx2python(path: Path) -> Rows:
    from docx2python import docx2python as read

    with read(path) as document:
        body = document.body
    return [["\n".join(cell) for cell in row] for table in body for row in table]


def docx2txt(path: Path) -> Rows:
    import docx2txt as reader

    return [[line] for line in reader.process(str(path)).splitlines()]


def lxml_40_lines(path: Path) -> Rows:
    """The plainest reading by lxml that gets these files right."""
    import zipfile

    from lxml import etree

    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    with zipfile.ZipFile(path) as container:
        root = etree.fromstring(container.read("word/document.xml"))
    return [
        ["\n".join("".join(t.text or "" for t in p.iter(f"{w}t")) for p in c.iter(f"{w}p"))
         for c in row.iter(f"{w}tc")]
        for row in root.iter(f"{w}tr")
    ]  # fmt: skip


def pdfplumber(path: Path) -> Rows:
    import pdfplumber as reader

    with reader.open(path) as document:
        return [
            [cell or "" for cell in row]
            for page in document.pages
            for table in page.extract_tables()
            for row in table
        ]


def pymupdf(path: Path) -> Rows:
    import pymupdf as reader

    with reader.open(path) as document:
        return [
            [cell or "" for cell in row]
            for page in document
            for table in page.find_tables().tables
            for row in table.extract()
        ]


def camelot(path: Path) -> Rows:
    import camelot as reader

    tables = reader.read_pdf(str(path), pages="all", flavor="lattice")
    return [[str(cell) for cell in row] for table in tables for row in table.data]


READERS: dict[str, Callable[[Path], Rows]] = {
    reader.__name__: reader
    for reader in (
        ours_docx,
        ours_docx_by_tree,
        ours_in_process,
        ours_checked,
        python_docx,
        docx2python,
        docx2txt,
        lxml_40_lines,
        pdfplumber,
        pymupdf,
        camelot,
    )
}


def main() -> None:
    """Read the file once to warm up, then so many rounds; print what came of it."""
    reader, path, rounds = READERS[sys.argv[1]], Path(sys.argv[2]), int(sys.argv[3])
    started = time.perf_counter()
    rows = reader(path)
    first = time.perf_counter() - started
    cpu, wall = [], []
    for _ in range(rounds):
        started, used = time.perf_counter(), _cpu()
        reader(path)
        cpu.append(_cpu() - used)
        wall.append(time.perf_counter() - started)
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = {"first": first, "cpu": cpu, "wall": wall, "peak_mb": peak_kb / 1024, "rows": rows}
    print(json.dumps(answer))


def _cpu() -> float:
    return time.process_time()


if __name__ == "__main__":
    main()
