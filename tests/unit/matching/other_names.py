"""Invented enterprises and cells that mean them: a generator with words and slips of its own.

Nothing is tuned to it: it exists to contradict the matcher. `P` is the same firm in another
spelling, `L` the same firm with a slip, `N` nobody in the registry.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property

import opencc

from jishen.domain.enterprises import FormerName
from jishen.domain.filing_numbers import check_digit_holds
from jishen.domain.matches import EntryFacts, RegisteredEnterprise
from jishen.matching.parts import parse, weak_text
from tests.unit.matching.other_words import BRAND, CITIES, FORMS, ODD_ENDS, TRADES

ANNOUNCED_IN = range(2023, 2027)


@cache
def _traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2hk")


@dataclass(frozen=True, slots=True)
class Firm:
    region: str
    brand: str
    trade: str
    form: str
    place: int
    """0 in front, 1 in brackets behind the brand, 2 in brackets before the form."""
    city: str

    def name(self) -> str:
        if not self.region or self.place == 0:
            return self.region + self.brand + self.trade + self.form
        if self.place == 1:
            return f"{self.brand}（{self.region}）{self.trade}{self.form}"
        return f"{self.brand}{self.trade}（{self.region}）{self.form}"


@dataclass(frozen=True, slots=True)
class Cell:
    kind: str
    how: str
    entry: EntryFacts
    uscc: str | None


class World:
    """A registry of `size` firms of one city, or of all, and cells about them."""

    def __init__(self, size: int, seed: int, *, home: str | None = "广州") -> None:
        self.dice = random.Random(seed)  # noqa: S311 (invented names, no secret)
        self.home = home
        self.firms: list[Firm] = []
        self.former: dict[int, FormerName] = {}
        self.taken: set[str] = set()
        while len(self.firms) < size:
            self._add(self._firm(home or self.dice.choice(list(CITIES))))
            if self.dice.random() < 0.12 and self.firms:
                self._add(self._sibling(self.firms[-1]))

    def enterprises(self) -> list[RegisteredEnterprise]:
        return [
            RegisteredEnterprise(
                f"{at:018d}",
                firm.name(),
                (self.former[at],) if at in self.former else (),
                f"{firm.city.removesuffix('市')}市某路{at}号",
            )
            for at, firm in enumerate(self.firms)
        ]

    def cells(self, number: int) -> list[Cell]:
        ways: list[tuple[str, Callable[[], Cell | None], int]] = [
            ("same", self._same, 45),
            ("slip", self._slip, 15),
            ("other", self._other, 20),
            ("stranger", self._stranger, 20),
            ("released", self._released, 2),
        ]
        found: list[Cell] = []
        while len(found) < number:
            make = self.dice.choices([way[1] for way in ways], [way[2] for way in ways])[0]
            cell = make()
            if cell is not None:
                found.append(cell)
        return found

    def _brand(self) -> str:
        length = self.dice.choices((2, 3, 4, 5), (50, 15, 30, 5))[0]
        return "".join(self.dice.choices(BRAND, k=length))

    def _firm(self, city: str) -> Firm:
        dice = self.dice
        if dice.random() < 0.04:
            shi = "" if city.endswith("市") else "市"
            return Firm(city + shi, self._brand(), "", dice.choice(ODD_ENDS), 0, city)
        region = dice.choices(
            (city, city.removesuffix("市") + "市", CITIES[city][0], ""), (60, 22, 12, 6)
        )[0]
        place = dice.choices((0, 1, 2), (78, 12, 10))[0] if region else 0
        return Firm(region, self._brand(), dice.choice(TRADES), dice.choice(FORMS), place, city)

    def _sibling(self, firm: Firm) -> Firm:
        dice = self.dice
        return dice.choice(
            (
                replace(firm, trade=dice.choice(TRADES)),
                replace(firm, brand=firm.brand + dice.choice(BRAND)),
                replace(firm, form=dice.choice(FORMS)),
                replace(firm, form=f"{firm.form}{dice.choice(list(CITIES))}分公司"),
                replace(firm, place=dice.choice((0, 1, 2))),
            )
        )

    def _add(self, firm: Firm) -> None:
        name = firm.name()
        if name in self.taken:
            return
        self.taken.add(name)
        at = len(self.firms)
        self.firms.append(firm)
        if self.dice.random() < 0.07:
            old = self._firm(firm.city).name()
            if old not in self.taken:
                self.taken.add(old)
                day = date(self.dice.choice((2023, 2024, 2025)), self.dice.randint(1, 12), 28)
                self.former[at] = FormerName(old, day)

    def _entry(self, printed: str, city: str, year: int | None = None) -> EntryFacts:
        year = year or self.dice.choice(ANNOUNCED_IN)
        number = ""
        if self.dice.random() < 0.75:
            division = CITIES[city][1] + "02"
            body = f"{division}{self.dice.randrange(10**7):07d}01{year % 100:02d}001"
            digit = next(d for d in range(10) if check_digit_holds(f"{body}{d}"))
            number = f"网信算备{body}{digit}号"
        return EntryFacts(printed, number, date(year, 6, 30))

    def _pick(self) -> int:
        while True:
            at = self.dice.randrange(len(self.firms))
            if "分公司" not in self.firms[at].form:
                return at

    def _same(self) -> Cell | None:
        at = self._pick()
        firm, dice = self.firms[at], self.dice
        name = firm.name()
        place = dice.randrange(1, len(name))
        ways = {
            "as it is": name,
            "half brackets": name.replace("（", "(").replace("）", " )"),
            "no-break space": name[:place] + "\u00a0\u2009" + name[place:],
            "tab and line break": name[:place] + "\t\r\n " + name[place:],
            "joiner": name[:place] + "\u200d\u00ad" + name[place:],
            "traditional": _traditional().convert(name),
            "counted": f"{dice.randint(1, 400)}、{name}",
            "quoted": f"“{name}”",
            "english in front": f"Yanhai Digital Co., Ltd. {name}",
            "english behind": f"{name}（Yanhai Digital Limited）",
            "with a stranger": f"{name}和{self._firm(dice.choice(list(CITIES))).name()}",
            "stop": f" {name} 。",
        }
        how = dice.choice(list(ways))
        if how == "traditional" and ways[how] in self.taken - {name}:
            return None
        if how == "with a stranger" and not name.endswith("公司"):
            return None
        if at in self.former and dice.random() < 0.5:
            former = self.former[at]
            assert former.until is not None
            year = former.until.year - 1
            return Cell("P", "former", self._entry(former.name, firm.city, year), f"{at:018d}")
        return Cell("P", how, self._entry(ways[how], firm.city), f"{at:018d}")

    def _slip(self) -> Cell | None:
        at = self._pick()
        firm, dice = self.firms[at], self.dice
        name = firm.name()
        middle = dice.randrange(1, len(name) - 5) if len(name) > 7 else 1
        ways = {
            "swapped neighbours": name[:middle]
            + name[middle : middle + 2][::-1]
            + name[middle + 2 :],
            "doubled": name[:middle] + name[middle] + name[middle:],
            "lost": name[:middle] + name[middle + 1 :],
            "no legal form": name.removesuffix(firm.form),
            "no company": name.removesuffix("公司"),
            "no region": replace(firm, region="", place=0).name(),
            "shares": replace(firm, form="股份有限公司").name(),
            "moved bracket": replace(firm, place=2 - firm.place).name(),
        }
        how = dice.choice(list(ways))
        if ways[how] == name or ways[how] in self.taken:
            return None
        return Cell("L", how, self._entry(ways[how], firm.city), f"{at:018d}")

    def _other(self) -> Cell | None:
        firm, dice = self.firms[self._pick()], self.dice
        elsewhere = dice.choice([city for city in CITIES if city != firm.city])
        ways = {
            "region": replace(firm, region=elsewhere, city=elsewhere),
            "sibling": self._sibling(firm),
            "branch": replace(firm, form=f"{firm.form}{elsewhere}分公司", city=elsewhere),
            "brand behind": replace(firm, brand=firm.brand[::-1]),
        }
        how = dice.choice(list(ways))
        name = ways[how].name()
        if name in self.taken or weak_text(parse(name)) in self._weak_texts:
            return None  # one authority registers no two names that differ so little
        return Cell("N", how, self._entry(name, ways[how].city), None)

    @cached_property
    def _weak_texts(self) -> frozenset[str]:
        return frozenset(weak_text(parse(name)) for name in self.taken)

    def _stranger(self) -> Cell | None:
        at_home = self.home is not None and self.dice.random() < 0.1
        city = self.home if at_home and self.home else self.dice.choice(list(CITIES))
        name = self._firm(city).name()
        return None if name in self.taken else Cell("N", "stranger", self._entry(name, city), None)

    def _released(self) -> Cell | None:
        if not self.former:
            return None
        former = self.former[self.dice.choice(list(self.former))]
        assert former.until is not None
        city = self.home or self.dice.choice(list(CITIES))
        return Cell("N", "released", self._entry(former.name, city, former.until.year + 1), None)
