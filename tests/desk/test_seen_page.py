"""An answer as it was: cleaned, in a sandboxed frame, beside the exchange to download."""

from dataclasses import replace

import httpx

from jishen.store.looking import FetchFacts, log_fetch
from tests.desk.records import NOW
from tests.desk.seeding import World

WARC = b"\x1f\x8b exchange"


def test_the_page_is_framed_and_its_facts_are_beside_it(client: httpx.Client) -> None:
    answer = client.get("/seen/1")

    assert '<iframe class="seen" sandbox src="/seen/1/page"' in answer.text
    assert "frame-src 'self'" in answer.headers["content-security-policy"]
    assert "实际取自" in answer.text


def test_what_the_frame_gets_runs_no_script_and_is_seen_in_our_frame_alone(
    client: httpx.Client,
) -> None:
    answer = client.get("/seen/1/page")

    assert "<script" not in answer.text
    assert "清单" not in answer.text  # it stood in the title, which is no text of the page
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "frame-ancestors 'self'" in policy
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"


def test_the_exchange_can_be_downloaded(own_world: World, own_client: httpx.Client) -> None:
    page, warc = own_world.raw.keep(b"<p>x</p>"), own_world.raw.keep(WARC)
    with own_world.store.act("health") as session:
        facts = FetchFacts("algorithms", "https://x", "", NOW, "ok", 200, sha256=page)
        fact = {"warc_sha256": warc, "warc_bytes": len(WARC), "peer_address": "203.0.113.7:443"}
        log_fetch(session, replace(facts, **fact))

    text = own_client.get("/seen/1").text
    file = own_client.get(f"/evidence/{warc}")

    assert "203.0.113.7:443" in text
    assert f"/evidence/{warc}" in text
    assert file.content == WARC
    assert f'filename="{warc}.warc.gz"' in file.headers["content-disposition"]
