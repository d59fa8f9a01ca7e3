"""Settings of a test installation: they watch a replica and send to files."""

from pathlib import Path

from jishen.settings import FetchSettings, OfficeSettings, Settings

OFFICIAL_HOSTS = ("www.cac.gov.cn", "beian.cac.gov.cn")


def settings_for(
    replica_url: str, store_url: str, data_folder: Path, *, recheck_hours: float = 24.0
) -> Settings:
    """Return settings for a replica and a database, with no gap between requests."""
    return Settings(
        data_folder=data_folder,
        database_url=store_url,
        office=OfficeSettings(telephone="020-00000000"),
        fetch=FetchSettings(
            host_gap_seconds=0,
            retries=1,
            retry_wait_seconds=0.01,
            recheck_hours=recheck_hours,
            origins={f"https://{host}": f"{replica_url}/{host}" for host in OFFICIAL_HOSTS},
        ),
    )
