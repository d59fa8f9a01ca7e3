"""From the findings of the articles to the decision."""

from dataclasses import dataclass

from jishen.domain.decisions import Decision, Outcome
from rules.machine.book import Book
from rules.machine.findings import Finding, gravest, yuan


@dataclass(frozen=True, slots=True)
class Amounts:
    """The clause that gives, and its amounts in whole yuan."""

    clause: str
    clause_name: str
    ceiling_yuan: int
    determined_yuan: int
    payable_yuan: int
    city_half_yuan: int
    district_half_yuan: int


def share(amount_yuan: int, city: int, district: int) -> tuple[int, int]:
    """Return the city's and the district's part of an amount; an odd yuan is the district's.

    >>> share(15, 1, 1)
    (7, 8)
    """
    city_half = amount_yuan * city // (city + district)
    return city_half, amount_yuan - city_half


def top_up_difference(determined_yuan: int, given_yuan: int) -> int:
    """Return what is left of the higher amount after what was given (就高补差), never negative."""
    return max(determined_yuan, given_yuan) - given_yuan


def conclude(book: Book, amounts: Amounts, findings: tuple[Finding, ...]) -> Decision:
    """Return the decision that these findings come to: the gravest outcome and its reasons."""
    outcome = gravest(findings)
    deciding = [found for found in findings if found.reason_key and found.outcome is outcome]
    says = "".join(found.step.finding for found in deciding)
    if outcome is Outcome.ELIGIBLE:
        says = (
            f"符合{amounts.clause_name}条件，拟奖励 {yuan(amounts.payable_yuan)}"
            f"（最高 {yuan(amounts.ceiling_yuan)}），以审核为准。{says}"
        )
    return Decision(
        policy_id=book.package.rpartition(".")[2],
        policy_sha256=book.sha256,
        clause=amounts.clause,
        clause_name=amounts.clause_name,
        outcome=outcome,
        reason=says,
        ceiling_yuan=amounts.ceiling_yuan,
        determined_yuan=amounts.determined_yuan,
        payable_yuan=amounts.payable_yuan,
        city_half_yuan=amounts.city_half_yuan,
        district_half_yuan=amounts.district_half_yuan,
        trace=tuple(found.step for found in findings),
        reason_keys=tuple(found.reason_key for found in deciding),
    )
