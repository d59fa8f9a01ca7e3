"""Our matcher on one world, in a process of its own: prints its line of the benchmark's tables."""

import resource
import sys
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.matching import SEEDS, load  # noqa: E402
from jishen.domain.enterprises import FormerName  # noqa: E402
from jishen.domain.matches import EntryFacts, Match, RegisteredEnterprise, Verdict  # noqa: E402
from jishen.matching.matcher import matcher_of  # noqa: E402


def main() -> None:
    """Measure once with a second fact required and once on names alone."""
    size = int(sys.argv[1])
    made = load(Path(sys.argv[2]) if sys.argv[2:] else None)
    _, batches = made.world(size, SEEDS)
    known = made.registered(size)
    asked = [cell for batch in batches[1:] for cell in batch]
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for needs_second_fact in (True, False):
        started = time.process_time()
        matcher = matcher_of(
            (
                RegisteredEnterprise(
                    f"{at:018d}", name, tuple(FormerName(*old) for old in former), address
                )
                for at, (name, former, address) in enumerate(known)
            ),
            needs_second_fact=needs_second_fact,
        )
        built = time.process_time()
        judged = [
            matcher.judge(EntryFacts(cell, number, date(year, 6, 30)))
            for cell, _, _, _, number, year in asked
        ]
        ended = time.process_time()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        name = "ours" if needs_second_fact else "ours, names alone"
        figures = f"{built - started:>9.1f}{len(asked) / (ended - built):>9.0f}"
        print(_line(name, asked, judged) + figures + f"{(peak - base) / 1024:>7.0f}")
        del matcher


def _line(name: str, asked: list[tuple[str, int, str, str, str, int]], judged: list[Match]) -> str:
    pairs = list(zip(asked, judged, strict=True))
    proven = [(a, m) for a, m in pairs if m.verdict is Verdict.POSITIVE and a[3] != "released"]
    right = [a for a, m in proven if m.uscc == f"{a[1]:018d}"]
    traps = [m.verdict is Verdict.POSITIVE for a, m in pairs if a[3] == "released"]
    known = [(a, m) for a, m in pairs if a[1] >= 0 and a[3] != "released"]
    plain = sum(a[2] == "P" for a, _ in known)
    shown = [(a, _shown(m)) for a, m in known]
    first = sum(f"{a[1]:018d}" in codes[:1] for a, codes in shown)
    in_three = sum(f"{a[1]:018d}" in codes for a, codes in shown)
    strangers = [m.verdict is Verdict.UNSURE for a, m in pairs if a[3] in {"stranger", "outsider"}]
    return (
        f"{name:<18}{f'{len(proven) - len(right)}/{len(proven)}':>12}"
        f"{f'{sum(traps)}/{len(traps)}':>8}{sum(a[2] == 'P' for a in right) / plain:>7.3f}"
        f"{first / len(known):>7.3f}{in_three / len(known):>7.3f}"
    ) + _note(strangers)


def _note(strangers: list[bool]) -> str:
    print(f"{'':<18}strangers sent to a person: {sum(strangers)} of {len(strangers)}")
    return ""


def _shown(match: Match) -> list[str]:
    """Return the firms that a reviewer sees: nobody's entry shows none."""
    if match.verdict is Verdict.NEGATIVE:
        return []
    return [candidate.uscc for candidate in match.candidates]


if __name__ == "__main__":
    main()
