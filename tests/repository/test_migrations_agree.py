"""One line of migrations, and the tables they make are the tables of the code."""

from importlib.resources import files
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from jishen.store import schema
from jishen.store.session import open_store


def test_migrations_have_one_head() -> None:
    config = Config()
    config.set_main_option("script_location", str(files("jishen.store") / "migrations"))

    heads = ScriptDirectory.from_config(config).get_heads()

    assert len(heads) == 1


def test_upgraded_database_differs_in_nothing_from_the_tables(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'jishen.db'}")

    schema.upgrade(store)

    assert schema.is_current(store)
    assert schema.differences(store) == []
    store.close()
