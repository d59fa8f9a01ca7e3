"""In which respects two names differ, in the words a reviewer reads."""

import unicodedata

from jishen.matching.names import bare_key, canonical_key, is_branch_name, name_key
from jishen.matching.remarks import earlier_filer_names


def same_name_finding(printed: str, registered: str) -> str:
    """Return how two prints with one name_key agree: letter by letter, or after what folding."""
    if printed == registered:
        return "逐字相同"
    if _without_white_space(printed) == _without_white_space(registered):
        return "仅空白不同，视为同名"
    if _folded_width(printed) == _folded_width(registered):
        return "仅空白、全半角或大小写不同，视为同名"
    return "仅繁简或异体字形不同，按简体视为同名"


def near_name_finding(printed: str, registered: str, remarks: str = "") -> str:
    """Return in which respects two names with different name_keys are near each other."""
    if name_key(printed) == name_key(registered):
        return same_name_finding(printed, registered)
    told = {name_key(name) for name in earlier_filer_names(remarks)}
    if name_key(registered) in told:
        return "与备注所载原主体名称相同"
    respects = _respects(printed, registered)
    return f"{'、'.join(respects)}不同" if respects else "名称不同"


def _respects(printed: str, registered: str) -> list[str]:
    ours, theirs = name_key(printed), name_key(registered)
    respects = []
    if is_branch_name(printed) != is_branch_name(registered):
        respects.append("总公司与分公司")
    if ("有限责任公司" in ours) != ("有限责任公司" in theirs):
        respects.append("组织形式写法（有限公司、有限责任公司）")
    if ("股份" in ours) != ("股份" in theirs):
        respects.append("组织形式（有限公司、股份有限公司）")
    if _region_written_differently(ours, theirs):
        respects.append("行政区划写法（有无“省”“市”）")
    if ("（" in ours) != ("（" in theirs):
        respects.append("括号有无")
    return respects if bare_key(ours) == bare_key(theirs) else []


def _region_written_differently(ours: str, theirs: str) -> bool:
    def is_shortened(key: str) -> bool:
        return canonical_key(key) != key.replace("有限责任公司", "有限公司")

    return is_shortened(ours) != is_shortened(theirs)


def _without_white_space(text: str) -> str:
    return "".join(text.split())


def _folded_width(text: str) -> str:
    return _without_white_space(unicodedata.normalize("NFKC", text).casefold())
