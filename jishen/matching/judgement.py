"""A judgement in the making: verdict, rule, reasons and candidates, each in a reviewer's words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from jishen.domain.filing_numbers import parse_algorithm_number
from jishen.domain.matches import (
    HAIZHU,
    Candidate,
    EntryFacts,
    Match,
    MatchReason,
    Verdict,
)
from jishen.matching.candidates import Near, Query, compared
from jishen.matching.differences import same_name_finding
from jishen.matching.evidence import Evidence
from jishen.matching.registry_index import CURRENT, UNDATED, RegistryIndex

RULE_SET = 2
MOST_CANDIDATES = 3
MOST_NAMES_TOLD = 5
_WHOLE_SCORE = 100
_SCORES = {"former-name": 99, "former-name-and-code": 98, "judged-alias": 97, "weak-name": 96}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is said of one printed name; every method returns another judgement."""

    index: RegistryIndex
    query: Query
    evidence: Evidence
    verdict: Verdict = Verdict.NEGATIVE
    rule: str = ""
    position: int | None = None
    """Of the enterprise meant, None when none stands out."""
    reasons: tuple[MatchReason, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    score: int = 0

    @property
    def uscc(self) -> str | None:
        """Credit code of the enterprise meant."""
        return None if self.position is None else self.index.usccs[self.position]

    def as_match(self) -> Match:
        """Return the judgement with the second facts at its end."""
        return Match(
            verdict=self.verdict,
            uscc=self.uscc,
            rule=f"{self.rule}/{RULE_SET}",
            reasons=(*self.reasons, *self.evidence.reasons(self.index, self.position)),
            candidates=self.candidates,
            score=self.score,
        )

    def positive(self, rule: str, name_id: int, *reasons: MatchReason) -> "Judgement":
        """Return that an enterprise is proven to be meant."""
        return self._one(Verdict.POSITIVE, rule, name_id, reasons)

    def doubted(self, rule: str, name_id: int, says: str) -> "Judgement":
        """Return that one enterprise bears the name, and why a person must look all the same."""
        name = self.index.names[name_id]
        doubt = MatchReason("是否仍为该企业", self.query.printed, name, says, agrees=None)
        return self._one(Verdict.UNSURE, rule, name_id, (doubt,))

    def former(self, rule: str, name_id: int, known_by: date | None, says: str) -> "Judgement":
        """Return what a former name and the day of the filing prove; only rules of time do."""
        until = int(self.index.until[name_id])
        is_proven = rule in {"former-name", "former-name-and-code"}
        is_announced = self.evidence.entry.announced_on is not None
        day = "公布日" if is_announced or known_by is None else "备案时间（按编号推定的最晚日）"
        dated = MatchReason(
            compared=f"{day}与曾用名停用日",
            entry_says="不详" if known_by is None else known_by.isoformat(),
            registry_says="不详" if until == UNDATED else date.fromordinal(until).isoformat(),
            finding=says,
            agrees=None if until == UNDATED or known_by is None else is_proven,
        )
        verdict = Verdict.POSITIVE if is_proven else Verdict.UNSURE
        return self._one(verdict, rule, name_id, (dated,))

    def asked(self, rule: str, name_ids: Sequence[int], says: str) -> "Judgement":
        """Return that several enterprises bear or bore the name."""
        near = [compared(self.index, self.query, name_id) for name_id in name_ids]
        reason = self._names_reason(near, says, agrees=None)
        return replace(
            self,
            verdict=Verdict.UNSURE,
            rule=rule,
            reasons=(reason,),
            candidates=self._candidates(near),
            score=_WHOLE_SCORE,
        )

    def near(self, near: Sequence[Near]) -> "Judgement":
        """Return that only names alike are registered."""
        owners = {int(self.index.owners[each.name_id]) for each in near}
        only = owners.pop() if len(owners) == 1 else None
        says = "名册中无相同名称，仅有相近名称，是否同一企业须人工判断"
        named = () if only is None else (self._name_reason(near[0]),)
        return replace(
            self,
            verdict=Verdict.UNSURE,
            rule="near-name",
            position=only,
            reasons=(*named, self._names_reason(near, says, agrees=None)),
            candidates=self._candidates(near),
            score=self._score(near[0]),
        )

    def refuted(self, near: Sequence[Near]) -> "Judgement":
        """Return that nobody is meant; names that come near are told with what refutes them."""
        says = "名册的现名与曾用名中均无此名称"
        if near:
            says += "；最接近的名称另属其他企业"
        return replace(
            self,
            rule="no-name",
            reasons=(self._names_reason(near[:MOST_CANDIDATES], says, agrees=False),),
            candidates=self._candidates(near),
            score=self._score(near[0]) if near else 0,
        )

    def nothing(self, says: str) -> "Judgement":
        """Return that there was nothing to look for."""
        return replace(self, rule="no-name", reasons=(self._names_reason((), says, agrees=None),))

    def as_doubt(
        self, rule: str, says: str, *, compared: str = "主体名称", entry_says: str = ""
    ) -> "Judgement":
        """Return the same finding as a question to a person, with what raises the doubt."""
        registered = "" if self.position is None else self.index.current_name(self.position)
        doubt = MatchReason(compared, entry_says or self.query.printed, registered, says, None)
        reasons = (*self.reasons[:1], doubt, *self.reasons[1:])
        return replace(self, verdict=Verdict.UNSURE, rule=rule, reasons=reasons)

    def merged(self, other: "Judgement") -> "Judgement":
        """Return this judgement with another name's reasons and candidates, meaning nobody yet."""
        both = dict.fromkeys((*self.candidates, *other.candidates))
        return replace(
            self,
            position=None,
            reasons=self.reasons + other.reasons,
            candidates=tuple(both)[:MOST_CANDIDATES],
        )

    def with_note(self, says: str) -> "Judgement":
        """Return the same judgement with something a reviewer should know of the cell."""
        note = MatchReason("单元格", self.query.printed, "", says, agrees=None)
        return replace(self, reasons=(*self.reasons, note))

    def with_english(self, english: Sequence[str]) -> "Judgement":
        """Return the same judgement, saying that an English name was not compared."""
        if not english:
            return self
        return self.with_note(f"所附外文“{'；'.join(english)}”未参与比对")

    def _one(
        self, verdict: Verdict, rule: str, name_id: int, reasons: tuple[MatchReason, ...]
    ) -> "Judgement":
        near = compared(self.index, self.query, name_id)
        return replace(
            self,
            verdict=verdict,
            rule=rule,
            position=int(self.index.owners[name_id]),
            reasons=(self._name_reason(near), *reasons),
            candidates=self._candidates([near]),
            score=_SCORES.get(rule, self._score(near)),
        )

    def _name_reason(self, near: Near) -> MatchReason:
        is_former = self.index.until[near.name_id] != CURRENT
        is_equal = self.index.key(near.name_id) == self.query.key
        return MatchReason(
            compared="主体名称与企业曾用名" if is_former else "主体名称与企业现名",
            entry_says=self.query.printed,
            registry_says=self.index.names[near.name_id],
            finding=self._finding(near),
            agrees=is_equal,
        )

    def _finding(self, near: Near) -> str:
        registered = self.index.names[near.name_id]
        if self.index.key(near.name_id) == self.query.key:
            return same_name_finding(self.query.printed, registered)
        return "；".join(near.difference.respects) or "写法不同，各部分一致"

    def _names_reason(self, near: Sequence[Near], says: str, *, agrees: bool | None) -> MatchReason:
        names = dict.fromkeys(self.index.names[each.name_id] for each in near)
        return MatchReason(
            compared="主体名称与企业名册",
            entry_says=self.query.printed,
            registry_says="；".join(list(names)[:MOST_NAMES_TOLD]) or "无",
            finding=says,
            agrees=agrees,
        )

    def _candidates(self, near: Sequence[Near]) -> tuple[Candidate, ...]:
        """Return the enterprises considered, nearest first, each once, MOST_CANDIDATES at most."""
        by_position: dict[int, Candidate] = {}
        for each in near:
            position = int(self.index.owners[each.name_id])
            if position not in by_position and len(by_position) < MOST_CANDIDATES:
                name = self.index.current_name(position)
                by_position[position] = Candidate(
                    self.index.usccs[position],
                    name,
                    self._why(each),
                    self.index.names[each.name_id],
                )
        return tuple(by_position.values())

    def _why(self, near: Near) -> str:
        until = int(self.index.until[near.name_id])
        name, finding = self.index.names[near.name_id], self._finding(near)
        if until == CURRENT:
            is_equal = self.index.key(near.name_id) == self.query.key
            return f"现名{finding}" if is_equal else f"现名“{name}”：{finding}"
        borne = (
            "停用日期不详" if until == UNDATED else f"使用至 {date.fromordinal(until).isoformat()}"
        )
        return f"曾用名“{name}”（{borne}）：{finding}"

    def _score(self, near: Near) -> int:
        return max(_WHOLE_SCORE - near.difference.penalty, 1)


def region_division(filing_number: str) -> str | None:
    """Return the six-digit division in a 网信算备 number, None for every other number."""
    number = parse_algorithm_number(filing_number)
    return None if number is None else number.division


def is_lead(match: Match, entry: EntryFacts, district_code: str = HAIZHU.code) -> bool:
    """Tell whether nobody in the registry filed it, yet its number was given in the district."""
    unknown = match.verdict is Verdict.NEGATIVE
    return unknown and region_division(entry.filing_number) == district_code
