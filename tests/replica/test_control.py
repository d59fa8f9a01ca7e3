"""The control interface publishes, rewrites, and refuses what it cannot do."""

import time

import httpx
import pytest

from tests.replica.reading import (
    BATCH_15,
    BATCH_16,
    HUB,
    JSON_LIST,
    LIST,
    NOTICES,
    document,
    links,
    table,
)
from tests.replica_client import ReplicaProcess

FIRST_HAIZHU = "网信算备440105336540801250015号"


def test_publishing_adds_the_batch_everywhere_at_once(small_site: ReplicaProcess) -> None:
    before = small_site.get(BATCH_16)

    published_at = small_site.publish("2026-03")

    assert before.status_code == 404
    assert small_site.get(BATCH_16).status_code == 200
    assert len(links(small_site, HUB)) == 2
    assert BATCH_16.removeprefix("https:") in small_site.get(LIST).text
    assert (
        BATCH_16.removeprefix("https:") in small_site.get(f"{JSON_LIST}?channelCode=A093702").text
    )
    assert BATCH_16 in small_site.get(NOTICES).text
    assert 0 <= time.time() - published_at < 60


def test_one_kind_can_be_published_alone(small_site: ReplicaProcess) -> None:
    small_site.publish("2026-03", kinds=["algorithm"], quirks=["auto_numbered"])

    rows = table(document(small_site, "algorithm", "2026-03"))

    assert small_site.get(BATCH_16).status_code == 404
    assert {row[0] for row in rows} == {"序号", ""}


def test_publishing_changes_the_hub_and_its_validators(small_site: ReplicaProcess) -> None:
    before = small_site.get(HUB)

    small_site.publish("2026-03")
    after = small_site.get(HUB, headers={"If-None-Match": before.headers["ETag"]})

    assert after.status_code == 200
    assert after.headers["ETag"] != before.headers["ETag"]


def test_a_rewrite_in_place_leaves_the_page_and_the_token(small_site: ReplicaProcess) -> None:
    page = small_site.get(BATCH_15)
    tag = small_site.get(links(small_site, BATCH_15)[0]).headers["ETag"]

    small_site.rewrite(
        "deep_synthesis",
        "2026-01",
        changes=[
            (FIRST_HAIZHU, "主体名称", "样例改名公司"),
            (FIRST_HAIZHU, "备注", "变更内容：\n主体变更"),
        ],
    )
    reply = small_site.get(links(small_site, BATCH_15)[0], headers={"If-None-Match": tag})

    assert small_site.get(BATCH_15).content == page.content
    assert reply.status_code == 200
    (row,) = [row for row in table(reply.content) if row[6] == FIRST_HAIZHU]
    assert (row[3], row[7]) == ("样例改名公司", "变更内容：主体变更")


def test_a_rewrite_may_get_a_new_token(small_site: ReplicaProcess) -> None:
    (old_link,) = links(small_site, BATCH_15)
    old_document = small_site.get(old_link).content

    small_site.rewrite("deep_synthesis", "2026-01", drop=[FIRST_HAIZHU], new_token=True)
    (new_link,) = links(small_site, BATCH_15)

    assert new_link != old_link
    assert small_site.get(old_link).content == old_document
    assert len(table(small_site.get(new_link).content)) == len(table(old_document)) - 1


@pytest.mark.parametrize(
    ("command", "body"),
    [
        ("publish", {"period": "2026-01"}),
        ("publish", {"period": "1999-01"}),
        ("publish", {"period": "2026-03", "quirks": ["purple"]}),
        ("publish", {}),
        ("rewrite", {"kind": "algorithm", "period": "2026-01", "drop": ["网信算备0号"]}),
        ("rewrite", {"kind": "algorithm", "period": "2026-03"}),
        ("fault", {"mode": "bot_check"}),
        ("fault", {"mode": "purple", "kind": "all"}),
        ("fault", {"mode": "cut", "kind": "purple"}),
        ("explode", {}),
    ],
)
def test_what_cannot_be_done_is_refused(
    faulty: ReplicaProcess, command: str, body: dict[str, object]
) -> None:
    with pytest.raises(httpx.HTTPStatusError) as refused:
        faulty.command(command, **body)

    assert refused.value.response.status_code == 400
    assert refused.value.response.json()["error"]


def test_while_down_connections_are_closed_without_an_answer(faulty: ReplicaProcess) -> None:
    faulty.down()

    with pytest.raises(httpx.RemoteProtocolError):
        faulty.get(HUB)

    faulty.up()
    assert faulty.get(HUB).status_code == 200
