"""The judgement on who filed an entry: equal names, dates and remarks; never a similarity."""

from collections.abc import Sequence
from dataclasses import dataclass

from jishen.domain.filing_numbers import parse_algorithm_number
from jishen.domain.matches import (
    HAIZHU,
    Candidate,
    District,
    EntryFacts,
    Match,
    MatchReason,
    RegisteredName,
    Verdict,
)
from jishen.matching.differences import near_name_finding, same_name_finding
from jishen.matching.names import name_key
from jishen.matching.remarks import concerns_filer

RULE_SET = 1
MOST_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class _Evidence:
    """The entry and the registry's names, sorted by what they are to it."""

    entry: EntryFacts
    district: District
    current: tuple[RegisteredName, ...]
    former: tuple[RegisteredName, ...]
    near: tuple[RegisteredName, ...]


def judge(
    entry: EntryFacts,
    found: Sequence[RegisteredName],
    near: Sequence[RegisteredName],
    district: District = HAIZHU,
) -> Match:
    """Return the judgement on an entry.

    `found` are the registry's names equal by name_key, `near` those equal by canonical_key or
    bare_key, or told of in the remarks. Names are compared again here: a stale index misleads
    nobody, it only makes a name near.
    """
    evidence = _sorted(entry, found, near, district)
    if _enterprises(evidence.current + evidence.former) > 1:
        return _several(evidence)
    if not evidence.current and not evidence.former:
        return _near_or_nothing(evidence)
    if concerns_filer(entry.remarks):
        return _remarked(evidence)
    if evidence.current:
        return _match(evidence, Verdict.POSITIVE, "current-name", evidence.current[0])
    return _former(evidence)


def region_division(filing_number: str) -> str | None:
    """Return the six-digit division in a 网信算备 number, None for every other number."""
    number = parse_algorithm_number(filing_number)
    return None if number is None else number.division


def is_lead(match: Match, entry: EntryFacts, district_code: str = HAIZHU.code) -> bool:
    """Tell whether nobody in the registry filed it, yet its number was given in the district."""
    unknown = match.verdict is Verdict.NEGATIVE
    return unknown and region_division(entry.filing_number) == district_code


def _sorted(
    entry: EntryFacts,
    found: Sequence[RegisteredName],
    near: Sequence[RegisteredName],
    district: District,
) -> _Evidence:
    key = name_key(entry.filer_name)
    # An empty cell is equal to nothing.
    equal = tuple(name for name in (*found, *near) if key and name_key(name.name) == key)
    rest = tuple(name for name in (*found, *near) if name not in equal)
    current = tuple(name for name in equal if not name.is_former)
    former = tuple(name for name in equal if name.is_former)
    return _Evidence(entry, district, current, former, rest)


def _several(evidence: _Evidence) -> Match:
    if _enterprises(evidence.current) == 1:
        rule, says = "current-and-former-name", "既是一家企业的现名，又是另一家企业的曾用名"
    else:
        rule, says = "several-enterprises", "名册中有多家企业使用或曾使用该名称"
    return _match(evidence, Verdict.UNSURE, rule, None, _asked(evidence, says))


def _remarked(evidence: _Evidence) -> Match:
    registered = (evidence.current + evidence.former)[0]
    reason = MatchReason(
        compared="备注",
        entry_says=evidence.entry.remarks.strip(),
        registry_says=registered.name,
        finding="备注涉及主体变更或注销，是否仍为同一企业须人工判断",
        agrees=None,
    )
    return _match(evidence, Verdict.UNSURE, "remark-on-filer", registered, reason)


def _former(evidence: _Evidence) -> Match:
    announced_on = evidence.entry.announced_on
    bearing = [n for n in evidence.former if n.until is not None and announced_on <= n.until]
    name = bearing[0] if bearing else evidence.former[0]
    if bearing:
        verdict, rule, says = Verdict.POSITIVE, "former-name", "公布时企业尚使用该曾用名"
    elif name.until is None:
        verdict, rule = Verdict.UNSURE, "former-name-undated"
        says = "曾用名停用日期不详，公布时是否仍属该企业须人工判断"
    else:
        verdict, rule = Verdict.UNSURE, "former-name-released"
        says = "公布时企业已停用该曾用名，该名称可能已由他人使用"
    reason = MatchReason(
        compared="公布日与曾用名停用日",
        entry_says=announced_on.isoformat(),
        registry_says="不详" if name.until is None else name.until.isoformat(),
        finding=says,
        agrees=None if name.until is None else bool(bearing),
    )
    return _match(evidence, verdict, rule, name, reason)


