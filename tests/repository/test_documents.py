"""The documents name what there is, and the glossary speaks the code's words."""

from tests.repository import documents
from tests.repository.tree import skip_until


def test_every_setting_is_in_the_configuration_page() -> None:
    skip_until("docs/configuration.md")

    assert documents.undocumented_settings() == []


def test_every_command_is_in_the_readme_or_the_docs() -> None:
    skip_until("commands/main.py")
    skip_until("README.md")

    assert "jishen registry import" in documents.commands()
    assert documents.undocumented_commands() == []


def test_glossary_has_rows_and_each_says_whether_it_is_in_code() -> None:
    assert len(documents.glossary()) > 30
    assert documents.words_without_a_time() == []


def test_every_glossary_word_marked_as_in_code_is_found_there() -> None:
    assert documents.identifiers_not_in_code() == []


def test_every_test_that_the_security_table_names_exists() -> None:
    skip_until("docs/asvs.md")

    assert len(documents.tests_named_in("docs/asvs.md")) > 30
    assert documents.tests_that_do_not_exist("docs/asvs.md") == []
