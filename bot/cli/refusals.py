"""How the command says no: one clear sentence on stderr and an exit code, never a traceback."""

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import click

from bot.chat.errors import UnavailableError
from bot.config import SettingError
from bot.doctor import CannotRunError
from bot.logs import describe

REFUSED = 2
"""The exit code when something outside has to be mended first; wrong usage has the same."""

DEFECT = 70
"""The exit code when Voxloop itself failed (`EX_SOFTWARE` in sysexits.h)."""


INTERRUPTED = 130
"""The exit code when somebody pressed Ctrl+C before there was anything to end in order; shells use it too."""


class Refusal(click.ClickException):
    """Something outside Voxloop has to be mended first; the text says what."""

    exit_code = REFUSED


class Defect(click.ClickException):
    """Voxloop failed in a way that nobody foresaw."""

    exit_code = DEFECT


@contextmanager
def told_plainly(*, host: str = "", port: int = 0) -> Iterator[None]:
    """Turns what can go wrong into words. `host` and `port` are those that the command listens on, if any."""
    try:
        yield
    except (SettingError, CannotRunError) as error:
        raise Refusal(str(error)) from error
    except UnavailableError as error:
        raise Refusal("The database cannot be used now; `voxloop doctor` says why. Nothing was changed.") from error
    except OSError as error:
        raise Refusal(_sentence(error, host, port)) from error
    except (click.ClickException, click.Abort, click.exceptions.Exit):
        raise
    except KeyboardInterrupt:
        raise click.exceptions.Exit(INTERRUPTED) from None
    except Exception as error:
        # The message of an unknown exception may hold anything, so only its type and where it came from are told.
        raise Defect(f"Voxloop failed, and that is a defect; please report this line: {describe(error)}") from error


def _sentence(error: OSError, host: str, port: int) -> str:
    match error:
        case OSError(errno=errno.EADDRNOTAVAIL) | socket.gaierror():
            return f"This machine has no address {host} to listen on. Set HOST to one that it has, such as 127.0.0.1."
        case PermissionError(filename=None):
            return f"This user may not listen on port {port}. Choose one above 1023: PORT=8321"
        case OSError(errno=errno.ENOSPC):
            return "The disk is full. Make room, then try again; nothing is half done."
        case OSError(filename=None):
            return f"The system refused: {error.strerror or type(error).__name__}."
        case _:
            return f"{error.filename}: {error.strerror}."
