"""The one error that the plan reader raises for people."""


class UnreadableDocument(Exception):
    """A document that cannot be read; its message says in Chinese what, where, why and what to do.

    `code` is a short id for logs.
    """

    def __init__(self, code: str, what: str, why: str, todo: str) -> None:
        self.code = code
        super().__init__(f"{what}：{why}。{todo}（编号：{code}）")
