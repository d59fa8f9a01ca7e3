"""Matching again when the registry learned a name: every entry that is nobody's is held against it.

Entries that bear the name, or weakly bear it, are found by their keys (`ask_again_of_keys`); those
that come near it in another way are found here, by the same matcher over the new names alone.
"""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from jishen.domain.matches import RegisteredEnterprise, Verdict
from jishen.matching.matcher import matcher_of
from jishen.store.matching import entries_of_nobody, put_up_again


def ask_again_about_near_names(session: Session, names: Iterable[str]) -> int:
    """Put up entries of nobody that may mean one of these names; return how many.

    What becomes of them the next matching tells, with the whole registry at hand.
    """
    waiting = entries_of_nobody(session)
    if not waiting:
        return 0
    new = [
        RegisteredEnterprise(str(number), name) for number, name in enumerate(sorted(set(names)))
    ]
    matcher = matcher_of(new)
    near = [
        entry_id
        for entry_id, facts in waiting
        if matcher.judge(facts).verdict is not Verdict.NEGATIVE
    ]
    return put_up_again(session, near)
