"""What goes on after a request was answered may fail unseen; a file of its own, because two kinds of work share it."""

import logging
from collections.abc import Coroutine
from typing import Any

from bot.chat.errors import SendError

log = logging.getLogger(__name__)


async def logged(work: Coroutine[Any, Any, None]) -> None:
    """Work that may fail: that is logged, without what it was about."""
    try:
        await work
    except SendError as error:
        log.warning("teams.effect_lost", extra={"code": error.code})
    except Exception as error:  # noqa: BLE001 - the traceback could carry what a person wrote
        log.error("teams.effect_failed", extra={"error": type(error).__name__})  # noqa: TRY400 - as above
