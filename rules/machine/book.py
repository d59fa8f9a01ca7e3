"""A policy's book: its numbers, clauses, questions and rulings, from the YAML beside its code."""

from dataclasses import dataclass
from datetime import date

from jishen.domain.decisions import CaseFacts, TraceStep
from jishen.domain.errors import PolicyFault
from jishen.domain.rulings import OpenQuestion, Ruling
from jishen.domain.windows import ApplicationWindow
from rules.machine.findings import Finding, Reading, Result

Value = int | str | date
_NOTHING = Result()


@dataclass(frozen=True, slots=True)
class Dated:
    """A value, the first day on which it holds, and where it is written."""

    value: Value
    since: date
    source: str


@dataclass(frozen=True, slots=True)
class Clause:
    """The place of a clause in the policy and its words, empty when not known word for word."""

    article: str
    quote: str


@dataclass(frozen=True, slots=True)
class Book:
    """All that a policy's code does not say itself."""

    package: str
    sha256: str
    """Over the policy's files and the machine's."""
    parameters: dict[str, tuple[Dated, ...]]
    """Of each value its lines, oldest first."""
    clauses: dict[str, Clause]
    checks: dict[str, str]
    """What a reviewer must check, by key, with places for details."""
    questions: dict[str, OpenQuestion]
    rulings: tuple[Ruling, ...]
    """Rulings that ship with the policy; those of the database come with the facts."""
    windows: tuple[ApplicationWindow, ...] = ()
    """Application windows that ship with the policy, in the order of the file."""

    def dated(self, name: str, on: date) -> Dated:
        """Return the value that holds on that day; before the first day, the first."""
        lines = self.parameters[name]
        return next((line for line in reversed(lines) if line.since <= on), lines[0])

    def number(self, name: str, on: date) -> int:
        """Return a parameter that is a whole number: an amount in yuan, a share, a percentage."""
        value = self.dated(name, on).value
        if not isinstance(value, int):
            raise self._fault(name, value, "整数")
        return value

    def day(self, name: str, on: date) -> date:
        """Return a parameter that is a day."""
        value = self.dated(name, on).value
        if not isinstance(value, date):
            raise self._fault(name, value, "日期")
        return value

    def text(self, name: str, on: date) -> str:
        """Return a parameter that is a text: a code, a title, a month as YYYY-MM."""
        value = self.dated(name, on).value
        if not isinstance(value, str):
            raise self._fault(name, value, "文字")
        return value

    def check(self, key: str, **details: str) -> str:
        """Return what a reviewer must check, with its details filled in."""
        return self.checks[key].format(**details)

    def find(
        self, clause: str, facts: tuple[tuple[str, str], ...], says: str, result: Result = _NOTHING
    ) -> Finding:
        """Return the finding under a clause of the book: the facts used and what it says."""
        read = result.reading
        step = TraceStep(
            article=self.clauses[clause].article,
            quote=self.clauses[clause].quote,
            facts=facts,
            finding=says,
            computation=result.computation,
            question=result.question,
            ruling=read.says if read else "",
            open_question=read.question if read else "",
        )
        return Finding(step, result.outcome, result.reason_key)

    def reading(self, question: str, facts: CaseFacts) -> Reading:
        """Return how an open question is read for these facts: by ruling, or else by default.

        Of several rulings in force the newest prevails; of one day, the database's.

        Raises:
            PolicyFault: a ruling names a reading that the rules cannot carry out.
        """
        asked = self.questions[question]
        in_force = [
            ruling
            for ruling in (*self.rulings, *facts.rulings)
            if ruling.question == question and ruling.holds_from <= facts.decided_on
        ]
        if not in_force:
            says = f"默认：{asked.words(asked.default)}（尚无书面解释）"
            return Reading(question, asked.default, says)
        newest = max(reversed(in_force), key=lambda ruling: ruling.holds_from)
        words = asked.words(newest.reading)
        if words is None:
            message = f"{self.package}：问题 {question} 没有读法“{newest.reading}”"
            raise PolicyFault(message)
        says = f"解释：{words}（{newest.document}，{newest.signed_by}，自 {newest.holds_from} 起）"
        return Reading(question, newest.reading, says)

    def _fault(self, name: str, value: Value, wanted: str) -> PolicyFault:
        return PolicyFault(f"{self.package}：参数 {name} 为 {value!r}，应为{wanted}")
