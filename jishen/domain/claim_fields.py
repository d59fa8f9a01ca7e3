"""Reading what people type into the claim: cleaned, normalised, judged; pure.

Every reader returns the value and the key of a fault, which is empty when there is none. The words
for a fault are the page's, in two languages; a fault never repeats what was typed.
"""

import re
import unicodedata

ACCOUNT_NAME_CHARACTERS = 100
BRANCH_CHARACTERS = 100
NAME_CHARACTERS = 50
MAIL_CHARACTERS = 254
DETAIL_CHARACTERS = 300
WORDS_CHARACTERS = 1000
FILE_NAME_CHARACTERS = 120
LAST = 4
"""So many characters of the credit code confirm a claim."""

_ACCOUNT_DIGITS = range(8, 33)
_CARD_DIGITS = range(16, 20)
_CARD_PREFIX = "62"
_ACCOUNT = re.compile(r"[0-9]+", re.ASCII)
_PHONE = re.compile(r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}(-[0-9]{1,6})?", re.ASCII)
_MAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
    r"@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
)
_SEPARATORS = re.compile(r"[\s\-‐-―－]+")  # noqa: RUF001 (dashes that people paste)
_UNSAFE_IN_NAMES = re.compile(r'[\\/:*?"<>|]')


def clean_line(text: str) -> str:
    r"""Return text as one line without controls, bidi marks or invisible characters.

    >>> clean_line(" 广州\u202e某\r\n公司\u200b ")
    '广州某 公司'
    """
    kept = "".join(_visible(character) for character in text)
    return " ".join(kept.split())


def clean_words(text: str) -> str:
    r"""Return text of several lines, each cleaned, without more than one blank line together.

    >>> clean_words("一\r\n\r\n\r\n二\u202e")
    '一\n\n二'
    """
    lines = [clean_line(line) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    return "" if category in {"Cf", "Cs", "Co", "Cn"} else character


def bounded(text: str, most: int, *, is_required: bool = True) -> tuple[str, str]:
    """Return a line and its fault: `missing` or `too_long`."""
    line = clean_line(text)
    if not line:
        return line, "missing" if is_required else ""
    return line, "too_long" if len(line) > most else ""


def account_number(text: str) -> tuple[str, str]:
    r"""Return an account number as digits, and its fault.

    Accounts of enterprises have no check digit that all banks share: their length is tested. A
    number of 16 to 19 digits that begins with 62 is a card's and has one (Luhn).

    >>> account_number("6222 0212 3456 7890 129")
    ('6222021234567890129', 'card_check')
    >>> account_number("\uff14\uff14\uff10\uff15-0160 4321")
    ('440501604321', '')
    """
    digits = _SEPARATORS.sub("", unicodedata.normalize("NFKC", clean_line(text)))
    if not digits:
        return digits, "missing"
    if not _ACCOUNT.fullmatch(digits):
        return digits, "not_digits"
    if len(digits) not in _ACCOUNT_DIGITS:
        return digits, "account_length"
    is_card = len(digits) in _CARD_DIGITS and digits.startswith(_CARD_PREFIX)
    return digits, "card_check" if is_card and not luhn_holds(digits) else ""


def luhn_holds(digits: str) -> bool:
    """Tell whether the last digit is the check digit of the others (ISO/IEC 7812-1).

    >>> luhn_holds("79927398713"), luhn_holds("79927398714")
    (True, False)
    """
    doubled = (divmod(int(digit) * 2, 10) for digit in digits[-2::-2])
    return (sum(map(sum, doubled)) + sum(int(digit) for digit in digits[::-2])) % 10 == 0


def phone(text: str) -> tuple[str, str]:
    """Return a telephone number of the mainland, and its fault."""
    number = unicodedata.normalize("NFKC", clean_line(text)).replace(" ", "")
    number = number.removeprefix("+86").removeprefix("86-")
    if not number:
        return number, "missing"
    return number, "" if _PHONE.fullmatch(number) else "phone"


def mail(text: str) -> tuple[str, str]:
    """Return a mail address, and its fault."""
    address = unicodedata.normalize("NFKC", clean_line(text)).replace(" ", "")
    if not address:
        return address, "missing"
    is_good = len(address) <= MAIL_CHARACTERS and _MAIL.fullmatch(address)
    return address, "" if is_good else "mail"


def is_last_of(typed: str, uscc: str) -> bool:
    r"""Tell whether somebody typed the last four characters of a credit code.

    >>> is_last_of(" \uff41b1 2", "91440101MA5AAAAB12"), is_last_of("AB13", "91440101MA5AAAAB12")
    (True, False)
    """
    last = unicodedata.normalize("NFKC", clean_line(typed)).replace(" ", "").upper()
    return last == uscc[-LAST:].upper()


def file_name(text: str) -> str:
    r"""Return a file's name as it may be shown: no path, no controls, no bidi, bounded.

    >>> file_name("..\\..\\租赁\u202e合同.pdf"), file_name("/")
    ('租赁合同.pdf', '未命名')
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFKC", text))[-1]
    name = _UNSAFE_IN_NAMES.sub("", clean_line(last)).strip(". ")
    stem, dot, extension = name.rpartition(".")
    kept = FILE_NAME_CHARACTERS - len(extension) - 1
    shown = f"{stem[:kept]}.{extension}" if dot and kept > 0 else name[:FILE_NAME_CHARACTERS]
    return shown or "未命名"


def masked_account(number: str) -> str:
    """Return an account number with its last four digits only.

    >>> masked_account("440501604321")
    '********4321'
    """
    return "*" * (len(number) - LAST) + number[-LAST:]


def masked_uscc(uscc: str) -> str:
    """Return a credit code without its last four characters: they are asked for.

    >>> masked_uscc("91440101MA5AAAAB12")
    '91440101MA5AAA****'
    """
    return uscc[:-LAST] + "*" * LAST
