"""What a file is, by its bytes: whole, of one kind, without active parts; nothing is unpacked."""

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from jishen.domain.claim_files import JPEG, PDF, PNG, kind_of

PDF_FILE = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture(kind: str, size: tuple[int, int] = (3, 2)) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size).save(written, kind)
    return written.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    header = struct.pack(">II", width, height) + b"\x08\x02\0\0\0"
    chunk = b"IHDR" + header
    checksum = struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + b"\0\0\0\r" + chunk + checksum + b"\0\0\0\0IEND\xaeB`\x82"


def zip_bomb() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * 10_000_000)
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(PDF_FILE, PDF), (picture("JPEG"), JPEG), (picture("PNG"), PNG)],
    ids=["pdf", "jpeg", "png"],
)
def test_a_whole_file_is_taken_for_what_it_is(content: bytes, media_type: str) -> None:
    assert kind_of(content) == (media_type, "")


HOSTILE = {
    "empty": (b"", "file_type"),
    "html": (b"<html><script>alert(1)</script>", "file_type"),
    "zip bomb": (zip_bomb(), "file_type"),
    "exe": (b"MZ\x90\x00", "file_type"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "file_type"),
    "gif": (b"GIF89a\x01\x00", "file_type"),
    "pdf that is not at the start": (b"x" + PDF_FILE, "file_type"),
    "pdf cut": (PDF_FILE[:-8], "file_cut"),
    "pdf and html": (b"%PDF-1.4 <html><script>" + PDF_FILE[8:], "file_markup"),
    "pdf with script": (PDF_FILE[:-7] + b"<</S/JavaScript/JS(x)>>\n%%EOF\n", "file_active"),
    "pdf with spelt script": (PDF_FILE[:-7] + b"<</S/J#61vaScript>>\n%%EOF\n", "file_active"),
    "pdf with attachment": (PDF_FILE[:-7] + b"/EmbeddedFiles\n%%EOF\n", "file_active"),
    "pdf encrypted": (PDF_FILE[:-7] + b"/Encrypt 5 0 R\n%%EOF\n", "file_encrypted"),
    "jpeg cut": (picture("JPEG")[:-2], "file_cut"),
    "jpeg and html": (picture("JPEG") + b"<html><script>x</script>", "file_markup"),
    "jpeg of nothing": (b"\xff\xd8\xff\xd9", "file_cut"),
    "png cut": (picture("PNG")[:-5], "file_cut"),
    "png and zip": (picture("PNG") + zip_bomb(), "file_markup"),
    "png of 30,000 pixels": (png_that_claims(30_000, 30_000), "file_pixels"),
    "png of no size": (png_that_claims(0, 5), "file_pixels"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_its_fault(name: str) -> None:
    content, fault = HOSTILE[name]

    assert kind_of(content)[1] == fault


@given(
    st.sampled_from([b"%PDF-1.4\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]),
    st.binary(max_size=300),
)
def test_any_bytes_get_an_answer(head: bytes, rest: bytes) -> None:
    media_type, fault = kind_of(head + rest)

    assert media_type
    assert isinstance(fault, str)
