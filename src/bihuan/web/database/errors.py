"""What goes wrong with the database, said so that the reader knows what to do next."""


class DatabaseProblem(RuntimeError):
    """The database cannot be used; the message says in Chinese what, where, why and what to do."""
