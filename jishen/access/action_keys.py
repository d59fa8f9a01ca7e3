"""Forms that were carried out: the same key and the same body bring the same answer, for ever."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from jishen.domain.access_errors import KeyReused
from jishen.store.tables import ActionKey, DeskSession
from jishen.store.tables.base import JsonValue, canonical_json


def body_digest(path: str, fields: Mapping[str, tuple[str, ...]]) -> str:
    """Return the digest of what a form asks for: where it was sent and every field."""
    said: JsonValue = {"path": path, "fields": {name: [*texts] for name, texts in fields.items()}}
    return hashlib.sha256(canonical_json(said).encode()).hexdigest()


def earlier_answer(session: Session, key: str, person_id: str, body_sha256: str) -> str | None:
    """Return where the form sent its browser the first time, None when it is new.

    Ask while the person's row is locked: then a double click waits and finds the answer.

    Raises:
        KeyReused: the key was used for another body, or by somebody else.
    """
    known = session.get(ActionKey, key, populate_existing=True)
    if known is None:
        return None
    if (known.person_id, known.body_sha256) != (person_id, body_sha256):
        message = "本页已经提交办理过，这次提交的内容与上次不同"
        raise KeyReused(message)
    return known.answer


def keep_answer(
    session: Session, key: str, person_id: str, body_sha256: str, answer: str, at: datetime
) -> None:
    """Keep the answer with the key, in the transaction of the act."""
    session.add(
        ActionKey(key=key, person_id=person_id, body_sha256=body_sha256, answer=answer, at=at)
    )


def is_still_open(session: Session, session_id: str) -> bool:
    """Tell whether a session was not ended while its form was on the way."""
    record = session.get(DeskSession, session_id, populate_existing=True)
    return record is not None and record.ended_at is None
