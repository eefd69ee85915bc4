"""What a change or a question sees: one connection inside a transaction, and a repository for each room."""

from functools import cached_property

from sqlalchemy import Connection

from storage.actions import Actions
from storage.customers import Customers
from storage.digests import Digests
from storage.fixes import Fixes
from storage.flags import Flags
from storage.interactions import Interactions
from storage.leases import Leases
from storage.ledger import Ledger
from storage.marks import Marks
from storage.outbox import Outbox
from storage.people import People
from storage.postings import Postings
from storage.pulse import Destructions, OrganisationSettings, Pulses
from storage.reactions import Reactions
from storage.sealed import SealedRecords
from storage.snippets import Snippets
from storage.sources import Sources
from storage.stations import Stations
from storage.tables import privacy as tables
from storage.tables.threads import threads
from storage.threads import TeamQuestions
from storage.traces import Traces
from storage.withdrawals import Withdrawals


class UnitOfWork:
    """The stores of all rooms, as they are in one transaction.

    A repository is built when it is first asked for. It keeps the connection, and nothing beyond a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @cached_property
    def people(self) -> People:
        return People(self.connection)

    @cached_property
    def pulse(self) -> Pulses:
        return Pulses(self.connection)

    @cached_property
    def organisation(self) -> OrganisationSettings:
        return OrganisationSettings(self.connection)

    @cached_property
    def destructions(self) -> Destructions:
        return Destructions(self.connection)

    @cached_property
    def answers(self) -> SealedRecords:
        return SealedRecords(self.connection, tables.answers)

    @cached_property
    def accumulators(self) -> SealedRecords:
        return SealedRecords(self.connection, tables.accumulators)

    @cached_property
    def pending_comments(self) -> SealedRecords:
        return SealedRecords(self.connection, tables.pending_comments)

    @cached_property
    def ledger(self) -> Ledger:
        return Ledger(self.connection)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self.connection)

    @cached_property
    def customers(self) -> Customers:
        return Customers(self.connection)

    @cached_property
    def actions(self) -> Actions:
        return Actions(self.connection)

    @cached_property
    def digests(self) -> Digests:
        return Digests(self.connection)

    @cached_property
    def aftermath(self) -> Postings:
        return self.postings

    @cached_property
    def leases(self) -> Leases:
        return Leases(self.connection)

    @cached_property
    def marks(self) -> Marks:
        return Marks(self.connection)

    @cached_property
    def sources(self) -> Sources:
        return Sources(self.connection)

    @cached_property
    def interactions(self) -> Interactions:
        return Interactions(self.connection)

    @cached_property
    def snippets(self) -> Snippets:
        return Snippets(self.connection)

    @cached_property
    def stations(self) -> Stations:
        return Stations(self.connection)

    @cached_property
    def postings(self) -> Postings:
        return Postings(self.connection)

    @cached_property
    def reactions(self) -> Reactions:
        return Reactions(self.connection)

    @cached_property
    def fixes(self) -> Fixes:
        return Fixes(self.connection)

    @cached_property
    def flags(self) -> Flags:
        return Flags(self.connection)

    @cached_property
    def team_questions(self) -> TeamQuestions:
        return TeamQuestions(self.connection)

    @cached_property
    def threads(self) -> SealedRecords:
        return SealedRecords(self.connection, threads)

    @cached_property
    def traces(self) -> Traces:
        return Traces(self.connection)

    @cached_property
    def withdrawals(self) -> Withdrawals:
        return Withdrawals(self.connection)
