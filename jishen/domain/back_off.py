"""How long a host is left alone after it refused us or did not answer."""

from datetime import timedelta

from jishen.domain.verdicts import LookVerdict

_AFTER_A_REFUSAL = (timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))
"""To ask a firewall again at once makes it surer of its refusal."""
_AFTER_SILENCE = (
    timedelta(minutes=10),
    timedelta(minutes=20),
    timedelta(minutes=40),
    timedelta(hours=1),
)
_A_SECOND_MORE = timedelta(seconds=1)


def wait_after(
    verdict: str, failures: int, retry_after_seconds: float | None, ceiling: timedelta
) -> timedelta:
    """Return how long to leave a host alone after so many failures in a row, at most `ceiling`.

    A Retry-After of the server is respected as far as the ceiling allows; it never shortens ours.

    >>> wait_after("blocked", 2, None, timedelta(hours=6))
    datetime.timedelta(seconds=7200)
    >>> wait_after("transport", 99, 5400, timedelta(hours=6))
    datetime.timedelta(seconds=5401)
    """
    steps = _AFTER_A_REFUSAL if verdict == LookVerdict.BLOCKED else _AFTER_SILENCE
    wait = steps[min(max(failures, 1), len(steps)) - 1]
    if retry_after_seconds is not None and retry_after_seconds > 0:
        most = min(retry_after_seconds, ceiling.total_seconds())  # a server may say 10**12
        wait = max(wait, timedelta(seconds=most) + _A_SECOND_MORE)
    return min(wait, ceiling)
