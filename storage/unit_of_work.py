"""What a change or a question sees: one connection inside a transaction, and a repository for each room."""

from sqlalchemy import Connection


class UnitOfWork:
    """The stores of all rooms, as they are in one transaction.

    A repository is built when it is first asked for and keeps nothing but the connection.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
