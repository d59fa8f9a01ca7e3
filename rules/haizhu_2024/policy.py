"""The decision on a filing: the articles of the policy, in the order of its text."""

from dataclasses import replace

from jishen.domain.decisions import CaseFacts, Decision
from rules.haizhu_2024.article_02_subject import (
    credit,
    in_district_when_filed,
    operating_place,
    standing,
    subject,
)
from rules.haizhu_2024.article_03_award import Award, award
from rules.haizhu_2024.article_03_tiers import TIERS
from rules.haizhu_2024.article_09_zone import zone
from rules.haizhu_2024.article_10_definition import definition
from rules.haizhu_2024.article_11_funding import fund, halves, split
from rules.haizhu_2024.article_12_wording import wording
from rules.haizhu_2024.article_13_no_duplication import (
    no_duplication,
    other_districts,
    special_project,
)
from rules.haizhu_2024.article_14_duties import duties
from rules.haizhu_2024.article_15_validity import validity
from rules.haizhu_2024.book import BOOK
from rules.haizhu_2024.unlocks import calculate, may_apply
from rules.haizhu_2024.zone_answer import is_building, zone_of
from rules.haizhu_2024.zone_shape import zone_map
from rules.machine.claim_form import read_claim_form
from rules.machine.decision import Amounts, conclude
from rules.machine.entries import clause_entry, policy_entry
from rules.machine.findings import REFUSALS, Finding, gravest


def decide(facts: CaseFacts) -> Decision:
    """Return what the policy says of a filing; a refusal leaves the later articles unasked."""
    given = award(facts)
    conditions = (
        subject(facts),
        *standing(facts),
        *in_district_when_filed(facts),
        *operating_place(facts),
        *credit(facts),
        *given.findings,
        zone(facts),
        definition(facts),
    )
    if gravest(conditions) in REFUSALS:
        return _decision(facts, given, conditions, 0)
    funding = fund(facts, given)
    payable, duplication = no_duplication(facts, funding.payable_yuan)
    last = (
        *wording(facts),
        duplication,
        *other_districts(facts),
        *special_project(facts),
        *duties(facts),
        validity(facts),
    )
    findings = (*conditions, *funding.findings, *last)
    due = 0 if gravest(findings) in REFUSALS else payable
    return _decision(facts, given, (*conditions, *funding.findings, split(facts, due), *last), due)


def _decision(
    facts: CaseFacts, given: Award, findings: tuple[Finding, ...], payable_yuan: int
) -> Decision:
    city_half, district_half = halves(payable_yuan, facts.decided_on)
    amounts = Amounts(
        clause=given.tier.clause,
        clause_name=given.tier.clause_name,
        ceiling_yuan=given.ceiling_yuan,
        determined_yuan=given.determined_yuan,
        payable_yuan=payable_yuan,
        city_half_yuan=city_half,
        district_half_yuan=district_half,
    )
    return conclude(BOOK, amounts, findings)


ENTRY = replace(
    policy_entry(
        BOOK,
        decide,
        tuple(clause_entry(BOOK, tier.clause, tier.clause_name, tier.list_kinds) for tier in TIERS),
    ),
    zone=zone_of,
    zone_map=zone_map(),
    is_building=is_building,
    calculate=calculate,
    may_apply=may_apply,
    claim_form=read_claim_form("rules.haizhu_2024"),
)
