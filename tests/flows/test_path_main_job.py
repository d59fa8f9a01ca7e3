"""The main job, over real HTTP: a list appears, cases are opened, the right people are told."""

from collections import Counter

from flows.running import now
from flows.watching import watch_all
from jishen.cases.release import release_case
from jishen.domain.notices import NoticeEvent
from jishen.domain.states import CaseState
from jishen.settings import Settings
from jishen.store import audit
from jishen.store.cases import case_rows, count_by_state
from jishen.store.session import Store
from tests.flows.path_world import (
    ALGORITHMS,
    DEEP_SYNTHESIS,
    advance,
    batches_of,
    dump,
    events_told,
    journal_of,
    look_and_advance,
    notices_of,
    verdicts_of,
)
from tests.installation import Installation
from tests.replica_client import ReplicaProcess
from tests.sample_registry import import_enterprises, sample_enterprises

FINE = {ALGORITHMS: [], DEEP_SYNTHESIS: []}
TO_ENTERPRISES, TO_REVIEWERS = 8, 2


def number_of_an_open_case(store: Store) -> str:
    with store.reading() as session:
        return case_rows(session, state=CaseState.ENTERPRISE_NOTIFIED)[0].entry.filing_number


def test_the_first_look_tells_nobody(settings: Settings, store: Store) -> None:
    import_enterprises(store, *sample_enterprises())

    passes, advanced = look_and_advance(settings)

    with store.reading() as session:
        states = count_by_state(session)
    assert verdicts_of(passes) == FINE
    assert batches_of(passes) == [
        (ALGORITHMS, "2026-01", 20, 0, 0),
        (DEEP_SYNTHESIS, "2026-01", 20, 0, 0),
    ]
    assert (advanced.identified.positive, advanced.opened.cases) == (14, 7)
    assert states == {CaseState.BACKLOG: 7}
    assert journal_of(settings) == []


def test_a_new_list_is_found_matched_opened_and_told(installation: Installation) -> None:
    installation.site.publish("2026-03")

    passes, advanced = look_and_advance(installation.settings)

    with installation.store.reading() as session:
        states = count_by_state(session)
        fault_of_trail = audit.verify(session)
    assert batches_of(passes) == [
        (ALGORITHMS, "2026-03", 20, 0, 0),
        (DEEP_SYNTHESIS, "2026-03", 20, 0, 0),
    ]
    assert (advanced.identified.positive, advanced.identified.unsure) == (13, 2)
    assert (advanced.opened.cases, advanced.opened.digests) == (13, 2)
    assert states == {
        CaseState.BACKLOG: 7,
        CaseState.ENTERPRISE_NOTIFIED: 8,
        CaseState.OPENED: 1,
        CaseState.ON_HOLD: 4,
    }
    assert fault_of_trail is None


def test_each_is_told_once_and_the_notices_lie_on_disk(installation: Installation) -> None:
    installation.site.publish("2026-03")
    look_and_advance(installation.settings)

    told = events_told(installation.store, installation.settings)

    keys = Counter(line["key"] for line in journal_of(installation.settings))
    files = set(installation.settings.notices_folder.glob("*.txt"))
    assert told == {
        NoticeEvent.FILING_SEEN: TO_ENTERPRISES,
        NoticeEvent.BATCH_DIGEST: TO_REVIEWERS,
    }
    assert set(keys.values()) == {1}
    assert {file.stem for file in files} == set(keys)


def test_the_enterprises_notice_says_what_was_seen_and_promises_nothing(
    installation: Installation,
) -> None:
    installation.site.publish("2026-03")
    look_and_advance(installation.settings)

    notices = notices_of(installation.store, installation.settings, NoticeEvent.FILING_SEEN)

    (notice,) = [text for text in notices if "广州隐序流形科技有限公司" in text]
    assert "（备案编号：网信算备440105504228005260017号）" in notice
    assert "最高20万元（200,000元），以审核为准" in notice
    assert "不构成对奖励资格或奖励金额的承诺" in notice
    assert "https://www.cac.gov.cn/2022-08/12/c_1661927474338504.htm" in notice
    assert "公开电话：020-00000000" in notice


def test_the_digest_names_the_enterprise_that_must_be_called(installation: Installation) -> None:
    installation.site.publish("2026-03")
    look_and_advance(installation.settings)
    with installation.store.reading() as session:
        (untold,) = case_rows(session, state=CaseState.OPENED)

    digests = notices_of(installation.store, installation.settings, NoticeEvent.BATCH_DIGEST)

    (digest,) = [text for text in digests if "须电话告知的企业（1件" in text]
    assert f"{untold.enterprise.name}（{untold.case.case_number}）" in digest


