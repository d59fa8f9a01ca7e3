"""The award case: opening, transitions, outbox and audit."""
