"""ETag and Last-Modified are given and kept, unless they are switched off."""

import pytest

from tests.replica.reading import BATCH_15, HUB, LIST, links
from tests.replica_client import ReplicaProcess


@pytest.mark.parametrize("url", [HUB, BATCH_15, LIST])
@pytest.mark.parametrize(
    ("given", "asked"), [("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")]
)
def test_an_unchanged_page_is_answered_304(
    faulty: ReplicaProcess, url: str, given: str, asked: str
) -> None:
    first = faulty.get(url)

    again = faulty.get(url, headers={asked: first.headers[given]})

    assert (again.status_code, again.content) == (304, b"")


def test_an_unchanged_attachment_is_answered_304(faulty: ReplicaProcess) -> None:
    (link,) = links(faulty, BATCH_15)
    first = faulty.get(link)

    again = faulty.get(link, headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304


def test_validators_can_be_switched_off(faulty: ReplicaProcess) -> None:
    tag = faulty.get(HUB).headers["ETag"]

    faulty.validators(on=False)
    again = faulty.get(HUB, headers={"If-None-Match": tag})

    assert again.status_code == 200
    assert "ETag" not in again.headers


def test_the_log_counts_answers_by_path(faulty: ReplicaProcess) -> None:
    tag = faulty.get(HUB).headers["ETag"]
    faulty.get(HUB, headers={"If-None-Match": tag})
    faulty.get(f"{HUB}x")

    log = faulty.log()

    assert log == {
        HUB.removeprefix("https:/"): {"200": 1, "304": 1, "other": 0},
        HUB.removeprefix("https:/") + "x": {"200": 0, "304": 0, "other": 1},
    }
