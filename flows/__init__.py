"""Scheduled and event-driven work: look, match, open, deliver."""

from flows.lifeline import hold_on_to_launcher

# Here, because importing `flows` is the first thing of ours that a flow run's process does.
hold_on_to_launcher()
