"""The end of a paid case: the archive, and what is claimed back."""

from dataclasses import dataclass

from jishen.cases.act_terms import Acting, ActTerms, Asked, Done
from jishen.cases.acting import Opened, carry_out
from jishen.domain.acts import CaseAct
from jishen.domain.errors import TransitionRefused
from jishen.domain.states import CaseState
from jishen.store.session import Store
from jishen.store.tables import Clawback, Payout


def archive(store: Store, acting: Acting, asked: Asked, terms: ActTerms) -> Done:
    """Close the file of a paid case."""

    def close(opened: Opened) -> str:
        opened.move(CaseState.ARCHIVED)
        return ""

    return carry_out(store, acting, CaseAct.ARCHIVE, asked, terms, close)


@dataclass(frozen=True, slots=True)
class ClawbackTerms:
    """How much is claimed back, on which document."""

    amount_yuan: int
    document: str


def claw_back(
    store: Store, acting: Acting, back: ClawbackTerms, asked: Asked, terms: ActTerms
) -> Done:
    """Record that a paid award, or a part of it, is claimed back; the opinion is the reason.

    The pool does not get it back: what a year gave stays given.

    Raises:
        TransitionRefused: more than was paid, nothing, or no document.
    """

    def record(opened: Opened) -> str:
        payout = opened.session.get_one(Payout, opened.case.id)
        if not 0 < back.amount_yuan <= payout.amount_yuan or not back.document.strip():
            message = f"追缴须写明文号，金额在 1 至 {payout.amount_yuan:,} 元之间"
            raise TransitionRefused(message)
        opened.session.add(
            Clawback(
                case_id=opened.case.id,
                amount_yuan=back.amount_yuan,
                year=terms.today.year,
                document=back.document.strip(),
                recorded_at=terms.at,
                recorded_by=opened.actor.name,
            )
        )
        opened.details |= {"amount_yuan": back.amount_yuan}
        opened.move(CaseState.CLAWBACK)
        return ""

    return carry_out(store, acting, CaseAct.CLAW_BACK, asked, terms, record)
