"""A logger for the SDKs, through which no payload can pass.

At DEBUG they log requests and answers in full, at INFO the body of a request whose signature is wrong, and on an error
whatever the exception says. Here only errors come through, as a fact with the exception's type, whatever level is set
elsewhere.
"""

import logging

NAME = "adapters.slack.sdk"


class _Cap(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        kind = record.exc_info[0] if record.exc_info else None
        record.msg, record.args = "slack.sdk_reported", ()
        record.exc_info = record.exc_text = record.stack_info = None
        record.error = kind.__name__ if kind else ""
        return record.levelno >= logging.ERROR


def quiet_logger() -> logging.Logger:
    """The logger to hand to bolt and slack_sdk."""
    logger = logging.getLogger(NAME)
    logger.setLevel(logging.ERROR)
    if not any(isinstance(each, _Cap) for each in logger.filters):
        logger.addFilter(_Cap())
    return logger
