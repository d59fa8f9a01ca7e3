"""What beside the name speaks for or against an enterprise: city, filer code, credit code."""

from dataclasses import dataclass
from datetime import date

from jishen.domain.filing_numbers import (
    AlgorithmFilingNumber,
    parse_algorithm_number,
    parse_generative_ai_number,
)
from jishen.domain.matches import HAIZHU, District, EntryFacts, Learned, MatchReason
from jishen.matching.places import city_of_division, place_name
from jishen.matching.registry_index import RegistryIndex


@dataclass(frozen=True, slots=True)
class Evidence:
    """An entry's second facts, to be held against one enterprise or another."""

    entry: EntryFacts
    number: AlgorithmFilingNumber | None
    uscc: str
    """A valid credit code told with the entry, "" for none."""
    learned: Learned
    district: District = HAIZHU

    def city_agrees(self, index: RegistryIndex, position: int) -> bool | None:
        """Tell whether the number was given in the registered city; None if either is unknown."""
        registered = int(index.divisions[position])
        if self.number is None or not registered:
            return None
        return city_of_division(self.number.division) == city_of_division(str(registered))

    def district_agrees(self, index: RegistryIndex, position: int) -> bool:
        """Tell whether the number was given in the very district of the registered address."""
        registered = int(index.divisions[position])
        return self.number is not None and self.number.division == str(registered)

    def code_agrees(self, uscc: str) -> bool | None:
        """Tell whether the filer code is this enterprise's; None if it is nobody's yet."""
        if self.number is None or not self.number.check_digit_holds:
            return None
        owners = self.learned.filer_codes.get(self.number.filer_code)
        return None if not owners else uscc in owners

    def uscc_agrees(self, uscc: str) -> bool | None:
        """Tell whether the credit code told with the entry is this enterprise's."""
        return None if not self.uscc else uscc == self.uscc

    def is_supported(self, index: RegistryIndex, position: int) -> bool:
        """Tell whether a second fact beside the name speaks for an enterprise, and none against."""
        identifiers = self._identifiers(index, position)
        if False in identifiers:
            return False
        return True in identifiers or self.city_agrees(index, position) is True

    def is_identified(self, index: RegistryIndex, position: int) -> bool:
        """Tell whether a filer code or credit code speaks for an enterprise, and none against."""
        identifiers = self._identifiers(index, position)
        return True in identifiers and False not in identifiers

    def _identifiers(self, index: RegistryIndex, position: int) -> tuple[bool | None, bool | None]:
        uscc = index.usccs[position]
        return self.code_agrees(uscc), self.uscc_agrees(uscc)

    def known_by(self) -> date | None:
        """Return a day by which the filing was made: announced, else as the number tells."""
        if self.entry.announced_on is not None:
            return self.entry.announced_on
        if self.number is not None:
            return date(self.number.year, 12, 31)
        generative = parse_generative_ai_number(self.entry.filing_number)
        return None if generative is None else generative.day

    def reasons(self, index: RegistryIndex, position: int | None) -> list[MatchReason]:
        """Return what the second facts say of an enterprise, or of none."""
        found = [self._division_reason()]
        if position is None:
            return found
        uscc = index.usccs[position]
        others = (
            self._city_reason(index, position),
            self._code_reason(uscc),
            self._uscc_reason(uscc),
        )
        return [*found, *(reason for reason in others if reason is not None)]

    def _division_reason(self) -> MatchReason:
        division = None if self.number is None else self.number.division
        if division is None:
            says, agrees = "编号不载区划，无从比较", None
        elif division == self.district.code:
            says, agrees = f"编号在{self.district.name}取得，可佐证", True
        else:
            says = f"编号不在{self.district.name}取得，企业可能系迁入，请留意"
            agrees = False
        return MatchReason(
            compared="备案编号区划",
            entry_says=division or self.entry.filing_number,
            registry_says=f"{self.district.code} {self.district.name}",
            finding=says,
            agrees=agrees,
        )

    def _city_reason(self, index: RegistryIndex, position: int) -> MatchReason | None:
        agrees = self.city_agrees(index, position)
        if agrees is None or self.number is None:
            return None
        city = place_name(str(int(index.divisions[position])))
        says = "编号取得地与注册地同城，可佐证" if agrees else "编号取得地与注册地不同城"
        return MatchReason(
            "编号取得地与注册地", place_name(self.number.division), city, says, agrees
        )

    def _code_reason(self, uscc: str) -> MatchReason | None:
        agrees = self.code_agrees(uscc)
        if agrees is None or self.number is None:
            return None
        code = self.number.filer_code
        if agrees:
            says = "编号中的主体代码曾见于该企业已确认的备案，可佐证"
        else:
            says = "编号中的主体代码曾见于另一企业已确认的备案，可能更名或变更主体"
        return MatchReason("主体代码", code, uscc, says, agrees)

    def _uscc_reason(self, uscc: str) -> MatchReason | None:
        agrees = self.uscc_agrees(uscc)
        if agrees is None:
            return None
        says = "统一社会信用代码一致" if agrees else "统一社会信用代码不一致"
        return MatchReason("统一社会信用代码", self.uscc, uscc, says, agrees)


def evidence_of(
    entry: EntryFacts, uscc: str, learned: Learned, district: District = HAIZHU
) -> Evidence:
    """Return the evidence of an entry; `uscc` is a code read from its cell, if any."""
    return Evidence(
        entry, parse_algorithm_number(entry.filing_number), entry.uscc or uscc, learned, district
    )
