"""How fast a closed week is folded, beside a bare loop that opens, adds, seals and writes the same rows."""

import asyncio
import json
import secrets
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bench.table import BenchRow, more_is_better, to_markdown
from bench.why import or_why
from bot.clock.weeks import Week
from bot.privacy.seal import Seal
from bot.privacy.store import Sealed
from bot.pulse.fold_week import fold_some
from bot.pulse.model import Answer, week_key_name
from bot.pulse.schedule import FAMILIES_IN_ORDER, question_of
from storage.database import Database
from storage.key_directory import KeyDirectory
from storage.migrate import migrate
from storage.unit_of_work import UnitOfWork

SIZES = (10_000, 100_000)
ANSWERS_EACH = 2
"""Of each person: one on the first and one on the third of their days."""

WRITTEN_AT_ONCE = 2_000
PADDED = 512
TARGET = 0.2
"""Nobody asked for a figure here: below this the fold would be worth another look."""

WHY = (
    "Ours folds 500 answers in a transaction of their own, each durable and cut off from the others, so that nobody "
    "waits long; and it finds each author's tally again, so that a second answer adds to it."
)


def rows() -> list[BenchRow]:
    """All figures of this file."""
    return [_row(people) for people in SIZES]


def _row(people: int) -> BenchRow:
    with tempfile.TemporaryDirectory() as folder:
        ours = asyncio.run(_fold(Path(folder), people))
        bare = _fold_barely(Path(folder) / "bare.db", people * ANSWERS_EACH)
    many = people * ANSWERS_EACH
    row = more_is_better(
        name=f"fold a week of {people:,} people, {ANSWERS_EACH} answers each, SQLite (took {ours:.1f} s)",
        measured=many / ours,
        unit="answers/s",
        baseline_name="bare loop: open, add, seal, write, one transaction",
        baseline=many / bare,
        target=TARGET,
    )
    return or_why(row, WHY)


async def _fold(folder: Path, people: int) -> float:
    """Seconds for all that the weekly fold does to the rows, without the key's end and the rewriting of the file."""
    url, week = f"sqlite:///{folder / 'ours.db'}", Week.of(datetime.now(UTC).date())
    migrate(url)
    database, keys = Database.open(url), KeyDirectory.open(folder / "keys")
    try:
        await _fill(database, keys, week, people)
        started = time.perf_counter()
        folded = 0
        while not (step := await database.write(partial(fold_some, keys=keys, week=week))).is_last:
            folded += step.folded
        seconds = time.perf_counter() - started
        assert folded == people * ANSWERS_EACH
        return seconds
    finally:
        await database.close()


async def _fill(database: Database, keys: KeyDirectory, week: Week, people: int) -> None:
    seal = Seal(keys.get_or_create(week_key_name(week)))
    records = _answers(seal, week, people)
    while some := list(islice(records, WRITTEN_AT_ONCE)):
        await database.write(partial(_put, records=some))


def _put(tx: UnitOfWork, *, records: Sequence[Sealed]) -> None:
    tx.answers.put_many(records)


def _answers(seal: Seal, week: Week, people: int) -> Iterator[Sealed]:
    for n in range(people):
        units = (f"team-{n // 10:08}", f"area-{n // 200:06}", "company")
        for family in FAMILIES_IN_ORDER[: 2 * ANSWERS_EACH : 2]:
            asked = question_of(family, n % 12, week)
            answer = Answer(
                person_id=f"{n:032x}",  # type: ignore[arg-type] # made up
                question_key=asked.key,
                units=units,
                sites=("Harbour", "company"),
                viewer="",
                score=asked.points[n % len(asked.points)],
            )
            place = seal.place(answer.person_id, asked.key)
            yield Sealed(group=str(week.ordinal), place=place, value=seal.close(place, answer.to_record()))


def _fold_barely(path: Path, many: int) -> float:
    cipher = AESGCM(secrets.token_bytes(32))
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    for table in ("answers", "accumulators"):
        connection.execute(f"CREATE TABLE {table} (place BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID")
    connection.executemany("INSERT INTO answers VALUES (?, ?)", (_bare_answer(cipher, n) for n in range(many)))
    connection.commit()
    started = time.perf_counter()
    sums: dict[str, int] = {}
    for place, value in connection.execute("SELECT place, value FROM answers ORDER BY place"):
        record = json.loads(cipher.decrypt(value[:12], value[12:], place))
        sums[record["p"]] = sums.get(record["p"], 0) + record["s"]
    sealed = ((place, _sealed(cipher, place, total)) for total in sums.values() for place in [secrets.token_bytes(32)])
    connection.executemany("INSERT INTO accumulators VALUES (?, ?)", sealed)
    connection.execute("DELETE FROM answers")
    connection.commit()
    seconds = time.perf_counter() - started
    connection.close()
    return seconds


def _bare_answer(cipher: AESGCM, n: int) -> tuple[bytes, bytes]:
    place = secrets.token_bytes(32)
    return place, _sealed(cipher, place, n % 5, person=f"{n:032x}")


def _sealed(cipher: AESGCM, place: bytes, score: int, person: str = "") -> bytes:
    nonce = secrets.token_bytes(12)
    return nonce + cipher.encrypt(nonce, json.dumps({"p": person, "s": score}).encode().ljust(PADDED), place)


if __name__ == "__main__":
    print(to_markdown(rows()))
