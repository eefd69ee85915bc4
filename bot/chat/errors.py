"""What can go wrong between Voxloop and a chat platform.

ChatError
├── SendError                  a message did not go out
│   ├── BlockedError           the person or channel does not want messages from us
│   ├── NotInstalledError      the app is not there, or not for this person
│   ├── ThrottledError         too fast; says how long to wait
│   ├── WorkspaceSuspendedError  the whole workspace cannot be reached until somebody installs again
│   ├── RejectedError          the platform refused it for good
│   ├── GoneError              the message it is about is not there any more
│   ├── UnreachableError       it surely did not arrive; trying again is safe
│   └── InDoubtError           it may or may not have arrived
├── BusyError                  more comes in than can be kept; nothing was stored
└── UnavailableError           the database cannot take it now; nothing was stored
"""


class ChatError(Exception):
    """The root of this tree. Its text never holds a payload, a comment or a score."""


class SendError(ChatError):
    """A message did not go out. `code` is the platform's own word for the reason, for the delivery report."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class BlockedError(SendError):
    """The person or channel does not want messages from us."""


class NotInstalledError(SendError):
    """The app is not installed there, or not for this person."""


class ThrottledError(SendError):
    """We were too fast; after `retry_after_seconds` it may be tried again."""

    def __init__(self, code: str, retry_after_seconds: float) -> None:
        super().__init__(code)
        self.retry_after_seconds = retry_after_seconds


class WorkspaceSuspendedError(SendError):
    """Nobody in this workspace can be reached until somebody installs the app again."""


class RejectedError(SendError):
    """The platform refused this message for good."""


class GoneError(SendError):
    """The message that was to be changed is not there any more."""


class UnreachableError(SendError):
    """The platform could not be reached; the message surely did not arrive."""


class InDoubtError(SendError):
    """The platform broke off; the message may or may not have arrived."""


class BusyError(ChatError):
    """More comes in than can be kept at the moment; nothing was stored, the platform should try again."""


class UnavailableError(ChatError):
    """The database cannot take it at the moment; nothing was stored, the platform should try again."""