def _near_or_nothing(evidence: _Evidence) -> Match:
    if not evidence.near:
        reason = _asked(evidence, "名册的现名与曾用名中均无此名称", agrees=False)
        return _match(evidence, Verdict.NEGATIVE, "no-name", None, reason)
    only = evidence.near[0] if _enterprises(evidence.near) == 1 else None
    reason = _asked(evidence, "名册中无相同名称，仅有相近名称，是否同一企业须人工判断", agrees=None)
    return _match(evidence, Verdict.UNSURE, "near-name", only, reason)


def _match(
    evidence: _Evidence,
    verdict: Verdict,
    rule: str,
    meant: RegisteredName | None,
    *reasons: MatchReason,
) -> Match:
    named = () if meant is None else (_name_reason(evidence.entry, meant),)
    return Match(
        verdict=verdict,
        uscc=None if meant is None else meant.uscc,
        rule=f"{rule}/{RULE_SET}",
        reasons=(*named, *reasons, _division_reason(evidence.entry, evidence.district)),
        candidates=_candidates(evidence),
    )


def _name_reason(entry: EntryFacts, meant: RegisteredName) -> MatchReason:
    is_equal = name_key(entry.filer_name) == name_key(meant.name)
    return MatchReason(
        compared="主体名称与企业曾用名" if meant.is_former else "主体名称与企业现名",
        entry_says=entry.filer_name,
        registry_says=meant.name,
        finding=near_name_finding(entry.filer_name, meant.name, entry.remarks),
        agrees=is_equal,
    )


def _asked(evidence: _Evidence, says: str, *, agrees: bool | None = None) -> MatchReason:
    names = evidence.current + evidence.former or evidence.near
    return MatchReason(
        compared="主体名称与企业名册",
        entry_says=evidence.entry.filer_name,
        registry_says="；".join(dict.fromkeys(name.name for name in names)) or "无",
        finding=says,
        agrees=agrees,
    )


def _division_reason(entry: EntryFacts, district: District) -> MatchReason:
    division = region_division(entry.filing_number)
    if division is None:
        says, agrees = "编号不载区划，无从比较", None
    elif division == district.code:
        says, agrees = f"编号在{district.name}取得，可佐证", True
    else:
        says, agrees = f"编号不在{district.name}取得，企业可能系迁入，请留意", False
    return MatchReason(
        compared="备案编号区划",
        entry_says=division or entry.filing_number,
        registry_says=f"{district.code} {district.name}",
        finding=says,
        agrees=agrees,
    )


def _candidates(evidence: _Evidence) -> tuple[Candidate, ...]:
    """Return the enterprises considered, equal names first, each once, three at most."""
    by_uscc: dict[str, Candidate] = {}
    for name in evidence.current + evidence.former + evidence.near:
        why = _why(evidence.entry, name)
        by_uscc.setdefault(name.uscc, Candidate(name.uscc, name.enterprise_name, why))
    return tuple(by_uscc.values())[:MOST_CANDIDATES]


def _why(entry: EntryFacts, name: RegisteredName) -> str:
    if name_key(entry.filer_name) != name_key(name.name):
        side = "曾用名" if name.is_former else "现名"
        return f"{side}“{name.name}”{near_name_finding(entry.filer_name, name.name, entry.remarks)}"
    finding = same_name_finding(entry.filer_name, name.name)
    if not name.is_former:
        return f"现名{finding}"
    until = "停用日期不详" if name.until is None else f"使用至 {name.until.isoformat()}"
    return f"曾用名“{name.name}”{finding}，{until}"


def _enterprises(names: tuple[RegisteredName, ...]) -> int:
    return len({name.uscc for name in names})
