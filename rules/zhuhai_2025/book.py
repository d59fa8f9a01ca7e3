"""The book of this draft policy: numbers, clauses, checks, questions and rulings."""

from rules.machine.book_files import read_book

BOOK = read_book("rules.zhuhai_2025")
