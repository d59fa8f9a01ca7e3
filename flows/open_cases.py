"""The flow `open_cases`: ask the policy about matched entries, open cases, write digests."""

from dataclasses import dataclass, field

from prefect import flow

from flows.running import OPENER, now, opening_terms, store_of
from jishen.cases.digest import due_digests, put_digest
from jishen.cases.opening import Opened, groups_to_open, open_group
from jishen.settings import Settings, load_settings


@dataclass(slots=True)
class OpenedCases:
    """What one run opened, and how many digests it wrote."""

    groups: list[Opened] = field(default_factory=list)
    digests: int = 0

    @property
    def cases(self) -> int:
        """How many cases were opened."""
        return sum(group.state is not None for group in self.groups)


@flow(name="open-cases", flow_run_name="open_cases 已匹配条目")
async def open_cases() -> int:
    """对已匹配的条目套用政策并立案，写出通知。返回立案数。"""
    return open_all(load_settings()).cases


def open_all(settings: Settings) -> OpenedCases:
    """Open every case that matched entries call for, then write the digests that are due.

    One enterprise's case that cannot be opened does not hold up the others', only its own later
    filings: which one is the first must not depend on it.

    Raises:
        ExceptionGroup: at the end, what went wrong with single cases; the next run tries again.
    """
    done = OpenedCases()
    faults: dict[str, Exception] = {}
    store = store_of(settings)
    terms = opening_terms(settings, now())
    try:
        for group in groups_to_open(store):
            if group.uscc in faults:
                continue
            try:
                opened = open_group(store, group, terms)
            except Exception as error:  # noqa: BLE001 (told at the end, when the rest is done)
                faults[group.uscc] = error
                continue
            if opened is not None:
                done.groups.append(opened)
        for due in due_digests(store):
            done.digests += put_digest(
                store, due, at=now(), actor=OPENER, reviewers=terms.reviewers
            )
    finally:
        store.close()
    if faults:
        message = f"有 {len(faults)} 家企业的条目未能立案，其余已办理"
        raise ExceptionGroup(message, list(faults.values()))
    return done
