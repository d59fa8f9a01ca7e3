"""The book of this draft policy: numbers, clauses, checks, questions and rulings."""

from rules.machine.book_files import read_book

BOOK = read_book("rules.beijing_etown_2024")
