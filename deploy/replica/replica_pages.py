"""The site's pages and lists, in the markup of the real ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from replica_facts import HUB_URL, KINDS, PortalNotice, editions
from replica_publication import Publication

CHINA = timezone(timedelta(hours=8))
_ON_SITE_AT = time(17, 5)
PUBLISHED_AT_HOUR = time(17, 0)
"""The pages' hour is ours: the sources give the day only."""
LIST_PATHS = {
    "A093702": "/wxzw/wxfb/A093702index_1.htm",
    "A093802": "/hdfw/wxan/A093802index_1.htm",
}
ROWS_PER_PAGE = 20
PROVINCIAL_FILE = "/attachment/0/545/545821/4859.xlsx"
"""The path of the workbook is ours: the real one was not seen."""

_MARKUP = Path(__file__).parent / "markup"
_LINK_TEXT_LENGTH = 30
_HUB_PUBLISHED_ON = date(2022, 8, 12)
_HUB_TITLE = "国家互联网信息办公室关于发布互联网信息服务算法备案信息的公告"
_GENAI_HUB_TITLE = "国家互联网信息办公室关于发布生成式人工智能服务已备案信息的公告"
_LIST_NAMES = {"A093702": ("网信发布", "网信政务"), "A093802": ("网信@你", "互动服务")}
_PARENT_PATHS = {"A093702": "/wxzw/A0937index_1.htm", "A093802": "/hdfw/A0938index_1.htm"}
_DIGITS = "零一二三四五六七八九"
_BATCH_NOTICE = 3
_CANCELLATION_NOTICE = 4
_TEN = 10


@dataclass(frozen=True, slots=True)
class ListedNotice:
    """A line of a list page."""

    title: str
    url: str
    published_on: date


def markup(name: str, **values: str) -> str:
    """Return a markup file with its {{names}} filled in, as they are."""
    text = _file(name)
    for key, value in values.items():
        text = text.replace("{{" + key + "}}", value)
    return text


@cache
def _file(name: str) -> str:
    return (_MARKUP / f"{name}.html").read_text(encoding="utf-8")


def batch_title(number: int) -> str:
    """Return the title of a deep-synthesis announcement."""
    return f"国家互联网信息办公室关于发布第{_in_words(number)}批深度合成服务算法备案信息的公告"


def batch_page(batch: Publication) -> str:
    """Return the page of one deep-synthesis batch."""
    edition = batch.edition
    number = _in_words(int(edition.number))
    body = (
        "<p>　　根据《互联网信息服务深度合成管理规定》，现公开发布"
        f"第{number}批境内深度合成服务算法备案信息，具体信息可通过互联网信息服务算法备案系统"
        "（https://beian.cac.gov.cn）查询。</p><p>　　特此公告。</p>"
        + markup("attachment_batch", href=_download_link(batch), label=escape(edition.label))
        + f"<p>国家互联网信息办公室</p><p>{_chinese_day(edition.announced_on)}</p>"
    )
    title = batch_title(int(edition.number))
    return _article(title, edition.announced_on, body, rebuilt_at=batch.linked_at)


def hub_page(lists: Sequence[Publication], rebuilt_at: datetime) -> str:
    """Return the algorithm page: one page, one attachment a list, rewritten in place."""
    links = "".join(
        markup(
            "attachment_hub",
            number=item.edition.number,
            href=_download_link(item),
            label=escape(item.edition.label),
        )
        for item in lists
    )
    body = (
        "<p>　　根据《互联网信息服务算法推荐管理规定》，"
        "现公开发布境内互联网信息服务算法名称及备案编号，相关信息可通过互联网信息服务算法备案系统（https://beian.cac.gov.cn）查询。</p>"
        f"{links}<p>国家互联网信息办公室</p><p>{_chinese_day(_HUB_PUBLISHED_ON)}</p>"
    )
    return _article(_HUB_TITLE, _HUB_PUBLISHED_ON, body, rebuilt_at=rebuilt_at)


def genai_hub_page(lists: Sequence[Publication], rebuilt_at: datetime) -> str:
    """Return the generative-AI page: one page, one PDF a list, rewritten in place."""
    links = "".join(
        markup(
            "attachment_hub",
            number=item.edition.number,
            href=_download_link(item),
            label=escape(shown_label(item)),
        )
        for item in lists
    )
    first = lists[0].edition.announced_on
    body = (
        "<p>　　根据《生成式人工智能服务管理暂行办法》，现公布已备案的生成式人工智能服务信息，"
        "有关信息将在官网定期汇总更新，不再另行公告。</p>"
        f"{links}<p>国家互联网信息办公室</p><p>{_chinese_day(first)}</p>"
    )
    return _article(_GENAI_HUB_TITLE, first, body, rebuilt_at=rebuilt_at)


def genai_notice_page(item: Publication) -> str:
    """Return a separate generative-AI notice: rows of the hub once more, as one PDF."""
    edition = item.edition
    label = escape(edition.label.removesuffix("的公告").partition("关于发布")[2])
    body = (
        f"<p>　　现将{label}予以公布。</p>"
        + markup("attachment_batch", href=_download_link(item), label=escape(edition.label))
        + f"<p>国家互联网信息办公室</p><p>{_chinese_day(edition.announced_on)}</p>"
    )
    return _article(edition.label, edition.announced_on, body, rebuilt_at=item.linked_at)


def provincial_page(item: Publication) -> str:
    """Return the page of the provincial office with its workbook; its markup is ours."""
    edition = item.edition
    return markup(
        "provincial",
        title=escape(edition.label.removesuffix(".xlsx")),
        day=edition.announced_on.isoformat(),
        href=PROVINCIAL_FILE,
        label=escape(edition.label),
    )


