"""How a file is refused."""


class Unfit(ValueError):
    """The file is refused; the message says why and what to do."""
