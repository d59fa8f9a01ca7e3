"""The examples in docstrings are true."""

import doctest
import pkgutil
from importlib import import_module

import pytest

import jishen.domain
import jishen.matching
import rules
import scrapers

PACKAGES = (jishen.domain, jishen.matching, rules, scrapers)
MODULES = sorted(
    found.name
    for package in PACKAGES
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + ".")
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_are_true(name: str) -> None:
    result = doctest.testmod(import_module(name))

    assert result.failed == 0


def test_there_are_examples_to_be_true() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    modules = map(import_module, MODULES)

    examples = sum(len(found.examples) for module in modules for found in finder.find(module))

    assert examples > 20
