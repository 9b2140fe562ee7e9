"""What a process that reads files may take from the machine."""

from contextlib import suppress


def confine(memory: int) -> None:
    """Bound this process where the system can: so many bytes of memory, and no file written."""
    try:
        import resource
    except ImportError:  # Windows
        return
    bounds = (
        (resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0),
    )  # fmt: skip
    for what, bound in bounds:
        _soft, hard = resource.getrlimit(what)
        with suppress(ValueError, OSError):  # macOS knows no bound of the address space
            resource.setrlimit(what, (bound if hard < 0 else min(bound, hard), hard))