def notice_page(notice: ListedNotice, rebuilt_at: datetime) -> str:
    """Return the page of another notice: its title, and no attachment."""
    body = "<p>　　样例站点未收录本文正文。</p>"
    return _article(notice.title, notice.published_on, body, rebuilt_at=rebuilt_at)


def list_page(channel: str, notices: Sequence[ListedNotice], rebuilt_at: datetime) -> str:
    """Return the first (and only) list page of a channel: the newest 20 of its notices."""
    name, parent_name = _LIST_NAMES[channel]
    items = "".join(
        markup(
            "list_item",
            href=_protocol_relative(notice.url),
            title=escape(notice.title),
            text=escape(_cut(notice.title)),
            day=notice.published_on.isoformat(),
        )
        for notice in notices[:ROWS_PER_PAGE]
    )
    content = markup(
        "list",
        title=name,
        path=LIST_PATHS[channel],
        parent_name=parent_name,
        parent_path=_PARENT_PATHS[channel],
        items=items,
        total=str(len(notices)),
        channel=channel,
    )
    return _page(name, content, rebuilt_at)


def json_list(notices: Sequence[ListedNotice], page: int, per_page: int) -> dict[str, object]:
    """Return a page of the JSON list; past the end the list is empty."""
    shown = notices[(page - 1) * per_page : page * per_page]
    lines = []
    for notice in shown:
        moment = datetime.combine(notice.published_on, PUBLISHED_AT_HOUR)
        lines.append(
            {
                "topic": notice.title.replace("办公室关于", "办公室<br>关于", 1),
                "infourl": _protocol_relative(notice.url),
                "pubtime": f"{moment:%Y-%m-%d %H:%M:%S}.0",
                "filltime": f"{moment:%Y-%m-%d %H:%M:%S}.0",
                "coverurl": "",
                "description": "",
            }
        )
    return {"list": lines, "totalRec": len(notices)}


def portal_list(
    batches: Iterable[Publication],
    cancellations: Iterable[Publication],
    others: Iterable[PortalNotice],
) -> dict[str, object]:
    """Return the reply of the filing portal's notice interface."""
    lines: list[dict[str, object]] = [
        {
            "noticeId": f"notice_{uuid5(NAMESPACE_URL, batch.edition.url)}",
            "type": _BATCH_NOTICE,
            "title": batch_title(int(batch.edition.number)),
            "content": batch.edition.url,
            "createTime": f"{batch.edition.announced_on.isoformat()} 17:00:00",
        }
        for batch in batches
    ]
    lines += [
        {
            "noticeId": item.edition.number,
            "type": _CANCELLATION_NOTICE,
            "title": item.edition.label,
            "content": "",
            "createTime": f"{item.edition.announced_on.isoformat()} 17:00:00",
        }
        for item in cancellations
    ]
    lines += [
        {
            "noticeId": notice.notice_id,
            "type": notice.type_number,
            "title": notice.title,
            "content": notice.content,
            "createTime": f"{notice.created_on.isoformat()} 17:00:00",
        }
        for notice in others
    ]
    return {"errno": 0, "errmsg": "success", "datas": lines}


def listed(batch: Publication) -> ListedNotice:
    """Return the line under which a list page shows a batch."""
    edition = batch.edition
    return ListedNotice(batch_title(int(edition.number)), edition.url, edition.announced_on)


def hub_notice() -> ListedNotice:
    """Return the line under which a list page shows the algorithm page."""
    return ListedNotice(_HUB_TITLE, HUB_URL, _HUB_PUBLISHED_ON)


def _article(title: str, published_on: date, body: str, *, rebuilt_at: datetime) -> str:
    pubtime = f"{published_on:%Y年%m月%d日} {PUBLISHED_AT_HOUR:%H:%M}"
    content = markup("article", title=escape(title), pubtime=pubtime, body=body)
    return _page(title, content, rebuilt_at)


def _page(title: str, content: str, rebuilt_at: datetime) -> str:
    publishdate = f"{rebuilt_at.astimezone(CHINA):%Y/%m/%d %H:%M:%S}"
    return markup(
        "page", charset="UTF-8", title=escape(title), publishdate=publishdate, content=content
    )


def shown_label(item: Publication) -> str:
    """Return the label under which a page links to a file."""
    edition = item.edition
    if "label_numbered" in edition.quirks:
        return f"附件{edition.number}：{edition.label}"
    return edition.label


def _download_link(item: Publication) -> str:
    label = quote(shown_label(item), safe="")
    return (
        "//www.cac.gov.cn/cms/pub/interact/downloadfile.jsp"
        f"?filepath={item.token}&amp;fText={label}"
    )


def _protocol_relative(url: str) -> str:
    return url.removeprefix("https:")


def _cut(title: str) -> str:
    return title if len(title) <= _LINK_TEXT_LENGTH else title[:_LINK_TEXT_LENGTH] + "…"


def _chinese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _in_words(number: int) -> str:
    tens, ones = divmod(number, _TEN)
    before = "" if tens == 0 else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return before + (_DIGITS[ones] if ones or not before else "")


def announced_at(period: str) -> datetime:
    """Return a fixed instant on the day a month's lists were announced."""
    days = [
        item.announced_on
        for item in editions().values()
        if item.period == period and item.kind in KINDS
    ]
    return datetime.combine(max(days, default=date.max), _ON_SITE_AT, tzinfo=CHINA)
