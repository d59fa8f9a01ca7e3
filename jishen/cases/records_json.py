"""Records to JSON and back, so that what a decision rested on can be recomputed years later."""

from typing import TypeVar

from pydantic import TypeAdapter

from jishen.store.tables.base import JsonValue

Record = TypeVar("Record")


def to_json(record: object) -> JsonValue:
    """Return a record as a JSON value: dates as ISO text, enums by value."""
    adapter: TypeAdapter[object] = TypeAdapter(type(record))
    value: JsonValue = adapter.dump_python(record, mode="json")
    return value


def from_json(kind: type[Record], value: JsonValue) -> Record:
    """Return the record that `to_json` made this value from.

    Raises:
        pydantic.ValidationError: the value does not have the record's shape.
    """
    record: Record = TypeAdapter(kind).validate_python(value)
    return record
