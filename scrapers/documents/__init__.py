"""From attachment bytes to table rows."""
