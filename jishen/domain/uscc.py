"""Unified social credit codes: GB 32100 by python-stdnum, with the GB 11714 digit inside."""

import re
import unicodedata

from stdnum.cn import uscc as stdnum_uscc
from stdnum.exceptions import InvalidFormat, InvalidLength, ValidationError

_MADE_A_NUMBER = re.compile(r"\d(\.\d+)?E\+\d+")
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SHAPE = re.compile(rf"\d{{8}}[{_ALPHABET}]{{10}}")
_UNSEEN = {"Cf", "Cs"}


def normal_uscc(text: str) -> str:
    """Return a credit code in half-width capitals, without blanks and hyphens.

    >>> normal_uscc("'9111 0000-600037341l")
    '91110000600037341L'
    """
    if _SHAPE.fullmatch(text):
        return text
    seen = "".join(c for c in text if c.isprintable() or unicodedata.category(c) not in _UNSEEN)
    folded = unicodedata.normalize("NFKC", seen).upper()
    return "".join(folded.split()).replace("-", "").removeprefix("'")


def uscc_fault(uscc: str) -> str:
    """Return what is wrong with a normalised credit code (GB 32100), or an empty text.

    >>> uscc_fault("91110000600037341L")
    ''
    >>> uscc_fault("91110000600037341K")
    '统一社会信用代码的第18位校验码不符'
    """
    if not uscc:
        return "统一社会信用代码为空"
    if _MADE_A_NUMBER.fullmatch(uscc):
        return "统一社会信用代码被表格软件存成了数值，末几位已丢失，请改为文本格式重新填写"
    try:
        stdnum_uscc.validate(uscc)
    except InvalidLength:
        return f"统一社会信用代码应为18位，实为{len(uscc)}位"
    except InvalidFormat:
        return "统一社会信用代码含有不应出现的字符（前8位为数字，且不使用字母I、O、S、V、Z）"
    except ValidationError:
        return "统一社会信用代码的第18位校验码不符"
    return "" if body_code_holds(uscc[8:17]) else "统一社会信用代码的第17位校验码不符"


def body_code_holds(code: str) -> bool:
    """Tell whether the 9 characters of a body code satisfy GB 11714: 11 − Σ cᵢ·wᵢ mod 11.

    >>> body_code_holds("600037341"), body_code_holds("600037342")
    (True, False)
    """
    total = sum(int(c, 36) * w for c, w in zip(code[:8], _BODY_WEIGHTS, strict=True))
    return code[8] == "0123456789X"[-total % 11]
