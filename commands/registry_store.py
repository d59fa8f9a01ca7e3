"""The database of the settings, migrated and closed again, for the registry's commands."""

from collections.abc import Iterator
from contextlib import contextmanager

from flows.running import store_of
from jishen.settings import load_settings
from jishen.store import schema
from jishen.store.session import Store


@contextmanager
def opened_store() -> Iterator[Store]:
    """Open the database, bring it to the newest shape, close it at the end."""
    store = store_of(load_settings())
    try:
        schema.upgrade(store)
        yield store
    finally:
        store.close()
