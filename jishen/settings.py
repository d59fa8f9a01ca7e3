"""Values that differ between installations: `jishen.toml`, overridden by JISHEN_… variables.

Only `commands`, `flows` and `desk` read them. `docs/configuration.md` lists every value.
"""

import os
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from jishen.desk_settings import DeskSettings
from jishen.domain.errors import SettingsFault
from jishen.domain.lanes import Lane, Pace
from jishen.domain.notices import Audience
from jishen.notice_settings import (
    ChannelSettings,
    Group,
    RecipientSettings,
    RoutingSettings,
    fault_in_words,
)
from jishen.office_settings import OfficeSettings, ReviewSettings

SETTINGS_FILE_VARIABLE = "JISHEN_SETTINGS"
DEFAULT_SETTINGS_FILE = "jishen.toml"


class ClaimSettings(Group):
    """The enterprise's page: how long its links last, what its files may be, when data goes."""

    link_days: int = Field(default=60, ge=1, le=400)
    """How long a link in a notice opens the page."""
    status_days: int = Field(default=365, ge=1, le=2000)
    """How long it opens the page after the claim, so that the enterprise can follow it."""
    max_files: int = Field(default=6, ge=0, le=20)
    max_file_bytes: int = Field(default=10_000_000, ge=1)
    retention_days: int = Field(default=1095, ge=1)
    """After so long personal data of cases that have ended may be erased."""


class PrefectSettings(Group):
    """The Prefect server that `up` and `demo` start."""

    port: int = 8601


class FetchSettings(Group):
    """Limits and manners of fetching."""

    contact: str = ""
    """Mail address or telephone put into the User-Agent, so that the site can reach us."""
    host_gap_seconds: float = 2.0
    max_bytes: int = 50_000_000
    total_seconds: float = 120.0
    retries: int = 2
    retry_wait_seconds: float = 1.0
    recheck_hours: float = 24.0
    """Batch pages and attachments older than `recent_days` are asked again after this time."""
    recent_days: int = 90
    """Announcements younger than this are looked at in every pass."""
    origins: dict[str, str] = Field(default_factory=dict)
    """Official origin → address really used (demonstration and tests only)."""


class SiteSettings(Group):
    """The way to the watched sites."""

    proxy: str = Field(default="", repr=False)
    """Address of the proxy to go through, `http://user:password@host:port`; empty: none."""

    @field_validator("proxy")
    @classmethod
    def _is_an_address(cls, proxy: str) -> str:
        parts = urlsplit(proxy)
        if proxy and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise ValueError("应为 http://主机:端口 形式的代理地址")
        return proxy


class WatchSettings(Group):
    """How often the scheduled watch looks, and when operators are told that it does not."""

    expecting_minutes: float = Field(default=10.0, gt=0)
    """Between two looks: in working hours while a batch is expected; otherwise; at night."""
    working_minutes: float = Field(default=30.0, gt=0)
    resting_minutes: float = Field(default=60.0, gt=0)
    back_off_ceiling_hours: float = Field(default=6.0, gt=0)
    """A host that refuses or does not answer is left alone no longer than this."""
    alarm_after_intervals: int = Field(default=3, ge=1)
    """No good look for so many times the interval due is told."""
    full_read_days: float = Field(default=7.0, gt=0)
    """Lists are fetched whole after this time whatever the site says of their age."""
    vanished_after_looks: int = Field(default=3, ge=1)
    """A row that a list prints no more is a task after so many good looks."""


