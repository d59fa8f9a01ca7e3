"""What a site's robots.txt asks of us, and what is made of an answer to the question for it."""

from dataclasses import dataclass

from protego import Protego

from jishen.domain.errors import Blocked, Moved, SourceFault

AGENT = "Jishen"
"""The word of our User-Agent that a robots.txt can address."""
MOST_BYTES = 500_000
"""More than this of a robots.txt is not read (RFC 9309, 2.5)."""
CAREFUL_GAP_SECONDS = 10.0
"""Between two requests to a host whose robots.txt could not be had and is not known."""
_LONGEST_DELAY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one host, as text; parsed when asked."""

    text: str = ""
    is_guess: bool = False
    """Nothing is known of them: then we are careful."""

    def allows(self, url: str) -> bool:
        r"""Tell whether we may ask for an address.

        >>> Robots("User-agent: *\nDisallow: /zfz/").allows("https://www.cac.gov.cn/zfz/a.htm")
        False
        >>> Robots().allows("https://www.cac.gov.cn/zfz/a.htm")
        True
        """
        return not self.text or bool(Protego.parse(self.text).can_fetch(url, AGENT))

    @property
    def crawl_delay_seconds(self) -> float:
        """The pause between two requests that the site asks for; 0 when it asks for none."""
        if self.is_guess:
            return CAREFUL_GAP_SECONDS
        delay = Protego.parse(self.text).crawl_delay(AGENT) if self.text else None
        return min(float(delay or 0), _LONGEST_DELAY_SECONDS)


def robots_text(body: bytes) -> str | None:
    r"""Return the text of a robots.txt; None for a web page, which says nothing of any rules.

    A byte order mark goes: with it the first line would be lost.

    >>> robots_text(b"\xef\xbb\xbfUser-agent: *"), robots_text(b"<!DOCTYPE html>")
    ('User-agent: *', None)
    """
    text = body[:MOST_BYTES].decode("utf-8-sig", "replace")
    return None if text.lstrip().startswith("<") else text


def means_no_rules(fault: SourceFault) -> bool:
    """Tell whether a site says by this answer that it has no rules (RFC 9309, 2.3.1.3: 4xx).

    Anything else says nothing: what was known of its rules still holds.
    """
    return isinstance(fault, Moved | Blocked)
