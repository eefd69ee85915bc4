"""What a change or a question sees: one connection inside a transaction, and a repository for each room."""

from functools import cached_property

from sqlalchemy import Connection

from storage.people import People


class UnitOfWork:
    """The stores of all rooms, as they are in one transaction.

    A repository is built when it is first asked for and keeps nothing but the connection.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @cached_property
    def people(self) -> People:
        return People(self.connection)