class Settings(BaseSettings):
    """All settings."""

    model_config = SettingsConfigDict(
        env_prefix="JISHEN_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    data_folder: Path = Path("var")
    database_url: str = Field(default="", repr=False)
    """SQLAlchemy URL; empty = SQLite in the data folder."""
    seal_key_file: Path | None = None
    """File with the keys that seal personal data; None = `seal.key` in the data folder."""
    policy: str = "haizhu_2024"
    sources: tuple[str, ...] = ()
    """Keys of the sources that are watched; empty: every one there is."""
    draft_policies: bool = False
    """Whether a policy that no authority has confirmed may decide cases."""
    district_code: str = "440105"
    is_demonstration: bool = False
    office: OfficeSettings = OfficeSettings()
    desk: DeskSettings = DeskSettings()
    review: ReviewSettings = ReviewSettings()
    claims: ClaimSettings = ClaimSettings()
    prefect: PrefectSettings = PrefectSettings()
    fetch: FetchSettings = FetchSettings()
    site: SiteSettings = SiteSettings()
    watch: WatchSettings = WatchSettings()
    enterprise_channel: str = "file"
    """Channel for notices to enterprises: `file` (nothing leaves the machine) or `mail`."""
    channels: dict[str, ChannelSettings] = Field(default_factory=dict)
    recipients: tuple[RecipientSettings, ...] = ()
    routing: RoutingSettings = RoutingSettings()

    @field_validator("recipients")
    @classmethod
    def _have_names_of_their_own(
        cls, recipients: tuple[RecipientSettings, ...]
    ) -> tuple[RecipientSettings, ...]:
        names = Counter(recipient.name for recipient in recipients)
        twice = [name for name, count in names.items() if count > 1]
        if twice:
            message = f"收件人名称重复：{'、'.join(twice)}；同一人经两个渠道接收时请用两个名称"
            raise ValueError(message)
        return recipients

    @property
    def store_url(self) -> str:
        """The database's SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{(self.data_folder / 'jishen.db').absolute()}"

    @property
    def key_file(self) -> Path:
        """Where the keys that seal personal data lie."""
        return self.seal_key_file or self.data_folder / "seal.key"

    @property
    def raw_folder(self) -> Path:
        """Where raw bytes are kept."""
        return self.data_folder / "raw"

    @property
    def notices_folder(self) -> Path:
        """Where the file channel writes, unless its own folder is set."""
        return self.channel("file").folder or self.data_folder / "notices"

    def channel(self, name: str) -> ChannelSettings:
        """Return a channel's settings; an unnamed channel has the defaults."""
        return self.channels.get(name, ChannelSettings())

    def kind_of(self, name: str) -> str:
        """Return what the channel of this name speaks."""
        return self.channel(name).kind or name

    def lanes(self, paces_of: Mapping[str, tuple[Pace, ...]]) -> tuple[Lane, ...]:
        """Return every channel that somebody's notices go by, with its pace; by kind if not set."""
        named: dict[str, set[tuple[Audience, str]]] = {self.enterprise_channel: set()}
        for audience in Audience:
            if audience is not Audience.ENTERPRISE:
                for recipient in self.recipients_of(audience):
                    named.setdefault(recipient.channel, set()).add((audience, recipient.name))
        return tuple(
            Lane(
                channel=name,
                paces=self._paces(name, paces_of),
                audiences=frozenset(
                    {Audience.ENTERPRISE} if name == self.enterprise_channel else ()
                ),
                recipients=frozenset(recipients),
            )
            for name, recipients in named.items()
        )

    def _paces(self, name: str, paces_of: Mapping[str, tuple[Pace, ...]]) -> tuple[Pace, ...]:
        usual = paces_of.get(self.kind_of(name), ())
        per_minute = self.channel(name).per_minute
        if not per_minute:
            return usual
        return (Pace(per_minute, 60), *(pace for pace in usual if pace.seconds < 60))  # noqa: PLR2004 (a minute)

    def recipients_of(self, audience: Audience) -> tuple[RecipientSettings, ...]:
        """Return who is told; with nobody named, the file channel still keeps every notice."""
        named = tuple(r for r in self.recipients if r.is_told(audience))
        default = RecipientSettings(
            name=f"{audience.value}-file", audience=audience, channel="file", address=audience.value
        )
        return named or (default,)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (pydantic's signature)
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (pydantic's signature)
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment before file; no .env, no secrets folder."""
        return (
            init_settings,
            env_settings,
            TomlConfigSettingsSource(settings_cls, toml_file=settings_file()),
        )


def settings_file() -> Path:
    """Return the settings file in use, whether it exists or not."""
    return Path(os.environ.get(SETTINGS_FILE_VARIABLE, DEFAULT_SETTINGS_FILE))


@cache
def load_settings() -> Settings:
    """Read the settings once.

    Raises:
        SettingsFault: a value is unknown or wrong, or the named file is missing or not TOML.
    """
    named = os.environ.get(SETTINGS_FILE_VARIABLE)
    if named and not Path(named).is_file():
        message = f"{SETTINGS_FILE_VARIABLE} 指定的设置文件 {named} 不存在"
        raise SettingsFault(message)
    try:
        return Settings()
    except ValidationError as error:
        faults = "；".join(
            f"{'.'.join(str(part) for part in fault['loc'])}：{fault_in_words(fault)}"
            for fault in error.errors(include_input=False)
        )
        message = f"设置有误（{settings_file()}）：{faults}"
        raise SettingsFault(message) from None
    except ValueError as error:
        message = f"设置文件 {settings_file()} 不是有效的 TOML：{error}"
        raise SettingsFault(message) from None
