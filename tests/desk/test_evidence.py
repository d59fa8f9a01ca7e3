"""Raw bytes: downloads only, whole or not at all."""

import httpx
import pytest

from desk.evidence_file import extension_of
from jishen.store.looking import FetchFacts, log_fetch
from tests.desk.records import DOCX, NOW, PAGE
from tests.desk.seeding import World


def test_the_bytes_are_those_that_were_kept(client: httpx.Client, world: World) -> None:
    assert client.get(f"/evidence/{world.docx_sha256}").content == DOCX


def test_a_page_with_a_script_is_sent_as_a_download_in_a_sandbox(
    client: httpx.Client, world: World
) -> None:
    answer = client.get(f"/evidence/{world.page_sha256}")

    assert answer.content == PAGE
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="{world.page_sha256}.html"'
    )
    assert answer.headers["content-security-policy"].startswith("sandbox;")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_bytes_that_were_altered_on_disk_are_not_served(
    own_world: World, own_client: httpx.Client
) -> None:
    sha256 = own_world.raw.keep(b"as published")
    with own_world.store.act("health") as session:
        log_fetch(session, FetchFacts("algorithms", "https://x/", "", NOW, "ok", sha256=sha256))
    own_world.raw.path_of(sha256).write_bytes(b"altered")

    answer = own_client.get(f"/evidence/{sha256}")

    assert answer.status_code == 500
    assert "altered" not in answer.text
    assert "系统出现故障" in answer.text


@pytest.mark.parametrize(
    ("media_type", "content", "extension"),
    [
        ("application/octet-stream", DOCX, "docx"),
        ("application/octet-stream", b"PK\x03\x04 xl/workbook.xml", "xlsx"),
        ("application/octet-stream", b"PK\x03\x04 other", "zip"),
        ("text/html; charset=utf-8", b"%PDF-1.7", "pdf"),
        ("application/octet-stream", b"\xd0\xcf\x11\xe0", "doc"),
        ("Text/HTML; charset=utf-8", b"<html>", "html"),
        ("application/json", b"{}", "json"),
        ('text/x"; filename="a.exe', b"MZ", "bin"),
        ("", b"", "bin"),
    ],
)
def test_the_name_ends_as_the_content_says(media_type: str, content: bytes, extension: str) -> None:
    assert extension_of(media_type, content) == extension
