"""Who filed an entry: the rules in their order, each of which ends in a judgement with reasons."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from jishen.domain.matches import (
    HAIZHU,
    District,
    EntryFacts,
    Learned,
    Match,
    MatchReason,
    RegisteredEnterprise,
    Verdict,
)
from jishen.matching.candidates import (
    Found,
    Near,
    Query,
    compared,
    equal_names,
    is_told_apart,
    look_up,
    near_names,
    query_of,
    weakly_equal_names,
)
from jishen.matching.cells import Cell, read_cell
from jishen.matching.evidence import Evidence, evidence_of
from jishen.matching.judgement import Judgement
from jishen.matching.likeness import SHORT_BRAND
from jishen.matching.names import match_key
from jishen.matching.parts import split_body
from jishen.matching.registry_index import CURRENT, UNDATED, RegistryIndex, build_index
from jishen.matching.remarks import concerns_filer, earlier_filer_names

_JUDGED_BEFORE = MatchReason("人工判断", "", "", "人工曾判断该写法即指该企业", agrees=True)


@dataclass(frozen=True, slots=True)
class Matcher:
    """A registry's index with what was learned; judges one entry at a time, keeps nothing."""

    index: RegistryIndex
    learned: Learned = field(default_factory=Learned)
    district: District = HAIZHU
    needs_second_fact: bool = True
    """Whether a difference in 省/市 or 有限责任公司 alone waits for a second fact."""

    def judge(self, entry: EntryFacts) -> Match:
        """Return the judgement on an entry, with its reasons; any text may stand in the entry."""
        cell = read_cell(entry.filer_name)
        evidence = evidence_of(entry, cell.uscc, self.learned, self.district)
        judged = [self._judge_name(query_of(name), evidence) for name in cell.names]
        judgement = judged[0] if len(judged) == 1 else _of_several(judged)
        judgement = self._with_code(judgement, evidence)
        return _doubted(judgement, entry, cell).as_match()

    def _judge_name(self, query: Query, evidence: Evidence) -> Judgement:
        judgement = Judgement(self.index, query, evidence)
        if not query.key.strip("（）"):
            return judgement.nothing("主体名称为空，无从比对")
        equal = equal_names(self.index, query)
        if equal:
            return self._equal(judgement, equal)
        return self._unequal(judgement, query, evidence)

    def _equal(self, judgement: Judgement, equal: list[int]) -> Judgement:
        index, evidence = self.index, judgement.evidence
        current = [name_id for name_id in equal if index.until[name_id] == CURRENT]
        former = [name_id for name_id in equal if index.until[name_id] != CURRENT]
        if len(self._owners(equal)) > 1:
            rest = current + former
            if len(self._owners(current)) == 1:
                says = "既是一家企业的现名，又是另一家企业的曾用名"
                return judgement.asked("current-and-former-name", rest, says)
            says = "名册中有多家企业使用或曾使用该名称"
            return judgement.asked("several-enterprises", rest, says)
        meant = (current or former)[0]
        owner = int(index.owners[meant])
        if owner in index.statuses:
            says = f"企业登记状态为“{index.statuses[owner]}”，该名称可能已由他人使用"
            return judgement.doubted("not-in-business", meant, says)
        if evidence.code_agrees(index.usccs[owner]) is False:
            return judgement.doubted(
                "filer-code-of-another", meant, "主体代码属另一企业，须人工判断"
            )
        return (
            judgement.positive("current-name", meant)
            if current
            else self._former(judgement, former)
        )

    def _former(self, judgement: Judgement, former: list[int]) -> Judgement:
        index, evidence = self.index, judgement.evidence
        known_by = evidence.known_by()
        bearing = [
            name_id
            for name_id in former
            if known_by is not None
            and index.until[name_id] != UNDATED
            and known_by.toordinal() <= int(index.until[name_id])
        ]
        meant = (bearing or former)[0]
        if bearing:
            return judgement.former("former-name", meant, known_by, "公布时企业尚使用该曾用名")
        if evidence.code_agrees(index.usccs[int(index.owners[meant])]):
            says = "主体代码曾见于该企业已确认的备案，曾用名仍指该企业"
            return judgement.former("former-name-and-code", meant, known_by, says)
        if index.until[meant] == UNDATED:
            says = "曾用名停用日期不详，公布时是否仍属该企业须人工判断"
            return judgement.former("former-name-undated", meant, known_by, says)
        if known_by is None:
            says = "备案时间不详，当时是否仍属该企业须人工判断"
            return judgement.former("former-name-undated", meant, known_by, says)
        says = "公布时企业已停用该曾用名，该名称可能已由他人使用"
        return judgement.former("former-name-released", meant, known_by, says)

    def _unequal(self, judgement: Judgement, query: Query, evidence: Evidence) -> Judgement:
        alias = self._alias(query)
        if alias is not None:
            return judgement.positive("judged-alias", alias, _JUDGED_BEFORE)
        found = look_up(self.index, query)
        weak = self._not_denied(query, weakly_equal_names(self.index, query, found))
        if weak and self._is_proven(query, found, weak, evidence):
            return judgement.positive("weak-name", weak[0])
        near = near_names(self.index, query, found)
        known = {each.name_id for each in near}
        told = [*weak, *self._told_of(evidence.entry.remarks), *self._bearing_code(evidence)]
        near = [
            compared(self.index, query, n) for n in dict.fromkeys(told) if n not in known
        ] + near
        asked = set(told)
        worth = [
            each
            for each in near
            if self._is_worth_asking(each, evidence) or each.name_id in asked
            if self._is_possible(query, each, evidence, asked)
        ]
        if worth:
            return judgement.near(sorted(worth, key=lambda e: self._order(e, evidence)))
        return judgement.refuted(near)

    def _is_worth_asking(self, near: Near, evidence: Evidence) -> bool:
        owner = int(self.index.owners[near.name_id])
        is_only = near.is_alone and len(near.difference.respects) == 1
        is_of_district = is_only and evidence.district_agrees(self.index, owner)
        return near.difference.is_worth_asking or is_of_district

    def _is_proven(self, query: Query, found: Found, weak: list[int], evidence: Evidence) -> bool:
        """Tell whether a weakly equal name is proof: one firm's, current, with a second fact."""
        index, owners = self.index, self._owners(weak)
        owner = int(index.owners[weak[0]])
        if len(owners) > 1 or owner in index.statuses:
            return False
        if any(index.until[name_id] != CURRENT for name_id in weak):
            return False
        if evidence.code_agrees(index.usccs[owner]) is False:
            return False
        if not self.needs_second_fact:
            return True
        # A city does not tell 甲有限责任公司 from 甲股份有限公司; a code does.
        is_told = evidence.is_identified(index, owner) or is_told_apart(index, query, found, owner)
        return is_told and evidence.is_supported(index, owner)

    def _alias(self, query: Query) -> int | None:
        """Return the current name of the one enterprise that a person judged the name to mean."""
        usccs = self.learned.aliases.get(query.key, frozenset())
        if len(usccs) != 1:
            return None
        position = self.index.position(next(iter(usccs)))
        return None if position is None else int(self.index.current[position])

    def _told_of(self, remarks: str) -> list[int]:
        if not remarks:
            return []
        names = earlier_filer_names(remarks)
        return [n for name in names for n in equal_names(self.index, query_of(name))]

    def _bearing_code(self, evidence: Evidence) -> list[int]:
        """Return the current names of the enterprises whose confirmed filings bear the code."""
        usccs = set() if not evidence.uscc else {evidence.uscc}
        if evidence.number is not None:
            usccs |= self.learned.filer_codes.get(evidence.number.filer_code, frozenset())
        positions = (self.index.position(uscc) for uscc in sorted(usccs))
        return [int(self.index.current[at]) for at in positions if at is not None]

    def _not_denied(self, query: Query, name_ids: Iterable[int]) -> list[int]:
        return [n for n in name_ids if not self._is_denied(query, n)]

    def _is_denied(self, query: Query, name_id: int) -> bool:
        uscc = self.index.usccs[int(self.index.owners[name_id])]
        return (query.key, uscc) in self.learned.denied

    def _is_possible(self, query: Query, near: Near, evidence: Evidence, asked: set[int]) -> bool:
        """Leave out what a person denied, and slips of a short 字号 from another city."""
        if self._is_denied(query, near.name_id):
            return False
        owner = int(self.index.owners[near.name_id])
        is_far = evidence.city_agrees(self.index, owner) is False
        body = self.index.parts(near.name_id).body
        is_slip = (
            body != query.parts.body and len(split_body(body, self.index.trades)[0]) <= SHORT_BRAND
        )
        is_far = is_far and not query.parts.region
        return near.name_id in asked or not (is_far and is_slip)

    def _order(self, near: Near, evidence: Evidence) -> tuple[int, int, int]:
        owner = int(self.index.owners[near.name_id])
        uscc = self.index.usccs[owner]
        bonus = 20 * bool(evidence.code_agrees(uscc)) + 4 * bool(
            evidence.city_agrees(self.index, owner)
        )
        far = 8 * (evidence.city_agrees(self.index, owner) is False)
        is_former = int(self.index.until[near.name_id] != CURRENT)
        return (near.difference.penalty - bonus + far, is_former, near.name_id)

    def _owners(self, name_ids: Iterable[int]) -> set[int]:
        return {int(self.index.owners[name_id]) for name_id in name_ids}

    def _with_code(self, judgement: Judgement, evidence: Evidence) -> Judgement:
        """Hold a credit code told with the entry against the judgement."""
        if not evidence.uscc or judgement.verdict is not Verdict.POSITIVE:
            return judgement
        if judgement.uscc == evidence.uscc:
            return judgement
        return judgement.as_doubt("uscc-differs", "所附统一社会信用代码与该企业不一致，须人工判断")


