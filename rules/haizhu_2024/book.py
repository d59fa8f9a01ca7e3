"""The book of 海科工商信规字〔2024〕1号: numbers, clauses, checks, questions and rulings."""

from rules.machine.book_files import read_book

BOOK = read_book("rules.haizhu_2024")
