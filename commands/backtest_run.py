"""The replay of a backtest: an empty database, and after each day a pass by the real code."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from commands.backtest_history import Day, Step
from commands.demo_site import ReplicaSite
from flows.match import match_all
from flows.open_cases import open_all
from flows.running import store_of
from flows.watching import watch_all
from jishen.cases.registry import apply_registry
from jishen.cases.registry_terms import RegistryFile
from jishen.domain.enterprises import Enterprise
from jishen.settings import FetchSettings, Settings
from jishen.store import schema
from jishen.store.audit import Actor
from scrapers.source import Source
from scrapers.sources import SOURCES

LOOKS_AFTER = timedelta(minutes=10)
"""The pass comes so long after the site changed."""
_HOSTS = ("www.cac.gov.cn", "beian.cac.gov.cn", "cagd.gov.cn", "www.cagd.gov.cn")
_BACKTESTER = Actor("回测")


class GivenSettings(Settings):
    """Settings that are what they are given: no variable and no file of this machine counts."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 (pydantic's signature)
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (pydantic's signature)
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (pydantic's signature)
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (pydantic's signature)
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Nothing but the arguments."""
        return (init_settings,)


@dataclass(frozen=True, slots=True)
class LookedAt:
    """One day of the replay: what happened on the site, when the pass came, how long it took."""

    steps: tuple[Step, ...]
    pass_at: datetime
    seconds: float
    cpu_seconds: float


def backtest_settings(site: ReplicaSite, folder: Path) -> Settings:
    """Return the settings of a backtest: the replica's address, a database of its own."""
    return GivenSettings(
        data_folder=folder,
        is_demonstration=True,
        fetch=FetchSettings(
            host_gap_seconds=0,
            contact="backtest",
            origins={f"https://{host}": f"{site.url}/{host}" for host in _HOSTS},
        ),
    )


def replay(
    settings: Settings, registry: tuple[Enterprise, ...], days: Iterable[Day]
) -> list[LookedAt]:
    """Let each day happen and look after it; on the first one the site is empty."""
    looked_at: list[LookedAt] = []
    for day in days:
        if not looked_at:
            _begin(settings, registry, day.at)
        began, began_cpu = time.perf_counter(), time.process_time()
        pass_at = day.at + LOOKS_AFTER
        _look(settings, pass_at)
        seconds, cpu = time.perf_counter() - began, time.process_time() - began_cpu
        looked_at.append(LookedAt(day.steps, pass_at, seconds, cpu))
    return looked_at


def sources_without_foreknowledge() -> tuple[Source, ...]:
    """Return the sources as somebody had them who knew no announcement's address beforehand.

    Addresses of announcements are listed where the indexes tell of them no more; as time passes
    they are found when they are published, and would only be found as old ones otherwise. A
    source that has nothing but an address keeps it: no other may find that list.
    """
    return tuple(
        replace(source, pages=()) if source.indexes or source.hubs else source for source in SOURCES
    )


def _begin(settings: Settings, registry: tuple[Enterprise, ...], at: datetime) -> None:
    store = store_of(settings)
    try:
        schema.upgrade(store)
        file = RegistryFile("名册", "0" * 64, rows_read=len(registry), rows_refused=0)
        apply_registry(store, file, registry, at=at, actor=_BACKTESTER)
    finally:
        store.close()


def _look(settings: Settings, at: datetime) -> None:
    def clock() -> datetime:
        return at

    watch_all(settings, sources_without_foreknowledge(), clock=clock)
    match_all(settings, clock=clock)
    open_all(settings, clock=clock)
