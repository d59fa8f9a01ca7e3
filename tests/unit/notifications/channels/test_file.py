"""The file channel on a real disk, with several writers."""

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from notifications.channels.config import ChannelConfig
from notifications.message import DeliveryOutcome, Message
from notifications.sender import send, settings_fault

ROOT = Path(__file__).parents[4]
SENDER_PROCESS = """
import sys
from pathlib import Path
from notifications.channels.config import ChannelConfig
from notifications.message import Message
from notifications.sender import send
folder, name = Path(sys.argv[1]), sys.argv[2]
for serial in range(40):
    notice = Message(f"{name}-{serial}", "告知" * 50, "正文" * 500, None)
    send("file", notice, "a@example.com", ChannelConfig(folder=folder))
"""


def journal(folder: Path) -> list[dict[str, str]]:
    lines = (folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "journal.jsonl")


def test_message_is_written_with_receiver_subject_and_key(
    tmp_path: Path, message: Callable[..., Message]
) -> None:
    folder = tmp_path / "new" / "outbox"
    notice = message("JS-2026-0007.filing_seen")

    delivery = send("file", notice, "office@example.com", ChannelConfig(folder=folder))

    written = (folder / "JS-2026-0007.filing_seen.txt").read_text(encoding="utf-8")
    assert delivery.outcome is DeliveryOutcome.ACCEPTED
    assert written == (
        "To: office@example.com\n"
        "Subject: 关于贵单位备案信息的告知\n"
        "Key: JS-2026-0007.filing_seen\n"
        f"\n{notice.text}"
    )
    assert journal(folder) == [
        {
            "key": "JS-2026-0007.filing_seen",
            "to": "office@example.com",
            "subject": "关于贵单位备案信息的告知",
        }
    ]


def test_second_send_of_one_key_leaves_one_file_and_two_journal_lines(
    tmp_path: Path, message: Callable[..., Message]
) -> None:
    send("file", message("k1"), "office@example.com", ChannelConfig(folder=tmp_path))
    send("file", message("k1"), "office@example.com", ChannelConfig(folder=tmp_path))

    assert files(tmp_path) == ["k1.txt"]
    assert [line["key"] for line in journal(tmp_path)] == ["k1", "k1"]


@pytest.mark.parametrize(
    "key", ["../../escape", "/etc/x", "甲:乙", "..", ".hidden", "a\nb", "k" * 300]
)
def test_any_key_makes_a_file_inside_the_folder(
    tmp_path: Path, message: Callable[..., Message], key: str
) -> None:
    folder = tmp_path / "outbox"

    delivery = send("file", message(key), "office@example.com", ChannelConfig(folder=folder))

    assert delivery.outcome is DeliveryOutcome.ACCEPTED
    assert len(files(folder)) == 1
    assert journal(folder)[0]["key"] == key
    assert list(tmp_path.iterdir()) == [folder]


def test_keys_that_look_alike_when_made_safe_keep_their_own_files(
    tmp_path: Path, message: Callable[..., Message]
) -> None:
    send("file", message("a:b"), "office@example.com", ChannelConfig(folder=tmp_path))
    send("file", message("a/b"), "office@example.com", ChannelConfig(folder=tmp_path))

    assert len(files(tmp_path)) == 2


def test_eight_threads_append_whole_lines(tmp_path: Path, message: Callable[..., Message]) -> None:
    notices = [message(f"k{serial}") for serial in range(80)]

    with ThreadPoolExecutor(8) as pool:
        deliveries = list(
            pool.map(
                lambda notice: send(
                    "file", notice, "a@example.com", ChannelConfig(folder=tmp_path)
                ),
                notices,
            )
        )

    assert {delivery.outcome for delivery in deliveries} == {DeliveryOutcome.ACCEPTED}
    assert sorted(line["key"] for line in journal(tmp_path)) == sorted(n.key for n in notices)
    assert len(files(tmp_path)) == 80


def test_several_processes_append_whole_lines(tmp_path: Path) -> None:
    processes = [
        subprocess.Popen(  # noqa: S603  our own interpreter and text
            [sys.executable, "-c", SENDER_PROCESS, str(tmp_path), name], cwd=ROOT
        )
        for name in ("one", "two")
    ]

    codes = [process.wait(timeout=60) for process in processes]

    assert codes == [0, 0]
    assert len({line["key"] for line in journal(tmp_path)}) == 80
    assert len(files(tmp_path)) == 80


def test_line_torn_by_a_killed_writer_does_not_spoil_the_next(
    tmp_path: Path, message: Callable[..., Message]
) -> None:
    (tmp_path / "journal.jsonl").write_text('{"key": "old", "to": "a", "sub', encoding="utf-8")

    send("file", message("k1"), "office@example.com", ChannelConfig(folder=tmp_path))

    _, last = (tmp_path / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(last)["key"] == "k1"


def test_folder_that_cannot_be_written_is_retried(
    tmp_path: Path, message: Callable[..., Message]
) -> None:
    occupied = tmp_path / "occupied"
    occupied.write_text("", encoding="utf-8")

    delivery = send("file", message(), "a@example.com", ChannelConfig(folder=occupied / "in"))

    assert delivery.outcome is DeliveryOutcome.RETRY_LATER
    assert str(tmp_path) not in delivery.detail


def test_missing_folder_setting_is_refused_and_found_by_the_check(
    message: Callable[..., Message],
) -> None:
    delivery = send("file", message(), "a@example.com", ChannelConfig())

    assert delivery.outcome is DeliveryOutcome.REFUSED
    assert settings_fault("file", ChannelConfig()) == "文件渠道未设置文件夹。"


def test_sound_settings_pass_the_check(tmp_path: Path) -> None:
    assert settings_fault("file", ChannelConfig(folder=tmp_path)) == ""
