"""What `up` and `demo` do before anything runs: environment for the flow runs, database, desk."""

import os
from collections.abc import Awaitable, Callable
from pathlib import Path

from commands.prefect_server import prefect_environment
from desk.context import Names
from desk.serving import serve
from jishen.settings import SETTINGS_FILE_VARIABLE, Settings, load_settings, settings_file
from jishen.store import schema
from jishen.store.session import open_store
from rules import POLICIES
from scrapers.sources import SOURCES


def prepare() -> Settings:
    """Read the settings, export what the processes we start must see, migrate the database.

    Flow runs are processes of their own, started elsewhere: paths go to them absolute. Call it
    before the first import of Prefect.
    """
    if settings_file().is_file():
        os.environ[SETTINGS_FILE_VARIABLE] = str(settings_file().absolute())
    os.environ["JISHEN_DATA_FOLDER"] = str(load_settings().data_folder.absolute())
    load_settings.cache_clear()
    settings = load_settings()
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    os.environ.update(prefect_environment(prefect_home(settings), settings.prefect.port))
    store = open_store(settings.store_url)
    schema.upgrade(store)
    store.close()
    return settings


def prefect_home(settings: Settings) -> Path:
    """Return the folder that Prefect has for itself; losing it loses no case."""
    return settings.data_folder / "prefect"


def desk_server(settings: Settings) -> Callable[[], Awaitable[None]]:
    """Return what serves the desk until it is cancelled."""
    names = Names(
        sources={source.key: source.name for source in SOURCES},
        policies={key: policy.name for key, policy in POLICIES.items()},
    )

    async def run() -> None:
        await serve(settings, names)

    return run
