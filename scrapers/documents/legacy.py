"""Legacy DOC and WPS files: turned into DOCX by LibreOffice, where it is installed.

Never into PDF: that prints the deleted text of tracked changes.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from jishen.domain.errors import NeedsAPerson, UnreadableDocument
from scrapers.documents.confined import MEMORY_BYTES, confined

CONVERTERS = ("soffice", "libreoffice")
LIMIT_S = 120.0


def converted_to_docx(content: bytes) -> bytes:
    """Return a legacy text document as DOCX.

    Raises NeedsAPerson where no converter is installed, UnreadableDocument where it fails.
    """
    found = (shutil.which(name) for name in CONVERTERS)
    converter = next(filter(None, found), None)
    if converter is None:
        message = "附件为旧版 DOC/WPS 文件，本机未安装 LibreOffice，不能转换"
        raise NeedsAPerson(message)
    return converted(content, converter)


def converted(
    content: bytes,
    converter: str,
    limit_s: float = LIMIT_S,
    memory_bytes: int = MEMORY_BYTES,
) -> bytes:
    """Return a legacy document as DOCX.

    The converter runs in a process group of its own, with limits on its memory, processor time and
    files. Raises UnreadableDocument when it makes nothing or does not end.
    """
    with tempfile.TemporaryDirectory(prefix="jishen-legacy-") as folder:
        source = Path(folder) / "attachment.doc"
        source.write_bytes(content)
        command = [
            converter,
            "--headless",
            "--norestore",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            "docx",
            "--outdir",
            f"{folder}/out",
            str(source),
        ]
        _run(confined(command, memory_bytes), folder, limit_s)
        made = Path(folder) / "out" / "attachment.docx"
        if not made.is_file():
            message = "旧版文件转换失败，未得到 DOCX"
            raise UnreadableDocument(message)
        return made.read_bytes()


def _run(command: list[str], folder: str, limit_s: float) -> None:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG"}}
    process = subprocess.Popen(  # noqa: S603 (our own words and a file of ours)
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=kept | {"HOME": folder},
        start_new_session=True,
    )
    try:
        process.wait(limit_s)
    except subprocess.TimeoutExpired as late:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        message = f"旧版文件转换超过 {limit_s:.0f} 秒，已停止"
        raise UnreadableDocument(message) from late
