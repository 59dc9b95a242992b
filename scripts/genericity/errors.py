"""What can go wrong. The messages are the program's own."""


class InputError(ValueError):
    """What was given has a fault: a prior, a pattern, a study, a file. The message says where, and what was expected."""


class UnreadableInput(InputError, OSError):
    """A file that is not there or cannot be read."""


class StoreError(OSError):
    """A result that cannot be read or written."""
