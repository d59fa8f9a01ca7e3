"""The desk's forms on which people act on cases."""
