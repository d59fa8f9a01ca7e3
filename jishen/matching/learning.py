"""What confirmed matches teach: the owners of filer codes. Never a threshold."""

from collections.abc import Iterable, Mapping

from jishen.domain.matches import Match, Verdict


def learned_codes(
    known: Mapping[str, frozenset[str]], judged: Iterable[tuple[str, Match]]
) -> dict[str, frozenset[str]]:
    """Return the owners of filer codes with those that positive judgements add.

    `judged` gives the filer code of an entry ("" without one) and the judgement on it.
    """
    owners = dict(known)
    for code, match in judged:
        if code and match.uscc is not None and match.verdict is Verdict.POSITIVE:
            owners[code] = owners.get(code, frozenset()) | {match.uscc}
    return owners
