"""The way into an installed Voxloop.

Its rooms have generic names (`bot`, `adapters`, `storage`), so they are kept out of site-packages: they lie in `_app`
beside this file and can be imported in a process that was started here, and in no other.
"""

import sys
from pathlib import Path


def main() -> None:
    """Runs the command `voxloop`."""
    sys.path.insert(0, str(Path(__file__).parent / "_app"))
    from bot.cli import main as command  # noqa: PLC0415 - the line above makes it importable

    command()
