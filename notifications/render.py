"""Facts and templates to a message."""

from dataclasses import fields
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import (
    Environment,
    PackageLoader,
    StrictUndefined,
    TemplateNotFound,
    select_autoescape,
)

from jishen.domain.errors import Refused
from jishen.domain.notices import (
    BatchDigest,
    CaseNews,
    CaseOverdue,
    CaseWaiting,
    ChannelTest,
    FilingSeen,
    NoticeEvent,
    NoticeFacts,
    SourceAlarm,
)
from notifications import wording
from notifications.message import Message, Sms
from notifications.sms_text import read_sms

_FACTS_OF: dict[NoticeEvent, type[NoticeFacts]] = {
    NoticeEvent.FILING_SEEN: FilingSeen,
    NoticeEvent.BATCH_DIGEST: BatchDigest,
    NoticeEvent.CASE_WAITING: CaseWaiting,
    NoticeEvent.SOURCE_FAULT: SourceAlarm,
    NoticeEvent.SOURCE_RECOVERED: SourceAlarm,
    NoticeEvent.CASE_OVERDUE: CaseOverdue,
    NoticeEvent.CASE_NEWS: CaseNews,
    NoticeEvent.CHANNEL_TEST: ChannelTest,
}
_PARTS = ("subject.txt", "body.txt", "body.html", "brief.txt")
_SMS = "sms.txt"
_SHARED = ("layout.html",)
_VERSION_CHARACTERS = 12


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("notifications", "templates"),
        autoescape=select_autoescape(disabled_extensions=("txt",), default=True),
        undefined=StrictUndefined,
        finalize=wording.finished,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for filter_ in (
        wording.book_title,
        wording.by_state,
        wording.cn_date,
        wording.cn_period,
        wording.cn_time,
        wording.link,
        wording.pairs,
        wording.short,
        wording.yuan,
        wording.yuan_wan,
    ):
        environment.filters[filter_.__name__] = filter_
    environment.tests["web_address"] = wording.is_web_address
    return environment


def render(event: NoticeEvent, key: str, facts: NoticeFacts) -> Message:
    """Return the message that tells these facts; raises Refused when the facts are not the event's.

    No value can break out of its line, add a link, a header or an element; see `wording.finished`.
    """
    if not isinstance(facts, _FACTS_OF[event]):
        detail = f"通知事项 {event} 与内容 {type(facts).__name__} 不符，未予发送。"
        raise Refused(detail)
    context = {field.name: getattr(facts, field.name) for field in fields(facts)}
    subject, text, html, brief = (
        _environment().get_template(f"{event}/{part}").render(context) for part in _PARTS
    )
    lines = tuple(line for line in brief.splitlines() if line.strip())
    sms = _sms(event, context)
    return Message(key, wording.one_line(subject), text.strip() + "\n", html, event, lines, sms)


def _sms(event: NoticeEvent, context: dict[str, object]) -> Sms | None:
    """Return the event's SMS; an event without an `sms.txt` has none."""
    try:
        template = _environment().get_template(f"{event}/{_SMS}")
    except TemplateNotFound:
        return None
    return read_sms(template.render(context))


@cache
def template_version(event: NoticeEvent) -> str:
    """Return the version of an event's wording: a digest of every template file it is made of."""
    templates = files("notifications") / "templates"
    digest = sha256()
    for name in (*(f"{event}/{part}" for part in _PARTS), *_SHARED):
        digest.update(templates.joinpath(name).read_bytes())
    sms = templates.joinpath(f"{event}/{_SMS}")
    if sms.is_file():
        digest.update(sms.read_bytes())
    return digest.hexdigest()[:_VERSION_CHARACTERS]
