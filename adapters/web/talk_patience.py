"""How much one person may say below postings within a minute."""

from collections import deque
from datetime import datetime, timedelta
from typing import Final

from bot.clock.clock import Clock

MOST_SAID: Final = 20
WITHIN: Final = timedelta(minutes=1)


class TalkPatience:
    """Remembers for a minute who said how much; it starts anew with the process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._said: deque[tuple[datetime, str, str]] = deque()

    def bears(self, account: str, event_id: str) -> bool:
        """Whether somebody may say this as well; a browser that tries again says nothing new."""
        now = self._clock.now()
        while self._said and self._said[0][0] <= now - WITHIN:
            self._said.popleft()
        own = {each for _, who, each in self._said if who == account}
        if event_id not in own and len(own) < MOST_SAID:
            self._said.append((now, account, event_id))
            return True
        return event_id in own
