"""The front door: the `jishen` command."""