def test_a_second_look_asks_conditionally_changes_nothing_and_tells_nobody(
    installation: Installation,
) -> None:
    installation.site.publish("2026-03")
    look_and_advance(installation.settings)
    before, journal = dump(installation.store), journal_of(installation.settings)
    installation.site.reset_log()

    passes, _ = look_and_advance(installation.settings)

    asked = {path: n for path, n in installation.site.log().items() if "robots" not in path}
    in_full = {path for path, answers in asked.items() if answers["200"] or answers["other"]}
    assert batches_of(passes) == []
    assert len(asked) == 10
    # The two interfaces give no validators: what they answer is known again by its digest.
    assert in_full == {"/beian.cac.gov.cn/api/notice/list", "/www.cac.gov.cn/cms/JsonList"}
    assert dump(installation.store) == before
    assert journal_of(installation.settings) == journal


def test_a_cell_rewritten_in_place_is_a_second_version_of_its_row_and_is_told(
    installation: Installation,
) -> None:
    installation.site.publish("2026-03")
    look_and_advance(installation.settings)
    number = number_of_an_open_case(installation.store)
    installation.site.rewrite("algorithm", "2026-03", [(number, "应用产品", "另一应用")])

    passes, advanced = look_and_advance(installation.settings)

    told = events_told(installation.store, installation.settings)
    assert batches_of(passes) == [(ALGORITHMS, "2026-03", 0, 1, 0)]
    assert advanced.identified.total == 0
    assert told[NoticeEvent.BATCH_DIGEST] == TO_REVIEWERS + 1
    assert told[NoticeEvent.FILING_SEEN] == TO_ENTERPRISES


def test_a_row_removed_in_place_is_told_and_its_case_stays(installation: Installation) -> None:
    installation.site.publish("2026-03")
    look_and_advance(installation.settings)
    number = number_of_an_open_case(installation.store)
    installation.site.rewrite("algorithm", "2026-03", drop=[number])

    passes, _ = look_and_advance(installation.settings)

    with installation.store.reading() as session:
        notified = count_by_state(session)[CaseState.ENTERPRISE_NOTIFIED]
    told = events_told(installation.store, installation.settings)
    assert batches_of(passes) == [(ALGORITHMS, "2026-03", 0, 0, 1)]
    assert told[NoticeEvent.BATCH_DIGEST] == TO_REVIEWERS + 1
    assert notified == 8


def test_the_same_rows_in_new_bytes_under_a_new_token_are_nothing(
    installation: Installation,
) -> None:
    installation.site.publish("2026-03")
    look_and_advance(installation.settings)
    journal = journal_of(installation.settings)
    installation.site.rewrite("algorithm", "2026-03", new_token=True)

    passes, advanced = look_and_advance(installation.settings)

    assert batches_of(passes) == []
    assert (advanced.identified.total, advanced.opened.cases) == (0, 0)
    assert journal_of(installation.settings) == journal


def test_a_pass_that_ends_after_looking_is_made_good_by_the_next_advance(
    installation: Installation,
) -> None:
    installation.site.publish("2026-03")
    watch_all(installation.settings)

    advanced = advance(installation.settings)

    assert advanced.delivered.accepted == TO_ENTERPRISES + TO_REVIEWERS


def test_a_case_released_from_the_backlog_is_told_to_both_sides(
    installation: Installation,
) -> None:
    with installation.store.reading() as session:
        (case_number, *_) = [
            row.case.case_number
            for row in case_rows(session)
            if row.case.outcome == "eligible" and row.enterprise.contact_email
        ]
    release_case(
        installation.store,
        case_number,
        by="张三",
        why="企业来电",
        at=now(),
        reviewers=("reviewers-file",),
    )

    advance(installation.settings)

    (notice,) = notices_of(installation.store, installation.settings, NoticeEvent.CASE_WAITING)
    assert case_number in notice
    assert events_told(installation.store, installation.settings) == {
        NoticeEvent.FILING_SEEN: 1,
        NoticeEvent.CASE_WAITING: 1,
    }


def test_an_import_after_the_look_opens_the_case_and_tells_the_reviewers_of_it(
    settings: Settings, store: Store, replica: ReplicaProcess
) -> None:
    look_and_advance(settings)
    replica.publish("2026-03")
    look_and_advance(settings)
    import_enterprises(store, *sample_enterprises())

    advanced = advance(settings)

    told = events_told(store, settings)
    assert advanced.opened.cases == 20
    assert told[NoticeEvent.FILING_SEEN] == TO_ENTERPRISES
    assert told[NoticeEvent.CASE_WAITING] == 13
