"""The registry's rows: what is known now of many enterprises, what was known at an instant."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from jishen.domain.enterprises import (
    PERSONAL_FIELDS,
    STATUSES_FOR_A_PERSON,
    Enterprise,
    EnterpriseKind,
    EnterpriseStatus,
    FormerName,
    ZoneStatus,
)
from jishen.domain.masking import masked_mail, masked_name, masked_phone, masked_representative
from jishen.domain.registry import FieldOrigin, KnownEnterprise
from jishen.sealing import Place, Seal, is_sealed
from jishen.store.tables import EnterpriseName, EnterpriseRecord, EnterpriseVersion
from jishen.store.tables.base import JsonValue

CHUNK = 500
_REST = "*"
Item = TypeVar("Item")

_COLUMNS = tuple(
    field.name for field in fields(Enterprise) if field.name not in {"former_names", "uscc"}
)
_DAYS = ("status_on", "moved_in_on", "moved_out_on")
_MASKS = {
    "legal_representative": masked_representative,
    "contact_name": masked_name,
    "contact_phone": masked_phone,
    "contact_email": masked_mail,
}
_KNOWN = select(
    EnterpriseRecord.uscc,
    *(getattr(EnterpriseRecord, name) for name in _COLUMNS),
    EnterpriseRecord.personal_masked,
    EnterpriseRecord.origins,
    EnterpriseRecord.updated_at,
)
_NAMES = select(
    EnterpriseName.uscc, EnterpriseName.name, EnterpriseName.is_former, EnterpriseName.until
).order_by(EnterpriseName.id)


_ENDED = select(EnterpriseRecord.uscc, EnterpriseRecord.status, EnterpriseRecord.status_on).where(
    EnterpriseRecord.uscc.in_(bindparam("usccs", expanding=True)),
    EnterpriseRecord.status.in_(STATUSES_FOR_A_PERSON),
)


def chunks(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    """Yield the items in lists of at most `size`."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def known_now(
    session: Session, usccs: Sequence[str], seal: Seal | None
) -> dict[str, KnownEnterprise]:
    """Return what is known of at most CHUNK enterprises, personal data opened, by credit code."""
    former = _former_names(session, usccs)
    found = session.connection().execute(_KNOWN.where(EnterpriseRecord.uscc.in_(usccs)))
    return {row.uscc: _known(row, former.get(row.uscc, ()), seal) for row in found}


def shown_now(session: Session, usccs: Sequence[str]) -> dict[str, KnownEnterprise]:
    """Return the same with personal data as it may be shown."""
    former = _former_names(session, usccs)
    found = session.connection().execute(_KNOWN.where(EnterpriseRecord.uscc.in_(usccs)))
    return {
        row.uscc: _masked(_known(row, former.get(row.uscc, ()), None), row.personal_masked)
        for row in found
    }


def enterprise_as_known(session: Session, uscc: str, at: datetime) -> KnownEnterprise | None:
    """Return what the registry knew of an enterprise at an instant, None when it knew none.

    Personal data is masked: the history keeps no more of it.
    """
    now = shown_now(session, [uscc]).get(uscc)
    if now is None or at >= now.known_from:
        return now
    version = session.scalars(
        select(EnterpriseVersion)
        .where(
            EnterpriseVersion.uscc == uscc,
            EnterpriseVersion.known_from <= at,
            EnterpriseVersion.known_until > at,
        )
        .order_by(EnterpriseVersion.id)
    ).first()
    return None if version is None else known_of_version(version)


def known_of_version(version: EnterpriseVersion) -> KnownEnterprise:
    """Return what a version of the history says."""
    return KnownEnterprise(
        enterprise=from_fields(version.uscc, version.fields),
        origins=from_origins(version.origins, _names_in(version.fields)),
        known_from=version.known_from,
        known_until=version.known_until,
    )


@dataclass(frozen=True, slots=True)
class Ended:
    """A state of registration in which nothing is matched without a person, and its day."""

    status: EnterpriseStatus
    status_on: date | None


def ended_enterprises(session: Session, usccs: Collection[str]) -> dict[str, Ended]:
    """Return those of these enterprises that have ended or moved out, by credit code."""
    ended: dict[str, Ended] = {}
    for chunk in chunks(sorted(usccs)):
        found = session.connection().execute(_ENDED, {"usccs": chunk})
        ended.update({uscc: Ended(status, day) for uscc, status, day in found})
    return ended


def versions_of(session: Session, uscc: str) -> list[EnterpriseVersion]:
    """Return what was known before, newest first."""
    return list(
        session.scalars(
            select(EnterpriseVersion)
            .where(EnterpriseVersion.uscc == uscc)
            .order_by(EnterpriseVersion.id.desc())
        )
    )


def columns_for(
    enterprise: Enterprise, origins: Mapping[str, FieldOrigin], seal: Seal | None
) -> dict[str, object]:
    """Return the columns that an enterprise fills: personal data sealed, and masked beside it."""
    values: dict[str, object] = {name: getattr(enterprise, name) for name in _COLUMNS}
    values["brand_names"] = list(enterprise.brand_names)
    if seal is not None:
        for name in PERSONAL_FIELDS:
            place = Place("enterprise", name, enterprise.uscc)
            values[name] = seal.seal(getattr(enterprise, name), place)
    return {
        **values,
        "uscc": enterprise.uscc,
        "personal_masked": masked_personal(enterprise),
        "origins": to_origins(origins),
    }


