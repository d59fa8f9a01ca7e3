"""The one error of the replica."""


class CommandError(ValueError):
    """A command that cannot be carried out; the message says why, and the site is unchanged."""
