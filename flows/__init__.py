"""Scheduled and event-driven work: look, match, open, deliver."""
