"""An exchange with a site as a WARC file: what was asked, what was answered, when and by whom.

The answer's body is kept as unpacked; its coding and length on the wire stand in X-Archive-Orig-
headers, as archives do it. Record ids are derived: the same exchange makes the same file.
"""

import base64
import hashlib
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scrapers.answers import Answer

MEDIA_TYPE = "application/warc"
_NAMESPACE = uuid.UUID("6a697368-656e-4000-8000-65786368616e")
_OF_THE_WIRE = frozenset({"content-encoding", "transfer-encoding", "content-length"})


def warc_of(answer: Answer, at: datetime) -> bytes:
    """Return the exchange as a WARC 1.1 file, each record gzipped.

    For every redirect on the way, then for the answer: a response and the request it answers.
    """
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    for one in (*answer.hops, answer):
        _write(writer, one, at)
    return out.getvalue()


def _write(writer: WARCWriter, answer: Answer, at: datetime) -> None:
    """Write the two records of one exchange."""
    common = _common(answer, at)
    response_id = _record_id("response", answer, at)
    response = writer.create_warc_record(
        answer.final_url,
        "response",
        payload=BytesIO(answer.body),
        length=len(answer.body),
        http_headers=_status(answer),
        warc_headers_dict=common
        | {
            "WARC-Record-ID": response_id,
            "WARC-Payload-Digest": _digest(answer.body),
            "X-Jishen-Payload-SHA256": hashlib.sha256(answer.body).hexdigest(),
        },
    )
    request = writer.create_warc_record(
        answer.final_url,
        "request",
        payload=BytesIO(),
        length=0,
        http_headers=_request_line(answer),
        warc_headers_dict=common
        | {
            "WARC-Record-ID": _record_id("request", answer, at),
            "WARC-Concurrent-To": response_id,
        },
    )
    writer.write_record(response)
    writer.write_record(request)


def _common(answer: Answer, at: datetime) -> dict[str, str]:
    """Return the headers that both records bear: when, from where, by whom."""
    common = {
        "WARC-Date": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "X-Jishen-Asked": answer.url,
        "X-Jishen-Fetched-From": answer.fetched_from,
    }
    if answer.peer_address:
        common["WARC-IP-Address"] = answer.peer_address.rpartition(":")[0].strip("[]")
        common["X-Jishen-Peer"] = answer.peer_address
    if answer.certificate_sha256:
        common["X-Jishen-Certificate-SHA256"] = answer.certificate_sha256
    return common


def _status(answer: Answer) -> StatusAndHeaders:
    headers = [
        (f"X-Archive-Orig-{name}" if name.lower() in _OF_THE_WIRE else name, value)
        for name, value in _printable(answer.headers)
    ]
    headers.append(("Content-Length", str(len(answer.body))))
    phrase = HTTPStatus(answer.status).phrase  # 200, 304 or a redirect: others are faults
    return StatusAndHeaders(f"{answer.status} {phrase}", headers, protocol="HTTP/1.1")


def _request_line(answer: Answer) -> StatusAndHeaders:
    parts = urlsplit(answer.final_url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = _printable(answer.request_headers)
    return StatusAndHeaders(
        f"GET {target} HTTP/1.1", list(headers), is_http_request=True, protocol=""
    )


def _printable(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return headers that break no line, whatever a server put into them."""
    return [(name, " ".join(value.split())) for name, value in headers]


def _digest(body: bytes) -> str:
    return "sha256:" + base64.b32encode(hashlib.sha256(body).digest()).decode("ascii")


def _record_id(kind: str, answer: Answer, at: datetime) -> str:
    said = "\x1f".join((kind, answer.final_url, at.isoformat(), _digest(answer.body)))
    return f"<urn:uuid:{uuid.uuid5(_NAMESPACE, said)}>"
