"""Long work. `@job` declares it, `enqueue` asks for it, `@timer` runs it by the clock; pages show progress and result."""

from bihuan.web.jobs.registry import JobError, Running, job, timer

__all__ = ["JobError", "Running", "enqueue", "job", "timer"]


def __getattr__(name: str) -> object:
    """`enqueue` needs the models, which exist only once Django is set up."""
    if name == "enqueue":
        from bihuan.web.jobs.services import enqueue

        return enqueue
    raise AttributeError(name)
