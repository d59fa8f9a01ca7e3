"""What an enterprise is told of its case: with the act, read from the records when it is sent."""

from datetime import date

from sqlalchemy import update

from jishen.cases.case_news import news_of
from jishen.cases.checking import Correction, request_correction
from jishen.cases.leaving import expire, reject
from jishen.cases.paying import Answer, AnswerFile, acknowledge
from jishen.cases.payment_lists import export_requests
from jishen.domain.notices import Audience, CaseNews, NewsKind, NoticeEvent, Office
from jishen.domain.states import CaseState
from jishen.store.session import Store
from jishen.store.tables import EnterpriseRecord
from jishen.store.tables.payments import PaymentAnswer
from tests.cases.living import AT, QIAN, ZHANG, asked, walk_to
from tests.cases.living import Office as People
from tests.cases.publishing import outbox_of

NUMBER = "HZ-2026-0001"
OFFICE = Office("海珠区某某局", "020-00000000")


def told(store: Store) -> list[CaseNews]:
    """Return the news in the outbox for enterprises, as it would be sent now."""
    messages = [m for m in outbox_of(store) if m.event is NoticeEvent.CASE_NEWS]
    assert {message.audience for message in messages} <= {Audience.ENTERPRISE}
    with store.reading() as session:
        return [news_of(session, dict(m.subject), OFFICE) for m in messages]  # type: ignore[arg-type] # an object


def test_a_correction_is_told_item_by_item_with_its_last_day(one: Store, office: People) -> None:
    walk_to(one, NUMBER, CaseState.FORM_CHECK, office.terms())
    items = [Correction("补营业执照", "M3"), Correction("补开户证明", "M7")]
    request_correction(one, ZHANG, items, asked(one, NUMBER), office.terms())

    (news,) = told(one)
    assert (news.kind, news.items) == (NewsKind.CORRECTION, ("补营业执照", "补开户证明"))
    assert news.due_on == date(2026, 4, 7)


def test_the_decision_and_the_payment_are_told_once_each(one: Store, office: People) -> None:
    walk_to(one, NUMBER, CaseState.PAYMENT_REQUESTED, office.terms())
    key = export_requests(one, QIAN, office.rights, AT).requests[0].instruction_key
    paid = Answer(2, key, PaymentAnswer.PAID, 200_000, date(2026, 3, 18), "国库-1")
    for _ in range(2):
        acknowledge(one, AnswerFile("x", "f" * 64, 1, 0), [paid], QIAN, office.rights, AT)

    news = {each.kind: each for each in told(one)}
    assert len(told(one)) == len(news) == 2
    assert news[NewsKind.DECIDED].amount_yuan == 200_000
    assert news[NewsKind.PAID].on == date(2026, 3, 18)


def test_a_refusal_is_told_with_clause_and_reason(one: Store, office: People) -> None:
    walk_to(one, NUMBER, CaseState.SUBSTANTIVE_REVIEW, office.terms())
    reject(one, ZHANG, "第二条", asked(one, NUMBER, "不属市场主体"), office.terms())

    (news,) = told(one)
    assert (news.kind, news.clause, news.reason) == (NewsKind.REFUSED, "第二条", "不属市场主体")


def test_an_enterprise_without_an_address_gets_no_row(one: Store, office: People) -> None:
    with one.act("registry") as session:
        session.execute(update(EnterpriseRecord).values(contact_email=""))
    expire(one, ZHANG, asked(one, NUMBER), office.terms())

    assert told(one) == []
