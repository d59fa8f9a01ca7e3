"""Small registries and entries for the matcher's tests."""

from datetime import date

from jishen.domain.enterprises import FormerName
from jishen.domain.matches import EntryFacts, Learned, Match, RegisteredEnterprise
from jishen.matching.matcher import Matcher, matcher_of

HAIZHU_NUMBER = "网信算备440105932013102230011号"
TIANHE_NUMBER = "网信算备440106932013102230011号"
SHENZHEN_NUMBER = "网信算备440305932013102230017号"
FILER_CODE = "9320131"
ANNOUNCED_ON = date(2025, 3, 12)
USCC = "91440105MA00000001"
OTHER_USCC = "91440105MA00000002"
ADDRESS = "广东省广州市海珠区琶洲大道样例1号"


def entry(filer_name: str, *, number: str = HAIZHU_NUMBER, remarks: str = "") -> EntryFacts:
    return EntryFacts(filer_name, number, ANNOUNCED_ON, remarks)


def enterprise(
    name: str, uscc: str = USCC, *former: FormerName, address: str = ADDRESS, status: str = ""
) -> RegisteredEnterprise:
    return RegisteredEnterprise(uscc, name, former, address, status)


def matcher(
    *enterprises: RegisteredEnterprise, learned: Learned | None = None, names_alone: bool = False
) -> Matcher:
    return matcher_of(enterprises, learned, needs_second_fact=not names_alone)


def judge(printed: EntryFacts, *enterprises: RegisteredEnterprise) -> Match:
    return matcher(*enterprises).judge(printed)
