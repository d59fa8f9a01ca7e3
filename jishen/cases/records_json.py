"""Records to JSON and back, so that what a decision rested on can be recomputed years later."""

from typing import Any, TypeVar

from pydantic import TypeAdapter

from jishen.store.tables.base import JsonValue

Record = TypeVar("Record")

# Any: one dict for the adapters of every record type. Building one takes milliseconds.
_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def to_json(record: object) -> JsonValue:
    """Return a record as a JSON value: dates as ISO text, enums by value."""
    value: JsonValue = _adapter(type(record)).dump_python(record, mode="json")
    return value


def from_json(kind: type[Record], value: JsonValue) -> Record:
    """Return the record that `to_json` made this value from.

    Raises:
        pydantic.ValidationError: the value does not have the record's shape.
    """
    record: Record = _adapter(kind).validate_python(value)
    return record


def _adapter(kind: type) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]
