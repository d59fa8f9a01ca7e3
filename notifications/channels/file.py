"""A message to a folder, through an Apprise plugin of our own: for dry runs, the demo, the tests.

One file per key, written whole or not at all, and one journal line per send: a second send under
one key leaves one file and two lines.
"""

import fcntl
import json
import os
import re
import tempfile
from hashlib import sha256
from pathlib import Path

from jishen.domain.errors import SettingsFault
from notifications.channels.carrier import NoticePlugin, carry, make
from notifications.channels.config import ChannelConfig
from notifications.message import Delivery, Message, accepted, channel_down
from notifications.wording import one_line

JOURNAL_NAME = "journal.jsonl"
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
_NAME_CHARACTERS = 100
_DIGEST_CHARACTERS = 12


class NoticeFile(NoticePlugin):
    """An Apprise plugin that writes to a folder."""

    folder: Path
    address: str

    def deliver(self) -> Delivery:
        """Write the file, then the journal's line: the line says that the message was taken."""
        key, subject = one_line(self.message.key), one_line(self.message.subject)
        name = file_name(self.message.key)
        content = f"To: {self.address}\nSubject: {subject}\nKey: {key}\n\n{self.message.text}"
        line = {"key": self.message.key, "to": self.address, "subject": subject}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _write_whole(self.folder, name, content)
            _append(self.folder / JOURNAL_NAME, json.dumps(line, ensure_ascii=False))
        except OSError as error:
            return channel_down(f"无法写入通知文件夹：{os.strerror(error.errno or 0)}。")
        return accepted(f"已写入文件 {name}。")


def file_name(key: str) -> str:
    """Return the name of a key's file: the key itself where it is a safe name, else with a digest.

    >>> file_name("filing_seen.JS-2026-0001")
    'filing_seen.JS-2026-0001.txt'
    >>> file_name("../甲")
    '_..__-a04d26a3dab7.txt'
    """
    safe = _UNSAFE.sub("_", key)[:_NAME_CHARACTERS]
    if safe == key and not key.startswith("."):
        return f"{key}.txt"
    return f"_{safe}-{sha256(key.encode()).hexdigest()[:_DIGEST_CHARACTERS]}.txt"


def _write_whole(folder: Path, name: str, content: str) -> None:
    descriptor, part = tempfile.mkstemp(prefix=".", suffix=".part", dir=folder)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(folder / name)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _append(journal: Path, line: str) -> None:
    """Add one line, whole, also beside other processes and after a process that died writing."""
    is_new = not journal.exists()
    with journal.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # let go when the file is closed
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - 1, 0))
        torn = b"\n" if file.read(1) not in {b"", b"\n"} else b""
        file.write(torn + line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    if is_new:
        _sync_folder(journal.parent)


def _plugin(address: str, config: ChannelConfig) -> NoticeFile:
    if config.folder is None:
        detail = "文件渠道未设置文件夹。"
        raise SettingsFault(detail)
    plugin = make(NoticeFile, {"schema": "noticefile"})
    plugin.folder, plugin.address = config.folder, one_line(address)
    return plugin


def send(message: Message, address: str, config: ChannelConfig) -> Delivery:
    """Write a message for this address; raises SettingsFault when there is no folder."""
    return carry(_plugin(address, config), message)


def check(config: ChannelConfig) -> None:
    """Raise SettingsFault when no message could ever be written with these settings."""
    _plugin("", config)
