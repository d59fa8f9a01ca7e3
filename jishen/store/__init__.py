"""The database: tables, sessions, migrations and one query file per noun."""
