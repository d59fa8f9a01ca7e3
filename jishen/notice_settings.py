"""Settings of notices: who is told, when, and on which channel; part of `jishen.settings`."""

from datetime import time
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import ErrorDetails

from jishen.domain.notices import AUDIENCE_OF, ESCALATION, Audience, NoticeEvent
from jishen.domain.office_hours import OfficeHours


class Group(BaseModel):
    """A table of the settings file: nothing unknown in it, nothing changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class RecipientSettings(Group):
    """A named receiver of notices to reviewers or operators."""

    name: str
    audience: Audience
    channel: str
    address: str
    events: tuple[NoticeEvent, ...] = ()
    """What this recipient is told, also of another role's notices; empty: all of its own role."""
    at_least_yuan: int = Field(default=0, ge=0)
    """Of a case's notices only those of cases that may pay so much."""
    hours: Literal["", "always", "working"] = ""
    """When notices that are not urgent are sent; empty: as `routing.quiet` says of the role."""

    def is_told(self, audience: Audience) -> bool:
        """Tell whether this recipient gets any of an audience's notices."""
        return self.audience is audience or any(
            AUDIENCE_OF.get(event) is audience for event in self.events
        )


class RoutingSettings(Group):
    """Who is told when, and who is reminded of what nobody has taken up."""

    work_from: time = time(8, 30)
    work_until: time = time(18, 0)
    """Office hours of a working day, Beijing time."""
    quiet: tuple[Audience, ...] = ()
    """Roles whose notices, unless urgent, wait for office hours."""
    urgent_events: tuple[NoticeEvent, ...] = (NoticeEvent.SOURCE_FAULT, NoticeEvent.CHANNEL_TEST)
    """Sent at any hour."""
    escalation: dict[Audience, int] = Field(
        default_factory=lambda: dict(zip(ESCALATION, (3, 5, 8), strict=True))
    )
    """Role → working days after which it is reminded of a case nobody has taken up; 0: never."""
    repeat_workdays: int = Field(default=5, ge=0)
    """Working days after which each role is reminded again; 0: once."""

    @model_validator(mode="after")
    def _make_sense(self) -> Self:
        if self.work_from >= self.work_until:
            message = (
                f"work_from（{self.work_from:%H:%M}）应早于 work_until（{self.work_until:%H:%M}）"
            )
            raise ValueError(message)
        unknown = [audience.value for audience in self.escalation if audience not in ESCALATION]
        if unknown:
            known = "、".join(audience.value for audience in ESCALATION)
            message = f"escalation 中的 {'、'.join(unknown)} 不能被提醒；可用：{known}"
            raise ValueError(message)
        days = [self.escalation[a] for a in ESCALATION if self.escalation.get(a)]
        if any(day < 0 for day in self.escalation.values()) or days != sorted(days):
            message = (
                "escalation 的工作日数不得为负，并应逐级递增（审核人员、分管副职、主要负责人）"
            )
            raise ValueError(message)
        return self

    @property
    def office_hours(self) -> OfficeHours:
        """The hours as the core counts with them."""
        return OfficeHours(self.work_from, self.work_until)


class ChannelSettings(Group):
    """A channel: an Apprise URL (mail, webhook, bots) or a folder (file)."""

    kind: str = ""
    """What it speaks; empty: what its name says. So there can be two bots of one kind."""
    url: str = Field(default="", repr=False)
    url_file: Path | None = None
    """A file that holds the URL, so that its secrets stand in no settings file."""
    service_url: str = ""
    """Another endpoint that speaks a bot's language (粤政易 speaks WeCom's); empty: its own."""
    folder: Path | None = None
    timeout_seconds: float = Field(default=20.0, gt=0, le=120)
    """For one send as a whole; well below the five minutes that a sender holds a notice."""
    per_minute: int = Field(default=0, ge=0)
    """Most messages in any 60 seconds; 0: what suits the kind."""
    sign_name: str = ""
    """Of SMS: the approved signature, without brackets."""
    templates: dict[NoticeEvent, str] = Field(default_factory=dict)
    """Of SMS: event → number of the template that the service approved."""

    @model_validator(mode="after")
    def _have_one_url(self) -> Self:
        if self.url_file is None:
            return self
        if self.url:
            message = "url 与 url_file 只能设置一项"
            raise ValueError(message)
        if not self.url_file.is_file():
            message = f"url_file 指定的文件 {self.url_file} 不存在"
            raise ValueError(message)
        return self

    def whole_url(self) -> str:
        """Return the URL, from its file where it has one."""
        if self.url_file is None:
            return self.url
        return self.url_file.read_text(encoding="utf-8").strip()


def fault_in_words(fault: ErrorDetails) -> str:
    """Return what is wrong with a value, in Chinese where we have words for it."""
    context = fault.get("ctx", {})
    words = {
        "enum": "应为 {expected} 之一",
        "literal_error": "应为 {expected} 之一",
        "extra_forbidden": "没有这一项设置",
        "missing": "未填写",
        "value_error": "{error}",
        "int_parsing": "应为整数",
        "greater_than_equal": "不得小于 {ge}",
        "greater_than": "应大于 {gt}",
        "less_than_equal": "不得大于 {le}",
        "time_parsing": "应为时刻，如 08:30",
    }.get(fault["type"])
    return words.format(**context) if words else fault["msg"]
