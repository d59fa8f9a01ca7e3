"""What was added is also registered, and has its example beside it."""

from jishen.domain.states import FIRST_STATES, STATE_NAMES, TRANSITIONS, CaseState
from tests.repository import registered
from tests.repository.states import is_chinese, reachable_states
from tests.repository.tree import contract, skip_until


def test_every_source_module_is_registered() -> None:
    skip_until("scrapers/sources/__init__.py")

    assert registered.unregistered_sources() == []


def test_every_source_has_a_golden_page() -> None:
    skip_until("scrapers/sources/__init__.py")

    assert registered.sources_without_golden_page() == []


def test_every_source_is_kept_apart_from_the_others() -> None:
    skip_until("scrapers/sources/__init__.py")

    apart = sorted(contract("Sources do not know one another")["modules"])

    every = [f"scrapers.sources.{name}" for name in registered.source_modules()]
    assert apart in (every, ["scrapers.sources.*"])


def test_every_policy_folder_is_registered() -> None:
    skip_until("rules/__init__.py")

    assert registered.unregistered_policies() == []


def test_every_policy_has_cases_and_every_case_its_article() -> None:
    skip_until("rules/__init__.py")

    assert registered.policies_without_cases() == []
    assert registered.cases_without_article() == []


def test_every_parameter_says_from_when_and_from_where() -> None:
    skip_until("rules/__init__.py")

    assert registered.parameters_without_basis() == []


def test_no_amount_of_a_policy_is_written_in_python_or_in_a_template() -> None:
    skip_until("rules/__init__.py")

    assert registered.policy_money_in_python() == []
    assert registered.policy_money_in_templates() == []


def test_every_notice_has_its_templates_and_no_template_is_left_over() -> None:
    skip_until("notifications/templates")

    assert registered.events_without_templates() == []
    assert registered.templates_without_event() == []


def test_every_case_state_has_a_chinese_name() -> None:
    assert set(STATE_NAMES) == set(CaseState)
    assert [name for name in STATE_NAMES.values() if not is_chinese(name)] == []


def test_every_case_state_can_be_reached_from_a_first_state() -> None:
    assert set(TRANSITIONS) == set(CaseState)
    assert reachable_states(FIRST_STATES, TRANSITIONS) == set(CaseState)