def matcher_of(
    enterprises: Iterable[RegisteredEnterprise],
    learned: Learned | None = None,
    *,
    needs_second_fact: bool = True,
) -> Matcher:
    """Return a matcher for a registry; building the index is the costly part."""
    return Matcher(
        build_index(enterprises), learned or Learned(), needs_second_fact=needs_second_fact
    )


def key_of_alias(printed: str) -> str:
    """Return the key under which a person's judgement on a printed name is kept."""
    names = read_cell(printed).names
    return match_key(names[0]) if len(names) == 1 else match_key(printed)


def _of_several(judged: list[Judgement]) -> Judgement:
    """Return the judgement on a cell of several names: one is proven if the rest is nobody."""
    known = [each for each in judged if each.verdict is not Verdict.NEGATIVE]
    if not known:
        return judged[0]
    if len(known) == 1:
        return known[0].with_note("单元格内有多个名称，仅此名称与名册有关")
    merged = known[0]
    for other in known[1:]:
        merged = merged.merged(other)
    if len({each.uscc for each in known}) == 1 and all(
        each.verdict is Verdict.POSITIVE for each in known
    ):
        return known[0]
    return merged.as_doubt("several-names", "单元格内有多个名称涉及名册企业，须人工判断")


def _doubted(judgement: Judgement, entry: EntryFacts, cell: Cell) -> Judgement:
    judgement = judgement.with_english(cell.english)
    if judgement.verdict is not Verdict.POSITIVE:
        return judgement
    if concerns_filer(entry.remarks):
        return judgement.as_doubt(
            "remark-on-filer",
            "备注涉及主体变更或注销，是否仍为同一企业须人工判断",
            compared="备注",
            entry_says=entry.remarks.strip(),
        )
    if cell.notes:
        return judgement.as_doubt(
            "note-on-name",
            "名称旁另有注记，须人工判断",
            compared="名称旁注记",
            entry_says="；".join(cell.notes),
        )
    return judgement
