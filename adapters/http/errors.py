"""Turns whatever goes wrong in a request into an answer that tells people what to do and strangers nothing."""

import logging
import traceback
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Final

from aiohttp import hdrs, web
from aiohttp.typedefs import Middleware

from bot.chat.errors import BusyError, UnavailableError
from bot.chat.words import LANGUAGES, Words, phrase, words_for

ErrorPage = Callable[[web.Request, int, str], str]
"""The HTML of an error: the request, the status, and a sentence for people."""

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_SENTENCES: Final[Mapping[int, str]] = {
    HTTPStatus.NOT_FOUND: phrase("There is nothing here."),
    HTTPStatus.METHOD_NOT_ALLOWED: phrase("There is nothing here."),
    HTTPStatus.UNAUTHORIZED: phrase("Please sign in again."),
    HTTPStatus.FORBIDDEN: phrase("This page is too old or came from elsewhere. Please go back and reload it."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: phrase("That is more than we can take."),
    HTTPStatus.TOO_MANY_REQUESTS: phrase("That was too often. Please wait some minutes and try again."),
    HTTPStatus.SERVICE_UNAVAILABLE: phrase(
        "We are busy at the moment and nothing was changed. Please try again in a moment."
    ),
}

_log = logging.getLogger(__name__)


def answer_errors(error_page: ErrorPage) -> Middleware:
    """A middleware that answers in JSON or HTML, as the client asks, and never with details of what broke."""

    @web.middleware
    async def answer(request: web.Request, handler: _Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as problem:
            if problem.status < HTTPStatus.BAD_REQUEST:
                raise
            return _answer(request, problem.status, error_page, allow=problem.headers.get(hdrs.ALLOW))
        except (BusyError, UnavailableError):
            return _answer(request, HTTPStatus.SERVICE_UNAVAILABLE, error_page)
        except ConnectionError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets a calm answer and the log no payload
            _log.error("request failed", extra={"error": type(error).__name__, "reason": _origin(error)})
            return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, error_page)

    return answer


def plain_error_page(request: web.Request, status: int, sentence: str) -> str:  # noqa: ARG001 - the shape of every error page
    """An error page for an application that brings none of its own; `sentence` is ours and holds no markup."""
    return f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{status}</title><h1>{sentence}</h1></html>'


def error_sentence(status: int, words: Words) -> str:
    """What an HTTP status means for a person."""
    if status in _SENTENCES:
        return words.say(_SENTENCES[status])
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return words.say("We did not understand that. Please go back and reload the page.")
    return words.say("Something went wrong on our side. Please try again.")


def accepted_words(request: web.Request) -> Words:
    """The words in the first language that the browser asks for and that we speak."""
    for tag in request.headers.get(hdrs.ACCEPT_LANGUAGE, "").split(","):
        locale = tag.partition(";")[0].strip()
        if locale.partition("-")[0].casefold() in LANGUAGES:
            return words_for(locale)
    return words_for("en")


def wants_json(request: web.Request) -> bool:
    """Whether the client is a program, such as the page's own script."""
    return "application/json" in request.headers.get(hdrs.ACCEPT, "")


def _answer(request: web.Request, status: int, page: ErrorPage, *, allow: str | None = None) -> web.Response:
    sentence = error_sentence(status, accepted_words(request))
    if wants_json(request):
        response = web.json_response({"error": sentence}, status=status)
    else:
        response = web.Response(text=page(request, status, sentence), content_type="text/html", status=status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers[hdrs.RETRY_AFTER] = "1"
    if allow is not None:
        response.headers[hdrs.ALLOW] = allow
    return response


def _origin(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
