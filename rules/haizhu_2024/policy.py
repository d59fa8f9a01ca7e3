"""The decision on a filing: the articles of the policy, in the order of its text."""

from jishen.domain.decisions import CaseFacts, Decision, Outcome
from rules.fingerprint import files_sha256
from rules.haizhu_2024.article_02_subject import in_district_when_filed, subject
from rules.haizhu_2024.article_03_award import TIERS, Award, award
from rules.haizhu_2024.article_09_zone import zone
from rules.haizhu_2024.article_11_funding import fund, halves
from rules.haizhu_2024.article_13_no_duplication import no_duplication
from rules.haizhu_2024.article_15_validity import validity
from rules.haizhu_2024.findings import REFUSALS, Finding, gravest, yuan
from rules.haizhu_2024.parameters import PARAMETERS, day, number, text
from rules.policy_entry import ClauseEntry, PolicyEntry

POLICY_ID = "haizhu_2024"
_SHA256 = files_sha256("rules.haizhu_2024")
_FIRST_LINE_SINCE = PARAMETERS["effective_from"][0].since


def decide(facts: CaseFacts) -> Decision:
    """Return what the policy says of a filing; a refusal leaves the later articles unasked."""
    filer = (subject(facts), *in_district_when_filed(facts))
    given = award(facts)
    conditions = (*filer, *given.findings, zone(facts))
    if gravest(conditions) in REFUSALS:
        return _decision(facts, given, conditions, 0)
    funding = fund(facts, given)
    payable, duplication = no_duplication(facts, funding.payable_yuan)
    findings = (*conditions, *funding.findings, duplication, validity(facts))
    return _decision(facts, given, findings, payable)


def _decision(
    facts: CaseFacts, given: Award, findings: tuple[Finding, ...], payable_yuan: int
) -> Decision:
    outcome = gravest(findings)
    deciding = [found for found in findings if found.reason_key and found.outcome is outcome]
    city_half, district_half = halves(payable_yuan, facts.decided_on)
    return Decision(
        policy_id=POLICY_ID,
        policy_sha256=_SHA256,
        clause=given.tier.clause,
        clause_name=given.tier.clause_name,
        outcome=outcome,
        reason=_reason(outcome, given, deciding, payable_yuan),
        ceiling_yuan=given.ceiling_yuan,
        determined_yuan=given.determined_yuan,
        payable_yuan=payable_yuan,
        city_half_yuan=city_half,
        district_half_yuan=district_half,
        trace=tuple(found.step for found in findings),
        reason_keys=tuple(found.reason_key for found in deciding),
    )


def _reason(outcome: Outcome, given: Award, deciding: list[Finding], payable_yuan: int) -> str:
    says = "".join(found.step.finding for found in deciding)
    if outcome is not Outcome.ELIGIBLE:
        return says
    return (
        f"符合{given.tier.clause_name}条件，拟奖励 {yuan(payable_yuan)}"
        f"（最高 {yuan(given.ceiling_yuan)}），以审核为准。{says}"
    )


ENTRY = PolicyEntry(
    policy_id=POLICY_ID,
    title=text("title", _FIRST_LINE_SINCE),
    doc_no=text("doc_no", _FIRST_LINE_SINCE),
    effective_from=day("effective_from", _FIRST_LINE_SINCE),
    effective_to=day("effective_to", _FIRST_LINE_SINCE),
    clauses=tuple(
        ClauseEntry(
            key=tier.clause,
            name=tier.clause_name,
            list_kinds=tier.list_kinds,
            ceiling_yuan=number(f"{tier.clause}_ceiling_yuan", _FIRST_LINE_SINCE),
        )
        for tier in TIERS
    ),
    sha256=_SHA256,
    decide=decide,
)
