"""`voxloop export digest`: what stands in the file, and what is said when there is none to make."""

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.commands import voxloop
from bot.config import Settings
from bot.privacy.release.model import Release
from storage.database import Database
from storage.migrate import migrate
from storage.unit_of_work import UnitOfWork
from tests.digest.figures import WEEK, cell


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with one published figure of the company, in whose folder the command is given."""
    url = f"sqlite:///{tmp_path / 'voxloop.db'}"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("VOXLOOP_KEYS", str(tmp_path / "keys"))
    migrate(Settings(database_url=url, key_directory=tmp_path / "keys").database_url)
    asyncio.run(_publish(url))
    return tmp_path


async def _publish(url: str) -> None:
    database = Database.open(url)

    def change(tx: UnitOfWork) -> None:
        shown = cell((3.25, 3.5), unit="company")
        tx.ledger.publish(Release(window="w", k=5, published_on=shown.published_on), [shown])

    await database.write(change)
    await database.close()


def test_a_page_needs_nothing_beside_itself_and_holds_the_figure(installation: Path) -> None:
    done = CliRunner().invoke(voxloop, ["export", "digest", "--week", str(WEEK)])
    assert (done.exit_code, done.output) == (0, f"Written to digest-company-{WEEK}.html\n")
    page = (installation / f"digest-company-{WEEK}.html").read_text("utf-8")
    assert "3.25 to 3.5 of 5" in page
    assert [part for part in ("<link", "<script", "src=", "url(") if part in page] == []


def test_the_same_is_written_as_a_pdf(installation: Path) -> None:
    done = CliRunner().invoke(voxloop, ["export", "digest", "--week", str(WEEK), "--format", "pdf", "--to", "d.pdf"])
    assert done.exit_code == 0
    assert (installation / "d.pdf").read_bytes().startswith(b"%PDF-")


def test_what_cannot_be_made_is_told_plainly(installation: Path) -> None:
    unknown = CliRunner().invoke(voxloop, ["export", "digest", "--unit", "nowhere"])
    assert (unknown.exit_code, "0 units are called 'nowhere'" in unknown.output) == (2, True)
    never = CliRunner().invoke(voxloop, ["export", "digest", "--week", "soon"])
    assert (never.exit_code, "is not a week" in never.output) == (2, True)
    open_one = CliRunner().invoke(voxloop, ["export", "digest", "--week", "2999-W01"])
    assert (open_one.exit_code, "2999-W01 has not closed" in open_one.output) == (2, True)
    assert list(installation.glob("digest-*")) == []
