"""The enterprise's page: `/e/<token>`, no account, no script, two languages."""
