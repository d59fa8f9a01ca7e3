"""Files are read in a child with limits: a death is a fault of the file, never of the run."""

import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from jishen.domain.errors import NeedsAPerson, ReaderDied, TableChanged, UnreadableDocument
from scrapers.documents import apart, read_filing_table
from scrapers.documents.apart import Reader, ReaderLimits
from scrapers.documents.plain import from_plain, to_plain
from scrapers.documents.reading import read_here
from tests.unit.scrapers.docx_files import DEEP_SYNTHESIS_HEADER, FIRST, SECOND, docx, text_table
from tests.unit.scrapers.pdf_files import FILED, Printed, list_pdf

LIST = docx(text_table(DEEP_SYNTHESIS_HEADER, FIRST, SECOND))
PAGE = list_pdf(
    Printed(FILED, [("1", "广东省", "样例", "样例公司", "Guangdong-X-202601010001", "")])
)


@pytest.fixture
def reader() -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.close()


def child(reader: Reader) -> int:
    assert reader._process is not None  # noqa: SLF001 (what the test is about)
    return reader._process.pid  # noqa: SLF001


def test_one_child_reads_file_after_file(reader: Reader) -> None:
    first = reader.read(LIST, None)
    second = reader.read(PAGE, None)

    assert first == read_here(LIST)
    assert second == read_here(PAGE)
    assert reader.starts == 1


def test_what_the_reader_says_of_a_file_comes_back_as_the_same_fault(reader: Reader) -> None:
    with pytest.raises(TableChanged, match="0 张"):
        reader.read(docx(text_table(("甲", "乙"))), None)
    with pytest.raises(UnreadableDocument, match="没有第 9 页"):
        reader.render(PAGE, 9)

    assert reader.starts == 1


def test_a_page_is_drawn_apart_too(reader: Reader) -> None:
    assert reader.render(PAGE, 1).startswith(b"\x89PNG")


def test_a_child_that_is_killed_is_a_fault_of_the_file_and_the_next_file_gets_a_new_one(
    reader: Reader,
) -> None:
    reader.read(LIST, None)
    os.kill(child(reader), signal.SIGSTOP)
    threading.Timer(0.05, os.kill, (child(reader), signal.SIGKILL)).start()

    with pytest.raises(ReaderDied, match="中止（代码 -9）"):
        reader.read(LIST, None)

    assert len(reader.read(LIST, None).rows) == 2
    assert reader.starts == 2


def test_a_child_that_does_not_answer_in_time_is_stopped() -> None:
    reader = Reader(ReaderLimits(seconds=5.0))
    reader.read(LIST, None)
    reader.limits = ReaderLimits(seconds=0.1)
    os.kill(child(reader), signal.SIGSTOP)

    with pytest.raises(ReaderDied, match=r"超过 0\.1 秒"):
        reader.read(LIST, None)

    reader.close()


def test_a_reader_without_memory_or_processor_time_ends_and_says_so() -> None:
    rows = [(str(n), *FIRST[1:]) for n in range(12_000)]
    many = docx(
        text_table(DEEP_SYNTHESIS_HEADER, *rows), "<!-- read by the tree, not by tokens -->"
    )
    hungry = Reader(ReaderLimits(memory_bytes=64 << 20))
    slow = Reader(ReaderLimits(cpu_seconds=0))

    with pytest.raises(ReaderDied, match="MemoryError"):
        hungry.read(many, None)
    with pytest.raises(ReaderDied, match="代码 -24"):
        slow.read(many, None)

    hungry.close()
    slow.close()


def test_a_fork_reads_in_a_child_of_its_own() -> None:
    read_filing_table(LIST)
    ours = apart._readers[os.getpid()]  # noqa: SLF001 (what the test is about)
    back, answer = os.pipe()
    fork = os.fork()
    if fork == 0:
        rows = len(read_filing_table(LIST).rows)
        theirs = apart._readers[os.getpid()]  # noqa: SLF001
        os.write(answer, json.dumps([rows, child(theirs) != child(ours)]).encode())
        theirs.close()
        os._exit(0)

    os.waitpid(fork, 0)
    assert json.loads(os.read(back, 100)) == [2, True]
    assert len(read_filing_table(LIST).rows) == 2
    os.close(back)
    os.close(answer)


def test_the_child_has_no_variable_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JISHEN_SECRET", "x")
    reader = Reader()
    reader.read(LIST, None)

    said = Path(f"/proc/{child(reader)}/environ").read_bytes()

    assert b"JISHEN_" not in said
    reader.close()


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"null",
        b"[[], [], []]",
        b'[[["deep_synthesis", 1, [], [], null, []]], []]',
        b'[[["other", 1, ["","","","","","","","",""], [], null, []]], []]',
        b'[[["deep_synthesis", "1", ["","","","","","","","",""], [], null, []]], []]',
        b'[[["deep_synthesis", 1, ["","","","","","","","",1], [], null, []]], []]',
        b'[[], [["x", "y", "z", null, []]]]',
        b"\xff" * 8,
        b"[" * 100_000,
    ],
)
def test_an_answer_that_is_no_reading_is_refused(said: bytes) -> None:
    with pytest.raises(ReaderDied):
        from_plain(said)


def test_a_reading_comes_back_as_it_went() -> None:
    reading = read_here(PAGE)

    assert from_plain(to_plain(reading)) == reading


def test_the_limits_of_the_child_are_those_it_was_given(reader: Reader) -> None:
    reader.read(LIST, None)

    limits = Path(f"/proc/{child(reader)}/limits").read_text(encoding="ascii")

    told = {line[:26].strip(): line[26:].split()[0] for line in limits.splitlines()}
    assert told["Max address space"] == str(1 << 30)
    assert told["Max file size"] == "0"
    assert told["Max cpu time"].isdigit()


def test_a_legacy_file_is_converted_before_it_is_read_apart(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    legacy = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NeedsAPerson, match="LibreOffice"):
        reader.read(legacy, None)
    made = tmp_path / "made.docx"
    made.write_bytes(LIST)
    script = tmp_path / "soffice"
    script.write_text(
        f"#!{sys.executable}\nimport shutil, sys, os\n"
        "out = sys.argv[sys.argv.index('--outdir') + 1]\nos.makedirs(out)\n"
        f"shutil.copy({str(made)!r}, out + '/attachment.docx')\n",
        encoding="utf-8",
    )
    script.chmod(0o755)

    assert len(reader.read(legacy, None).rows) == 2
