"""`/evidence/{sha256}`: the raw bytes as published, to be saved and never shown in place."""

import logging
import re

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from desk.context import desk_of
from desk.security import RAW_BYTES_CSP
from jishen.store.views.sources import raw_object

_DIGEST = re.compile(r"[0-9a-f]{64}")
_EXTENSIONS = {
    "application/json": "json",
    "application/pdf": "pdf",
    "application/msword": "doc",
    "application/warc": "warc.gz",
    "application/vnd.ms-excel": "xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "text/html": "html",
    "text/plain": "txt",
    "text/xml": "xml",
}
_SIGNATURES = ((b"%PDF-", "pdf"), (b"\xd0\xcf\x11\xe0", "doc"))
_ZIPPED = ((b"word/", "docx"), (b"xl/", "xlsx"))

router = APIRouter()
_log = logging.getLogger("jishen.desk")


@router.get("/evidence/{sha256}")
def evidence(request: Request, sha256: str) -> Response:
    """Send the bytes kept under a digest, as an attachment named after it."""
    desk = desk_of(request)
    if _DIGEST.fullmatch(sha256) is None:
        raise HTTPException(404)
    with desk.store.reading() as session:
        known = raw_object(session, sha256)
    if known is None:
        raise HTTPException(404)
    try:
        content = desk.raw.read(sha256)
    except (FileNotFoundError, ValueError) as error:
        # Evidence that is recorded but gone or altered: loud in the log, no detail outside.
        _log.exception("raw object %s is recorded but cannot be read", sha256)
        raise HTTPException(500) from error
    name = f"{sha256}.{extension_of(known.media_type, content)}"
    return Response(
        content,
        media_type="application/octet-stream",
        headers={
            "content-disposition": f'attachment; filename="{name}"',
            "content-security-policy": RAW_BYTES_CSP,
        },
    )


def extension_of(media_type: str, content: bytes) -> str:
    """Return a file extension: from the first bytes where they tell, else from the media type."""
    for signature, extension in _SIGNATURES:
        if content.startswith(signature):
            return extension
    if content.startswith(b"PK\x03\x04"):
        return next((extension for part, extension in _ZIPPED if part in content), "zip")
    return _EXTENSIONS.get(media_type.partition(";")[0].strip().lower(), "bin")
