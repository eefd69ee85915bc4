"""How long work shows how far it has come: a bar in a terminal, silence everywhere else."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import click


class Progress(Protocol):
    """Told again and again how much is done; `total` may grow on the way."""

    def __call__(self, done: int, total: int, /) -> None: ...


@contextmanager
def shown(label: str) -> Iterator[Progress]:
    """A progress bar on stderr, so that stdout stays clean for what the command has to say."""
    with click.progressbar(length=1, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def show(done: int, total: int, /) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield show
