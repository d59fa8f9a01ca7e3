"""Records, facts, states and errors: plain values, no clock, no database, no network."""
