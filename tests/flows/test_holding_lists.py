"""Lists that change too much on the site, rows that vanish there: from the look to the person."""

from collections import Counter
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from commands.holds import holds as holds_command
from commands.holds import vanished as vanished_command
from commands.sources import sources as sources_command
from flows.holds import difference_of, refuse_hold, release_hold, settle_vanished
from flows.running import now
from flows.watching import watch_all
from jishen.domain.watch_faults import HoldFault
from jishen.settings import load_settings
from jishen.store.holds import all_holds, vanished_tasks
from jishen.store.looking import all_health
from jishen.store.session import Store
from jishen.store.tables import FilingEntry, HeldList
from jishen.store.tables.watching import HoldState
from tests.cases.publishing import outbox_of
from tests.flows.path_world import ALGORITHMS, DEEP_SYNTHESIS, advance, verdicts_of
from tests.installation import Installation

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

FINE = {ALGORITHMS: [], DEEP_SYNTHESIS: []}


def numbers(store: Store, kind: str, count: int) -> list[str]:
    with store.reading() as session:
        return list(
            session.scalars(
                select(FilingEntry.filing_number)
                .where(FilingEntry.list_kind == kind, FilingEntry.missing_since.is_(None))
                .order_by(FilingEntry.row_number)
                .limit(count)
            )
        )


def present(store: Store, kind: str) -> int:
    return len(numbers(store, kind, 10_000))


def held(store: Store) -> list[HeldList]:
    with store.reading() as session:
        return [each for each, _ in all_holds(session)]


def shrink(installation: Installation) -> None:
    gone = numbers(installation.store, "algorithm", 5)
    installation.site.rewrite("algorithm", "2026-01", drop=gone)


def test_a_shrunk_list_is_held_and_the_next_look_at_it_makes_no_second_hold(
    installation: Installation,
) -> None:
    shrink(installation)

    passes = watch_all(installation.settings)
    again = watch_all(installation.settings)

    with installation.store.reading() as session:
        outcome = all_health(session)[ALGORITHMS].last_outcome
    assert verdicts_of(passes) == verdicts_of(again) == FINE
    assert [each.state for each in held(installation.store)] == [HoldState.HELD]
    assert present(installation.store, "algorithm") == 20
    assert outcome == "same"


def test_a_tripled_list_is_held_and_nothing_is_opened_meanwhile(
    installation: Installation,
) -> None:
    installation.site.fault("tripled_list", label="深度合成")

    passes = watch_all(installation.settings)
    advanced = advance(installation.settings)

    assert [found.held_lists for found in passes] == [0, 1]
    assert (advanced.identified.total, advanced.opened.cases) == (0, 0)
    assert present(installation.store, "deep_synthesis") == 20


def test_a_released_list_is_recorded_from_its_kept_bytes_and_the_rows_gone_are_counted(
    installation: Installation,
) -> None:
    shrink(installation)
    watch_all(installation.settings)
    (hold,) = held(installation.store)

    shown = difference_of(installation.settings, hold.id)
    recorded = release_hold(installation.settings, hold.id, by="张三", why="网站公告撤回五项")
    for hours in (1, 2, 3):
        at = now() + timedelta(hours=hours)
        watch_all(installation.settings, clock=lambda at=at: at)

    with installation.store.reading() as session:
        tasks = vanished_tasks(session)
    told = Counter(message.source_key for message in outbox_of(installation.store))
    assert (len(shown.missing), len(shown.new)) == (5, 0)
    assert recorded.missing == 5
    assert present(installation.store, "algorithm") == 15
    assert len(tasks) == 5
    assert told == {"held.algorithms": 2, "vanished.algorithms": 1}  # alarm, all-clear; alarm


def test_a_site_that_goes_back_by_itself_ends_the_hold(installation: Installation) -> None:
    installation.site.fault("shrunk_list", label="互联网信息服务算法")
    watch_all(installation.settings)
    installation.site.heal()

    watch_all(installation.settings)

    assert [each.state for each in held(installation.store)] == [HoldState.ENDED]
    assert present(installation.store, "algorithm") == 20


def test_a_refused_list_leaves_everything_as_it_was(installation: Installation) -> None:
    shrink(installation)
    watch_all(installation.settings)
    (hold,) = held(installation.store)

    refuse_hold(installation.settings, hold.id, by="张三", why="网站差错，已反映")
    passes = watch_all(installation.settings)

    assert verdicts_of(passes) == FINE
    assert [each.state for each in held(installation.store)] == [HoldState.REFUSED]
    assert present(installation.store, "algorithm") == 20


@pytest.fixture
def by_hand(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """An installation whose settings the commands find in the environment."""
    fetch = installation.settings.fetch
    monkeypatch.chdir(installation.settings.data_folder)
    for name, value in {
        "DATA_FOLDER": str(installation.settings.data_folder),
        "DATABASE_URL": installation.settings.database_url,
        "SOURCES": '["algorithms", "deep_synthesis"]',
        "FETCH__HOST_GAP_SECONDS": str(fetch.host_gap_seconds),
    }.items():
        monkeypatch.setenv(f"JISHEN_{name}", value)
    load_settings.cache_clear()
    yield installation
    load_settings.cache_clear()


def test_the_commands_tell_of_holds_vanished_rows_and_changes_and_settle_them(
    by_hand: Installation,
) -> None:
    shrink(by_hand)
    watch_all(by_hand.settings)
    (hold,) = held(by_hand.store)
    run = CliRunner().invoke

    listed = run(holds_command, ["list"]).output
    shown = run(holds_command, ["show", str(hold.id)]).output
    standing = run(sources_command).output
    released = run(holds_command, ["release", str(hold.id), "--by", "张三", "--why", "撤回"])
    for hours in (1, 2, 3):
        at = now() + timedelta(hours=hours)
        watch_all(by_hand.settings, clock=lambda at=at: at)
    tasks = run(vanished_command, ["list"]).output
    settled = run(vanished_command, ["settle", "1", "--by", "张三", "--why", "撤回"])
    changes = run(sources_command, ["diff", "互联网信息服务算法"]).output
    as_json = run(sources_command, ["--json"]).output

    assert "超过五分之一" in listed
    assert shown.count("  − ") == 5
    assert f"留置 {hold.id}：" in standing
    assert "下次巡查" in standing
    assert "缺少 5 行" in released.output
    assert len(tasks.splitlines()) == 5
    assert settled.exit_code == 0
    assert changes.count("  − ") == 5
    assert '"outcome": "same"' in as_json


def test_a_cell_that_was_rewritten_is_shown_with_what_it_was(by_hand: Installation) -> None:
    number = numbers(by_hand.store, "algorithm", 1)[0]
    by_hand.site.rewrite("algorithm", "2026-01", [(number, "应用产品", "新样例应用")])
    watch_all(by_hand.settings)

    changes = CliRunner().invoke(sources_command, ["diff", "互联网信息服务算法"]).output

    assert "应用产品：" in changes
    assert "→ 新样例应用" in changes


def test_a_task_that_is_not_there_cannot_be_settled(by_hand: Installation) -> None:
    with pytest.raises(HoldFault, match="没有编号为 9 的消失条目任务"):
        settle_vanished(by_hand.settings, 9, by="张三", why="核实")