def masked_personal(enterprise: Enterprise) -> dict[str, JsonValue]:
    """Return what may be shown of an enterprise's personal data, by field."""
    said = {name: str(getattr(enterprise, name)) for name in PERSONAL_FIELDS}
    return {name: _MASKS[name](text) for name, text in said.items() if text}


def personal_shown(record: EnterpriseRecord) -> dict[str, str]:
    """Return what may be shown of a stored enterprise's personal data, by field."""
    texts = {name: str(getattr(record, name)) for name in PERSONAL_FIELDS}
    return _shown(texts, record.personal_masked)


def opened(seal: Seal | None, uscc: str, column: str, text: str) -> str:
    """Return a stored personal text in clear; one from before sealing is so already.

    Without a seal a sealed text stays sealed.
    """
    if seal is None or not is_sealed(text):
        return text
    return seal.open(text, Place("enterprise", column, uscc))


def to_fields(enterprise: Enterprise) -> dict[str, JsonValue]:
    """Return an enterprise as JSON for the history: blanks left out, personal data masked."""
    values: dict[str, JsonValue] = {}
    for name in _COLUMNS:
        value = getattr(enterprise, name)
        if value not in ("", None, ()):
            values[name] = _plain(value)
    values["former_names"] = [
        [former.name, former.until.isoformat() if former.until else None]
        for former in enterprise.former_names
    ]
    return {**values, **masked_personal(enterprise)}


def from_fields(uscc: str, said: JsonValue) -> Enterprise:
    """Return the enterprise that `to_fields` wrote down."""
    # Any: the values are of as many types as the record has fields.
    values: dict[str, Any] = dict(said) if isinstance(said, dict) else {}
    for name, read in _READ.items():
        if name in values:
            values[name] = read(values[name])
    return Enterprise(uscc=uscc, **values)


def to_origins(origins: Mapping[str, FieldOrigin]) -> dict[str, JsonValue]:
    """Return origins as JSON; the one that most fields share stands under `*`."""
    said = [(o.import_id, o.as_of.isoformat() if o.as_of else None) for o in origins.values()]
    rest = max(set(said), key=said.count, default=None)
    short: dict[str, JsonValue] = {
        field: list(origin) for field, origin in zip(origins, said, strict=True) if origin != rest
    }
    return short if rest is None else {_REST: list(rest), **short}


def from_origins(said: JsonValue, present: Iterable[str]) -> dict[str, FieldOrigin]:
    """Return the origins of these fields."""
    known = {name: _origin(value) for name, value in said.items()} if isinstance(said, dict) else {}
    rest = known.pop(_REST, None)
    shared = {} if rest is None else dict.fromkeys(present, rest)
    return {name: origin for name, origin in {**shared, **known}.items() if origin is not None}


def _names_in(said: JsonValue) -> Iterable[str]:
    return said if isinstance(said, dict) else ()


def _shown(texts: Mapping[str, str], masked: JsonValue) -> dict[str, str]:
    """Return masked texts; those of a record from before sealing are masked here."""
    known = masked if isinstance(masked, dict) else {}
    return {
        name: str(known.get(name) or ("" if is_sealed(text) else _MASKS[name](text)))
        for name, text in texts.items()
    }


def _masked(known: KnownEnterprise, masked: JsonValue) -> KnownEnterprise:
    texts = {name: str(getattr(known.enterprise, name)) for name in PERSONAL_FIELDS}
    shown: dict[str, Any] = {**_shown(texts, masked)}  # Any: `replace` takes fields of every type
    return replace(known, enterprise=replace(known.enterprise, **shown))


def _known(
    row: Row[tuple[object, ...]], former: Sequence[FormerName], seal: Seal | None
) -> KnownEnterprise:
    values = {name: getattr(row, name) for name in _COLUMNS}
    for name in PERSONAL_FIELDS:
        values[name] = opened(seal, row.uscc, name, values[name])
    values["brand_names"] = tuple(values["brand_names"] or ())
    enterprise = Enterprise(uscc=row.uscc, former_names=tuple(former), **values)
    present = [name for name in _COLUMNS if values[name] not in ("", None, ())]
    origins = from_origins(row.origins, (*present, *(["former_names"] if former else [])))
    return KnownEnterprise(enterprise, origins, row.updated_at, None)


def _former_names(session: Session, usccs: Sequence[str]) -> dict[str, list[FormerName]]:
    names: dict[str, list[FormerName]] = {}
    query = _NAMES.where(EnterpriseName.uscc.in_(usccs), EnterpriseName.is_former)
    for uscc, name, _, until in session.connection().execute(query):
        names.setdefault(uscc, []).append(FormerName(name, until))
    return names


def _former(said: JsonValue) -> FormerName:
    name, until = said if isinstance(said, list) else (said, None)
    return FormerName(str(name), date.fromisoformat(str(until)) if until else None)


# Any: each reads the JSON of its own field.
_READ: dict[str, Callable[[Any], object]] = {
    "kind": EnterpriseKind,
    "status": EnterpriseStatus,
    "zone_status": ZoneStatus,
    "brand_names": tuple,
    "former_names": lambda names: tuple(_former(each) for each in names),
    **dict.fromkeys(_DAYS, date.fromisoformat),
}


def _origin(said: JsonValue) -> FieldOrigin | None:
    match said:
        case [int(import_id), day]:
            return FieldOrigin(import_id, date.fromisoformat(str(day)) if day else None)
        case _:
            return None


def _plain(value: object) -> JsonValue:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [str(each) for each in value]
    return value if isinstance(value, bool) else str(value)
