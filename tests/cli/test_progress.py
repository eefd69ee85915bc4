"""Long work shows a bar in a terminal, and nothing where nobody looks."""

import os
import pty
import subprocess
import sys

import pytest

LONG_WORK = """
from bot.cli.progress import shown
with shown("Counting") as show:
    for done in range(11):
        show(done, 10)
print("done")
"""


def test_a_terminal_sees_a_bar_that_fills() -> None:
    terminal, child = pty.openpty()
    told = subprocess.run(
        [sys.executable, "-c", LONG_WORK], check=True, stdout=subprocess.PIPE, stderr=child, text=True, timeout=30
    )
    os.close(child)
    seen = _read_all(terminal)

    assert "Counting" in seen
    assert "100%" in seen
    assert told.stdout == "done\n"


def test_a_pipe_sees_nothing() -> None:
    told = subprocess.run([sys.executable, "-c", LONG_WORK], check=True, capture_output=True, text=True, timeout=30)

    assert told.stderr == ""
    assert told.stdout == "done\n"


@pytest.mark.parametrize("totals", ["0, 0", "3, 2"])
def test_odd_counts_do_no_harm(totals: str) -> None:
    script = f"from bot.cli.progress import shown\nwith shown('x') as show: show({totals})"
    assert subprocess.run([sys.executable, "-c", script], check=False, timeout=30).returncode == 0


def _read_all(terminal: int) -> str:
    seen = b""
    try:
        while chunk := os.read(terminal, 4096):
            seen += chunk
    except OSError:  # Linux says so when the other end is closed
        pass
    finally:
        os.close(terminal)
    return seen.decode()
