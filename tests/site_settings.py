"""Settings of a test installation: they watch a replica and send to files."""

from pathlib import Path

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from jishen.settings import FetchSettings, OfficeSettings, Settings

OFFICIAL_HOSTS = ("www.cac.gov.cn", "beian.cac.gov.cn", "cagd.gov.cn")
TWO_LISTS = ("algorithms", "deep_synthesis")


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


def settings_for(
    replica_url: str,
    store_url: str,
    data_folder: Path,
    *,
    recheck_hours: float = 24.0,
    sources: tuple[str, ...] = TWO_LISTS,
) -> Settings:
    """Return settings for a replica and a database, with no gap between requests.

    Two lists are watched, unless a test is about others: that keeps its numbers in one's head.
    """
    return GivenSettings(
        data_folder=data_folder,
        database_url=store_url,
        sources=sources,
        office=OfficeSettings(telephone="020-00000000"),
        fetch=FetchSettings(
            host_gap_seconds=0,
            retries=1,
            retry_wait_seconds=0.01,
            recheck_hours=recheck_hours,
            origins={f"https://{host}": f"{replica_url}/{host}" for host in OFFICIAL_HOSTS},
        ),
    )
