"""Every page of the enterprise's: named, labelled and in order, in both languages."""

import re
from pathlib import Path

import httpx
import pytest

import desk.enterprise
from desk.enterprise.words import words
from jishen.domain.states import CaseState
from tests.claims.pages import Visitor
from tests.claims.structure import chinese_in, faults_of
from tests.claims.test_page import ask_for_correction
from tests.claims.worlds import ClaimWorld

TEMPLATES = Path(desk.enterprise.__file__).parents[1] / "templates" / "enterprise"
_SLOTS = re.compile(r"\{\w+\}")


@pytest.fixture
def visitor(page: httpx.Client, told: ClaimWorld) -> Visitor:
    return Visitor(page, told.token)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_on_the_way_is_built_well(visitor: Visitor, told: ClaimWorld, lang: str) -> None:
    seen = {
        "page": visitor.look(lang),
        "faults": visitor.client.post(f"{visitor.here}/check", data={"lang": lang}),
        "check": visitor.check(lang=lang),
        "wrong code": visitor.submit(visitor.check(lang=lang), last_four="0000"),
        "not ours": visitor.client.get(f"{visitor.here}/not-ours?lang={lang}"),
        "no such link": visitor.client.get(f"/e/none?lang={lang}"),
    }
    visitor.submit(visitor.check(lang=lang))
    seen["received"] = visitor.look(lang)
    ask_for_correction(told)
    seen["correction"] = visitor.look(lang)
    told.set_state(state=CaseState.PAID)
    seen["paid"] = visitor.look(lang)

    assert {name: faults_of(answer.text) for name, answer in seen.items()} == {
        name: [] for name in seen
    }


def test_the_english_page_s_own_words_are_english(visitor: Visitor) -> None:
    page = visitor.look("en")

    assert '<html lang="en">' in page.text
    assert chinese_in(page.text) == []


def test_another_language_than_the_two_is_chinese(visitor: Visitor) -> None:
    assert '<html lang="zh-CN">' in visitor.look("fr").text


def test_a_page_is_small_and_loads_two_things_from_here(visitor: Visitor) -> None:
    page = visitor.look()
    parts = re.findall(r'<link rel="[^"]+"[^>]* href="([^"]+)"', page.text)
    size = len(page.content) + sum(len(visitor.client.get(part).content) for part in parts)

    assert len(parts) == 2
    assert size < 30 * 1024


def test_both_languages_fill_the_same_slots() -> None:
    amounts = {"amount_zh", "date_form"}
    uneven = [
        key
        for key, said in words().items()
        if set(_SLOTS.findall(said.zh)) != set(_SLOTS.findall(said.en)) and key not in amounts
    ]

    assert uneven == []
    assert [key for key, said in words().items() if not (said.zh and said.en)] == []


def test_every_text_that_a_template_names_is_there_and_none_is_left_over() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in (TEMPLATES, Path(desk.enterprise.__file__).parent)
        for path in (*folder.glob("*.html"), *folder.glob("*.py"))
    )
    named = set(re.findall(r'\b(?:t|say)\("(\w+)"', code))
    beginnings = tuple(re.findall(r'"(\w+_)" ~', code) + re.findall(r'say\(\s*f"(\w+_)\{', code))

    missing = sorted(name for name in named if name not in words() and not name.endswith("_"))
    unused = sorted(
        key
        for key in words()
        if not re.search(_quoted(key), code) and not key.startswith(beginnings)
    )
    assert (missing, unused) == ([], [])


def _quoted(key: str) -> str:
    """Return what finds a key, or what its error page is called, in code."""
    base = key.removesuffix("_title").removesuffix("_text")
    return f"[\"']({key}|{base})[\"']"
