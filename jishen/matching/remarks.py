"""What the remarks (备注) of a list say of the filer; product changes do not concern us here."""

import re

# 主体由A变更为B, 更新备案主体名称, 原主体名称“A”变更为“B”, “A公司”变更为…, 变更法人, 已注销
_ON_FILER = re.compile(r"主体|法人|更名|注销|撤销|吊销|公司.{0,2}(?:变更|更新)")
_CHANGE = re.compile(
    r"主体(?:名称)?原?由?[“\"「『]?([^“”\"「」『』，。；、]{4,60}?)[”\"」』]?变更为"
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
