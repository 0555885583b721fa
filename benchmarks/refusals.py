"""What ends a benchmark before it is begun."""


class CannotRun(Exception):
    """A benchmark cannot be run as things are; the text says why, and what to do, to a person."""
