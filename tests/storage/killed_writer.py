"""Writes numbered notes without end and prints each number once it is durable; run as a program, to be killed."""

import asyncio
import sys

from sqlalchemy import text

from storage.database import Database
from storage.unit_of_work import UnitOfWork


async def write_without_end(url: str) -> None:
    database = Database.open(url)
    numbers = iter(range(10**9))

    async def write_one_after_the_other() -> None:
        for number in numbers:
            await database.write(lambda work, number=number: _insert(work, number))  # type: ignore[misc]  # bound at once
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()

    await asyncio.gather(*(write_one_after_the_other() for _ in range(50)))


def _insert(work: UnitOfWork, number: int) -> None:
    work.connection.execute(text("INSERT INTO note VALUES (:word)"), {"word": str(number)})


if __name__ == "__main__":
    asyncio.run(write_without_end(sys.argv[1]))
