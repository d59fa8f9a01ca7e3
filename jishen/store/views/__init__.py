"""What the reviewers' pages show, read with a fixed number of queries a page."""
