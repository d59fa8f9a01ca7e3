"""The child that reads untrusted files: limits on itself first, then one order after the other.

Run as `python -P -m scrapers.documents.worker MEMORY_BYTES CPU_SECONDS`. An order is a frame of
JSON and a frame with the file's bytes; the answer is one frame of plain data.
"""

import json
import resource
import sys
from typing import IO

from jishen.domain.errors import SourceFault
from jishen.domain.filings import ListKind
from scrapers.documents.frames import read_frame, write_frame
from scrapers.documents.pdf import render_pdf_page
from scrapers.documents.plain import to_plain
from scrapers.documents.reading import needs_conversion, read_here
from scrapers.documents.snapshot import shown_page
from scrapers.documents.words import BROKEN, CONVERT, FAULT, PAGE, PICTURE, RENDER, ROWS, SHOW

_OPEN_FILES = 32


def main() -> None:
    """Serve orders until the parent is gone."""
    memory_bytes, cpu_seconds = int(sys.argv[1]), int(sys.argv[2])
    _limit(memory_bytes)
    orders, answers = sys.stdin.buffer, sys.stdout.buffer
    while (order := read_frame(orders)) is not None:
        file = read_frame(orders)
        if file is None:
            return
        _allow_cpu(cpu_seconds)
        _answer(answers, json.loads(order[1]), file[1])


def _limit(memory_bytes: int) -> None:
    """Take away what a reader never needs: memory without end, files, core dumps."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))


def _allow_cpu(seconds: int) -> None:
    """Let this order use so much processor time; the kernel ends the process beyond it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + 1 + seconds
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = until if hard == resource.RLIM_INFINITY else min(until, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _answer(answers: IO[bytes], order: dict[str, object], content: bytes) -> None:
    try:
        word, body = _carry_out(order, content)
    except SourceFault as fault:
        word, body = FAULT, json.dumps([type(fault).__name__, str(fault)]).encode()
    except Exception as error:  # noqa: BLE001 (a reader's own mistake: the parent tells of it)
        word, body = BROKEN, type(error).__name__.encode("ascii", "replace")
    write_frame(answers, word, body)


def _carry_out(order: dict[str, object], content: bytes) -> tuple[str, bytes]:
    if order["do"] == RENDER:
        return PICTURE, render_pdf_page(content, int(str(order["page"])))
    if order["do"] == SHOW:
        return PAGE, shown_page(content)
    if needs_conversion(content):
        return CONVERT, b""
    kinds = order["expected"]
    expected = frozenset(map(ListKind, kinds)) if isinstance(kinds, list) else None
    return ROWS, to_plain(read_here(content, expected))


if __name__ == "__main__":
    main()
