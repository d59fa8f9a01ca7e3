"""The office: who signs notices, and how its review runs."""

from pydantic import BaseModel, ConfigDict, Field

from jishen.domain.notices import Office
from jishen.domain.review import ReviewRules

_USUAL = ReviewRules()


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OfficeSettings(_Group):
    """The office that signs notices; its telephone must be the published one."""

    name: str = "广州市海珠区人工智能发展局"
    telephone: str = ""
    address: str = ""

    def to_office(self) -> Office:
        """Return the record that notices are rendered from."""
        return Office(self.name, self.telephone, self.address)


class ReviewSettings(_Group):
    """How the review runs; amounts in whole yuan, terms in working days."""

    second_review_from_yuan: int = Field(default=_USUAL.second_review_from_yuan, ge=0)
    """From this payable amount on another person reviews before the approver."""
    sampling_percent: int = Field(default=_USUAL.sampling_percent, ge=0, le=100)
    """Share of the smaller cases that another person reviews as well."""
    most_corrections: int = Field(default=_USUAL.most_corrections, ge=0, le=10)
    correction_workdays: int = Field(default=_USUAL.correction_workdays, ge=1, le=250)
    public_notice_workdays: int = Field(default=_USUAL.public_notice_workdays, ge=0, le=250)
    """0: there is no public notice."""
    asks_city: bool = _USUAL.asks_city
    promise_workdays: int = Field(default=_USUAL.promise_workdays, ge=1, le=250)

    def to_rules(self) -> ReviewRules:
        """Return the record that acts are carried out by."""
        return ReviewRules(**self.model_dump())
