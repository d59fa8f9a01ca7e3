"""What else a filing may open for an enterprise: figures put in, lines and a sum that come out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Figures:
    """What an enterprise may say of itself, whole yuan; None: nothing said, no line."""

    on: date
    has_generative_ai: bool = False
    has_algorithm: bool = False
    """An algorithm or a deep-synthesis filing."""
    rent_yuan: int | None = None
    """Yearly rent of the enterprise itself."""
    subsidiary_rent_yuan: int | None = None
    """Yearly rent of a new wholly-owned subsidiary."""
    revenue_yuan: int = 0
    subsidiary_revenue_yuan: int = 0
    ai_revenue_yuan: int = 0
    ai_growth_yuan: int | None = None
    """The year's increment of AI revenue."""
    growth_awarded_yuan: int = 0
    compute_yuan: int | None = None
    """Yearly cost of inference and training."""
    project_yuan: int | None = None
    """Input of a demonstration project."""
    award_yuan: int = 0
    """What Article 3 gives, for the sum."""


@dataclass(frozen=True, slots=True)
class Line:
    """One clause that may apply, its sum at most, and the arithmetic."""

    key: str
    clause: str
    amount_yuan: int
    says: str
    computation: str = ""


@dataclass(frozen=True, slots=True)
class Calculation:
    """Every line, and what the enterprise's yearly cap leaves of their sum."""

    lines: tuple[Line, ...]
    sum_yuan: int
    at_most_yuan: int
    computation: str


Calculator = Callable[[Figures], Calculation]
