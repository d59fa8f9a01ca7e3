"""From official pages to entries. Add a source: one file in sources/ and one line in SOURCES."""
