"""The one kind of fault that is the caller's: said in a line, never with a traceback."""


class WrongError(Exception):
    """The call, a setting, or declared data is wrong.

    Its text is one Chinese line: what, where, and the mend. The command line answers it with
    exit status 2.
    """
