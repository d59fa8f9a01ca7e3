"""What an enterprise typed and chose, read from the request within limits."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, replace

from fastapi import HTTPException, Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser

from desk.context import desk_of
from jishen.domain.claim_fields import clean_words
from jishen.settings import ClaimSettings

MOST_FIELDS = 120
MOST_FIELD_BYTES = 64 * 1024
_FORM_BYTES = 1024 * 1024
_SECONDS = 180
"""A form with its files must arrive within this time: a slow drip ends, a slow phone does not."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A file that came with the form."""

    field: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it was sent: the texts as typed, files that came now and files kept before."""

    texts: Mapping[str, str]
    files: tuple[Chosen, ...] = ()
    uploads: tuple[str, ...] = ()
    """Ids of files that an earlier sending of this form has kept."""

    def text(self, name: str) -> str:
        """Return what was typed into a field, empty when the field was not sent."""
        return self.texts.get(name, "")

    def with_uploads(self, uploads: tuple[str, ...]) -> "Typed":
        """Return the same form whose files are all kept."""
        return replace(self, files=(), uploads=uploads)


async def typed_form(request: Request) -> Typed:
    """Read a form of either encoding; more than the limits allow is refused before it is kept.

    Raises:
        HTTPException: 413 when it is too large, 408 when it is too slow, 400 when it is no form.
    """
    limits = desk_of(request).settings.claims
    most = _FORM_BYTES + limits.max_files * limits.max_file_bytes
    try:
        async with asyncio.timeout(_SECONDS):
            form = await _parse(request, most, limits)
            try:
                return await _read(form, limits.max_file_bytes)
            finally:
                await form.close()
    except TimeoutError:
        raise HTTPException(408) from None
    except MultiPartException:
        raise HTTPException(400) from None


async def _parse(request: Request, most: int, limits: ClaimSettings) -> FormData:
    stream = _bounded(request, most)
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        parser = MultiPartParser(
            request.headers,
            stream,
            max_files=limits.max_files + 20,
            max_fields=MOST_FIELDS,
            max_part_size=MOST_FIELD_BYTES,
        )
        return await parser.parse()
    return await FormParser(request.headers, _bounded(request, _FORM_BYTES)).parse()


async def _bounded(request: Request, most: int) -> AsyncGenerator[bytes, None]:
    """Yield the body as long as it is not larger than it may be; the header may lie."""
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared) > most:
        raise HTTPException(413)
    seen = 0
    async for chunk in request.stream():
        seen += len(chunk)
        if seen > most:
            raise HTTPException(413)
        yield chunk


async def _read(form: FormData, most_bytes: int) -> Typed:
    texts: dict[str, str] = {}
    files: list[Chosen] = []
    uploads: list[str] = []
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            content = await value.read(most_bytes + 1)  # one more tells that it is too large
            if value.filename and content:
                files.append(Chosen(name, value.filename, content))
        elif name == "upload":
            uploads.append(value)
        else:
            # A second value of one field is not looked at; what cannot be seen is not kept.
            texts.setdefault(name, clean_words(value))
    return Typed(texts, tuple(files), tuple(dict.fromkeys(uploads)))
