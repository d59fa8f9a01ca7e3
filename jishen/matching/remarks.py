"""What the remarks (备注) of a list say: of the filer, the algorithm, the products, its end."""

import re
from dataclasses import dataclass

# 主体由A变更为B, 更新备案主体名称, 原主体名称“A”变更为“B”, “A公司”变更为…, 变更法人, 已注销
_ON_FILER = re.compile(r"主体|法人|更名|注销|撤销|吊销|公司.{0,2}(?:变更|更新)")
_CHANGE = re.compile(
    r"主体(?:名称)?原?由?[“\"「『]?([^“”\"「」『』，。；、]{4,60}?)[”\"」』]?变更为"
)
_QUOTED = r"[“\"「『]([^“”\"「」『』]{1,80})[”\"」』]"
_BARE = r"([^“”\"「」『』，。；、：]{1,60}?)"
_BETWEEN = rf"(?:{_QUOTED}|{_BARE})变更为(?:{_QUOTED}|{_BARE})(?=[，。；、《]|$)"
_FILER_RENAME = re.compile(r"主体(?:名称)?原?由?" + _BETWEEN)
_TITLE_RENAME = re.compile(r"算法名称原?由?" + _BETWEEN)
_PRODUCT_RENAME = re.compile(
    r"(?<!主体名称)(?<!算法名称)(?:产品(?:名称|服务形式)?)原?由?" + _BETWEEN
)
_OLD_TITLE = re.compile(r"^原算法名称" + _QUOTED + "$")
_PRODUCTS = re.compile(
    r"产品变更|应用产品|使用产品|(?:新增|增加|删除)(?!“?找相似|检索|语音|接入|开源)[^，。；]{1,400}"
    r"[（(](?:APP|网站|小程序|公众账号|其他)[）)]|(?:新增|删除)(?:关联)?产品|产品(?:名称|服务形式|“)"
    r"|产品[^，。；]{1,60}变更|新增酷狗|产品中新增"
)
_CANCELLED = re.compile(r"已?注销|撤销备案|备案已?撤销")
_RESPONSIBLE = re.compile(r"责任人|法人(?!.{0,2}名称)|法定代表人")
_PURPOSE = re.compile(r"主要用途")
_MECHANISM = re.compile(r"机制|公示|自评估|模型|模态|输入|输出|功能|备案材料|使用算法|生成算法")


@dataclass(frozen=True, slots=True)
class Renaming:
    """An old name and the new one, as printed."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RemarkFacts:
    """What one remark says; `text` is what it rests on, without the cell's line breaks."""

    text: str
    filer_renamings: tuple[Renaming, ...] = ()
    """A rename of the filer, or another filer in its place: only a person can tell."""
    title_renamings: tuple[Renaming, ...] = ()
    """The algorithm's name; the new one is "" where only the old is told."""
    changes_products: bool = False
    changes_purpose: bool = False
    changes_mechanism: bool = False
    changes_responsible_person: bool = False
    is_cancelled: bool = False
    mentions_filer_change: bool = False
    """The filer changed, with names or without (更新备案主体名称)."""

    @property
    def is_understood(self) -> bool:
        """Tell whether anything was recognised; an empty remark says nothing."""
        return not self.text or any(
            (
                self.filer_renamings,
                self.title_renamings,
                self.changes_products,
                self.changes_purpose,
                self.changes_mechanism,
                self.changes_responsible_person,
                self.is_cancelled,
                self.mentions_filer_change,
            )
        )


def read_remarks(remarks: str) -> RemarkFacts:
    """Return what the remarks of a row say.

    >>> read_remarks("原主体名称“甲有限公司”变更为“乙有限公司”").filer_renamings
    (Renaming(old='甲有限公司', new='乙有限公司'),)
    >>> read_remarks("已注销").is_cancelled
    True
    """
    text = "".join(remarks.split())  # cells hold line breaks, in the middle of words too
    renamed = _renamings(_FILER_RENAME, text)
    said_without_filer = _FILER_RENAME.sub("，", text)
    said_without_names = _TITLE_RENAME.sub("，", said_without_filer)
    titles = _renamings(_TITLE_RENAME, text)
    only_old = _OLD_TITLE.match(text)
    if only_old is not None:
        titles = (Renaming(only_old[1], ""),)
    return RemarkFacts(
        text=text,
        filer_renamings=renamed,
        title_renamings=titles,
        changes_products=_PRODUCTS.search(said_without_filer) is not None,
        changes_purpose=_PURPOSE.search(text) is not None,
        changes_mechanism=_MECHANISM.search(said_without_names) is not None,
        changes_responsible_person=_RESPONSIBLE.search(said_without_filer) is not None,
        is_cancelled=_CANCELLED.search(text) is not None,
        mentions_filer_change=bool(renamed) or "主体" in text,
    )


def concerns_filer(remarks: str) -> bool:
    """Tell whether the remarks speak of a change or the end of the filer or of the filing.

    >>> concerns_filer("变更内容：新增产品妙手作文(APP)")
    False
    >>> concerns_filer("已注销")
    True
    """
    # Cells hold line breaks, in the middle of words too.
    return _ON_FILER.search("".join(remarks.split())) is not None


def earlier_filer_names(remarks: str) -> tuple[str, ...]:
    """Return the names that the filer is said to have had, as printed, without doubles.

    A row shows the new name and tells the old one only here: the registry may still know it.

    >>> earlier_filer_names("主体由佛山愈苹科技有限公司变更为广州愈苹科技有限公司")
    ('佛山愈苹科技有限公司',)
    """
    found: list[str] = _CHANGE.findall("".join(remarks.split()))
    return tuple(dict.fromkeys(found))


def _renamings(pattern: re.Pattern[str], text: str) -> tuple[Renaming, ...]:
    found = (
        Renaming(groups[0] or groups[1], groups[2] or groups[3]) for groups in pattern.findall(text)
    )
    return tuple(dict.fromkeys(found))
