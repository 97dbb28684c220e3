"""The one error of the rules."""


class Refused(ValueError):
    """A tree, or something in it, that cannot be meant: Chinese words saying where, what, and what to do."""
