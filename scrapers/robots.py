"""What a site's robots.txt asks of us; none, or one that cannot be had, asks nothing."""

from dataclasses import dataclass

from protego import Protego

AGENT = "Jishen"
"""The word of our User-Agent that a robots.txt can address."""
MOST_BYTES = 500_000
"""More than this of a robots.txt is not read (RFC 9309, 2.5)."""
_LONGEST_DELAY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one host, as text; parsed when asked."""

    text: str = ""

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
        delay = Protego.parse(self.text).crawl_delay(AGENT) if self.text else None
        return min(float(delay or 0), _LONGEST_DELAY_SECONDS)
