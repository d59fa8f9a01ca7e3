"""Walking the enterprise's page as a browser without script does."""

from dataclasses import dataclass
from urllib.parse import urlencode

import httpx
from bs4 import BeautifulSoup, Tag

from tests.claims.worlds import LAST_FOUR, PDF, texts

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with a link."""

    client: httpx.Client
    token: str

    @property
    def here(self) -> str:
        return f"/e/{self.token}"

    def look(self, lang: str = "zh") -> httpx.Response:
        return self.client.get(f"{self.here}?lang={lang}")

    def check(self, file: bytes | None = PDF, name: str = "租赁合同.pdf", **changes: str):
        files = {"file_M8": (name, file, "application/pdf")} if file is not None else None
        return self.client.post(f"{self.here}/check", data={**texts(**changes)}, files=files)

    def submit(self, checked: httpx.Response, last_four: str = LAST_FOUR) -> httpx.Response:
        return self.send("submit", [*hidden_of(checked), ("last_four", last_four)])

    def send(self, where: str, fields: list[tuple[str, str]]) -> httpx.Response:
        return self.client.post(
            f"{self.here}/{where}", content=urlencode(fields), headers={"content-type": FORM}
        )

    def say_not_ours(self, last_four: str = LAST_FOUR, words: str = "") -> httpx.Response:
        fields = [("lang", "zh"), ("words", words), ("last_four", last_four)]
        return self.send("not-ours", fields)

    def claim(self) -> httpx.Response:
        return self.submit(self.check())


def hidden_of(page: httpx.Response) -> list[tuple[str, str]]:
    """Return the hidden fields of the page's form."""
    form = BeautifulSoup(page.text, "lxml").find("form")
    assert isinstance(form, Tag)
    return [(str(f["name"]), str(f["value"])) for f in form.find_all("input", type="hidden")]


def value_of(page: httpx.Response, name: str) -> str:
    """Return what stands in a field."""
    field = BeautifulSoup(page.text, "lxml").find(attrs={"name": name})
    assert isinstance(field, Tag)
    return field.text if field.name == "textarea" else str(field.get("value", ""))


def words_of(page: httpx.Response) -> str:
    """Return what a person reads."""
    return BeautifulSoup(page.text, "lxml").get_text(" ", strip=True)
