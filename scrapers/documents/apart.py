"""Reading untrusted files apart: a child process with limits on memory, processor time and time.

One child serves a process as long as it lives: starting one costs more than reading a list. What it
hands back is plain data. A file on which it ends is a fault of that file, never of the run.
"""

import atexit
import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field

from jishen.domain import errors
from jishen.domain.errors import ReaderDied, SourceFault
from jishen.domain.filings import AttachmentReading, ListKind
from scrapers.documents import legacy, words
from scrapers.documents.frames import LARGEST_ANSWER, read_frame, write_frame
from scrapers.documents.plain import from_plain


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """What a reader may use for one file."""

    memory_bytes: int = 1 << 30
    """Address space of the child, its programs and libraries included (about 300 MB)."""
    cpu_seconds: int = 30
    seconds: float = 90.0
    """From order to answer, by the clock on the wall."""


LIMITS = ReaderLimits()
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TMPDIR")


@dataclass(slots=True)
class Reader:
    """A reading child, started when it is first needed and again after a death."""

    limits: ReaderLimits = LIMITS
    starts: int = 0
    _process: subprocess.Popen[bytes] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self, content: bytes, expected: frozenset[ListKind] | None) -> AttachmentReading:
        """Return what an attachment says; raises what `read_filing_table` raises."""
        kinds = None if expected is None else sorted(expected)
        word, body = self._ask({"do": words.READ, "expected": kinds}, content)
        if word == words.CONVERT:
            made = legacy.converted_to_docx(content)
            word, body = self._ask({"do": words.READ, "expected": kinds}, made)
        return from_plain(_meant(word, body, words.ROWS))

    def render(self, content: bytes, page_number: int) -> bytes:
        """Return a page of a PDF as a PNG picture."""
        word, body = self._ask({"do": words.RENDER, "page": page_number}, content)
        return _meant(word, body, words.PICTURE)

    def show(self, content: bytes) -> bytes:
        """Return a kept page's harmless HTML."""
        return _meant(*self._ask({"do": words.SHOW}, content), words.PAGE)

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._end()

    def _ask(self, order: dict[str, object], content: bytes) -> tuple[str, bytes]:
        with self._lock:
            process = self._running()
            late = threading.Event()

            def stop() -> None:
                late.set()
                process.kill()

            alarm = threading.Timer(self.limits.seconds, stop)
            alarm.daemon = True
            alarm.start()
            try:
                answer = _exchange(process, order, content)
            finally:
                alarm.cancel()
            if answer is None or answer[0] == words.BROKEN:
                self._end()  # after a mistake its memory may be anything
            if answer is not None:
                return answer
            raise self._death(process.returncode, is_late=late.is_set())

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            limits = (str(self.limits.memory_bytes), str(self.limits.cpu_seconds))
            self._process = subprocess.Popen(  # noqa: S603 (our own module, our own words)
                # -P: nothing is imported from the folder that the command happens to run in.
                [sys.executable, "-P", "-m", "scrapers.documents.worker", *limits],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                start_new_session=True,
            )
            self.starts += 1
        return self._process

    def _end(self) -> None:
        if self._process is None:
            return
        process, self._process = self._process, None
        process.kill()
        for stream in (process.stdin, process.stdout):
            try:
                if stream is not None:
                    stream.close()
            except OSError:
                pass  # what was still to be written has nobody to read it
        process.wait()

    def _death(self, code: int | None, *, is_late: bool) -> ReaderDied:
        if is_late:
            return ReaderDied(f"读取程序在该文件上超过 {self.limits.seconds:g} 秒未完成，已停止")
        memory = f"内存 {self.limits.memory_bytes >> 20} MB"
        limits = f"{memory}，处理器时间 {self.limits.cpu_seconds} 秒"
        return ReaderDied(f"读取程序在该文件上中止（代码 {code}）；上限：{limits}")


def _exchange(
    process: subprocess.Popen[bytes], order: dict[str, object], content: bytes
) -> tuple[str, bytes] | None:
    """Return the child's answer, None when it ended without a whole one."""
    if process.stdin is None or process.stdout is None:
        return None
    try:
        write_frame(process.stdin, "order", json.dumps(order).encode())
        write_frame(process.stdin, "file", content)
        return read_frame(process.stdout, LARGEST_ANSWER)
    except (OSError, ValueError):
        return None


def _meant(word: str, body: bytes, wanted: str) -> bytes:
    """Return the body of the answer that was asked for; raise the fault that another one tells."""
    if word == wanted:
        return body
    if word == words.FAULT:
        raise _fault_of(body)
    if word == words.BROKEN:
        message = f"读取程序在该文件上出错（{body.decode('ascii', 'replace')[:60]}）"
        raise ReaderDied(message)
    message = "读取进程的答复无法识别"
    raise ReaderDied(message)


def _fault_of(body: bytes) -> SourceFault:
    try:
        name, message = json.loads(body)
        return _FAULTS[str(name)](str(message))
    except (ValueError, KeyError, TypeError):
        return ReaderDied("读取进程的答复无法识别")


_FAULTS: dict[str, type[SourceFault]] = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, SourceFault)
}


def _environment() -> dict[str, str]:
    """Return the child's variables: none of ours, so no password is in reach of a file."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    python = {name: value for name, value in os.environ.items() if name.startswith("PYTHON")}
    return kept | python


_readers: dict[int, Reader] = {}
"""By process: a fork has its own, and leaves that of its parent alone."""


def _reader() -> Reader:
    return _readers.setdefault(os.getpid(), Reader())


@atexit.register
def _end_reader() -> None:
    reader = _readers.pop(os.getpid(), None)
    if reader is not None:
        reader.close()


def read_apart(content: bytes, expected: frozenset[ListKind] | None) -> AttachmentReading:
    """Read an attachment in this process's child."""
    return _reader().read(content, expected)


def render_apart(content: bytes, page_number: int) -> bytes:
    """Draw a page in this process's child."""
    return _reader().render(content, page_number)


def show_apart(content: bytes) -> bytes:
    """Clean a kept page in this process's child."""
    return _reader().show(content)
