"""Stories told on the page in the browser, over real HTTP, reading the HTML that people get."""

import secrets
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import MappingProxyType
from typing import Literal, Self
from urllib.parse import quote

from aiohttp import ClientSession, CookieJar

from tests.scenarios.driver import Seen, is_labelled

VOID = {"br", "hr", "img", "input", "link", "meta"}
INLINE = {"a", "b", "br", "em", "img", "small", "strong", "time"}
"""Elements that do not begin a line of their own; a label's inner span does, for each option is one to read."""

EMOJI: Mapping[str, str] = MappingProxyType(
    {"+1": "👍", "heart": "❤️", "clap": "👏", "open_mouth": "😮", "cry": "😢", "pray": "🙏"}
)
"""The page's own reactions by the names that they have elsewhere, so that a story names them alike everywhere."""


@dataclass
class Node:
    """An element of a page with its attributes and what is inside."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    inside: list["Node | str"] = field(default_factory=list)

    def find(self, tag: str, **attributes: str) -> Iterator["Node"]:
        """The elements with this tag and these attributes, at any depth, in order."""
        for part in self.inside:
            if isinstance(part, Node):
                if part.tag == tag and attributes.items() <= part.attributes.items():
                    yield part
                yield from part.find(tag, **attributes)

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.inside).strip()


class _Tree(HTMLParser):
    """Builds the tree of an HTML text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = Node("root")
        self._open = [self.root]
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)


class WebDriver:
    """Fills `tests.scenarios.driver.ChatDriver`. `issue` gives a fresh sign-in token for an account.

    The page has no channels but those that the core says; `make` adds one to a core that is made up. `reader` is the
    account through whose eyes channels are read.
    """

    platform = "web"

    def __init__(
        self,
        url: str,
        issue: Callable[[str], Awaitable[str]],
        *,
        channel: str = "",
        reader: str = "ada",
        make: Callable[[str], str] | None = None,
    ) -> None:
        self.url = url
        self.channel = channel
        self.reader = reader
        self._issue = issue
        self._make = make
        self._browsers: dict[str, ClientSession] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for browser in self._browsers.values():
            await browser.close()

    async def inbox(self, account: str) -> Sequence[Seen]:
        page = await self._page(account, "/?all")
        return [_seen("message", article) for article in page.find("article") if "letter" in _classes(article)]

    async def press(self, account: str, seen: Seen, label: str) -> Seen:
        root = _root(seen)
        buttons = [each for each in root.find("button", name="action") if is_labelled(_label(each), label)]
        assert buttons, f"no button {label!r} among {seen.buttons}"
        (form,) = root.find("form", id=buttons[0].attributes["form"])
        return await self._send(account, "/act", {**_hidden(form), "action": [buttons[0].attributes["value"]]}, seen)

    async def submit(self, account: str, form: Seen, values: Mapping[str, str]) -> Seen:
        root = _root(form)
        unknown = set(values) - set(form.fields)
        assert not unknown, f"the form has no fields {unknown}"
        (filled,) = root.find("form", action="/submit")
        sent = _hidden(filled) | _entered(filled) | {f"value.{name}": [value] for name, value in values.items()}
        return await self._send(account, "/submit", sent, form)

    async def command(self, account: str, text: str) -> Seen:
        page = await self._page(account, "/")
        (composer,) = page.find("form", action="/command")
        return await self._send(account, "/command", {**_hidden(composer), "text": [f"/voice {text}"]}, None)

    async def home(self, account: str) -> Seen:
        page = await self._page(account, "/home")
        articles = [article for article in page.find("article") if "home" in _classes(article)]
        return _seen("message", articles[0]) if articles else Seen(kind="nothing")

    async def make_channel(self, name: str, *, shared_outside: bool = False) -> str:
        assert self._make is not None, "the core says which channels the page has"
        assert not shared_outside, "nobody from outside reads the page"
        return self._make(name)

    async def channel_messages(self, channel: str) -> Sequence[Seen]:
        page = await self._page(self.reader, f"{_href(channel)}?all")
        said = [said for article in page.find("article") if "letter" in _classes(article) for said in _said_in(article)]
        return [_seen("message", node) for node in sorted(said, key=_posted_at)]

    async def press_in(self, account: str, channel: str, seen: Seen, label: str) -> Seen:
        """Buttons carry the token of the browser that shows them, so the message is looked up in the presser's."""
        own = await self._own(account, channel, seen)
        return await self.press(account, own, label)

    async def press_as_if_in(self, account: str, channel: str, seen: Seen, elsewhere: Seen, label: str) -> Seen:
        """Presses a button of one message and says that it stood in another one, as no page of ours does."""
        own, other = await self._own(account, channel, seen), _root(elsewhere).attributes["id"]
        button = next(each for each in _root(own).find("button", name="action") if is_labelled(_label(each), label))
        (form,) = _root(own).find("form", id=button.attributes["form"])
        forged = {**_hidden(form), "source": [other], "action": [button.attributes["value"]]}
        return await self._send(account, "/act", forged, own)

    async def command_in(self, account: str, channel: str, text: str) -> Seen:
        page = await self._page(account, _href(channel))
        (composer,) = page.find("form", action="/command")
        return await self._send(account, "/command", {**_hidden(composer), "text": [f"/voice {text}"]}, None)

    async def react(self, account: str, channel: str, seen: Seen, emoji: str, *, added: bool = True) -> None:
        root = _root(await self._own(account, channel, seen))
        (form,) = root.find("form", action="/react")
        symbol = EMOJI.get(emoji, emoji)
        assert [each for each in root.find("button") if each.attributes.get("value") == symbol], f"no reaction {emoji}"
        await self._send(account, "/react", {**_hidden(form), "give" if added else "take": [symbol]}, None)

    async def comment(self, account: str, channel: str, seen: Seen, text: str) -> str:
        before = await self._comments(account, channel, seen)
        root = _root(await self._own(account, channel, seen))
        form = next(form for form in root.find("form", action="/comment") if "comment" not in _hidden(form))
        await self._send(account, "/comment", {**_hidden(form), "text": [text]}, None)
        (written,) = set(await self._comments(account, channel, seen)) - set(before)
        return written

    async def edit_comment(self, account: str, channel: str, seen: Seen, comment: str, text: str) -> None:
        form = (await self._comments(account, channel, seen))[comment]
        await self._send(account, "/comment", {**_hidden(form), "text": [text]}, None)

    async def delete_comment(self, account: str, channel: str, seen: Seen, comment: str) -> None:
        form = (await self._comments(account, channel, seen))[comment]
        await self._send(account, "/comment", {**_hidden(form), "text": [""], "delete": ["yes"]}, None)

    async def share(self, account: str, text: str) -> Seen:
        raise AssertionError("the page has no menus to share a message from")

    async def _own(self, account: str, channel: str, seen: Seen) -> Seen:
        """The same message as this account sees it."""
        page = await self._page(account, f"{_href(channel)}?all")
        wanted = _root(seen).attributes["id"]
        (node,) = (each for each in _all(page) if each.attributes.get("id") == wanted)
        return _seen("message", node)

    async def _comments(self, account: str, channel: str, seen: Seen) -> Mapping[str, Node]:
        """The forms that change this account's own comments, by the comments' ids."""
        root = _root(await self._own(account, channel, seen))
        forms = [form for form in root.find("form", action="/comment") if "comment" in _hidden(form)]
        return {_hidden(form)["comment"][0]: form for form in forms}

    async def _send(self, account: str, path: str, fields: Mapping[str, list[str]], source: Seen | None) -> Seen:
        sent = {**fields, "act": [secrets.token_hex(16)]}
        data = [(name, value) for name, several in sent.items() for value in several]
        browser = await self._browser(account)
        async with browser.post(self.url + path, data=data, headers={"Accept": "application/json"}) as response:
            assert response.status == 200, f"{path} answered {response.status}"
            reply = await response.json()
        return _reply(reply, source)

    async def _page(self, account: str, path: str) -> Node:
        browser = await self._browser(account)
        async with browser.get(self.url + path) as response:
            assert response.status == 200, f"{path} answered {response.status}"
            return _Tree(await response.text()).root

    async def _browser(self, account: str) -> ClientSession:
        if account not in self._browsers:
            self._browsers[account] = ClientSession(cookie_jar=CookieJar(unsafe=True))
            await self._sign_in(self._browsers[account], await self._issue(account))
        return self._browsers[account]

    async def sign_in_fields(self, browser: ClientSession) -> dict[str, str]:
        """What the form at the door sends besides what people fill in."""
        async with browser.get(f"{self.url}/sign-in") as response:
            (form,) = _Tree(await response.text()).root.find("form", action="/sign-in")
        return {name: value for name, several in _hidden(form).items() for value in several}

    async def _sign_in(self, browser: ClientSession, token: str) -> None:
        async with browser.get(f"{self.url}/sign-in", params={"token": token}) as response:
            (form,) = _Tree(await response.text()).root.find("form", action="/sign-in")
        data = [(name, value) for name, several in _hidden(form).items() for value in several]
        async with browser.post(f"{self.url}/sign-in", data=data, allow_redirects=False) as response:
            assert response.status == 303, f"signing in answered {response.status}"


def _reply(reply: Mapping[str, object], source: Seen | None) -> Seen:
    root = _Tree(str(reply["html"])).root
    match reply["effect"]:
        case "ask":
            return _seen("form", root)
        case "whisper":
            return _seen("whisper", root)
        case "post" | "replace":
            return _seen("message", root)
        case "refuse":
            problems = reply["problems"]
            assert isinstance(problems, dict)
            assert source is not None, "only a form is refused"
            said = "\n".join((*problems.values(), source.text))
            return Seen(kind="form", text=said, buttons=source.buttons, fields=source.fields, handle=source.handle)
        case _:
            return Seen(kind="nothing")


def _seen(kind: Literal["message", "form", "whisper"], root: Node) -> Seen:
    own = list(_own_parts(root))
    pressed = [part for part in own if part.tag == "button" and part.attributes.get("name") == "action"]
    pressed += [part for part in own if part.tag == "a" and "button" in _classes(part)]
    fields = [part.attributes["data-field"] for part in own if "data-field" in part.attributes]
    return Seen(
        kind=kind,
        text="\n".join(_lines(root)),
        buttons=tuple(map(_label, pressed)),
        fields=tuple(fields),
        handle=root,
    )


def _label(button: Node) -> str:
    """What stands on a button; the count of a reaction is read as "(3)"."""
    if "reaction" not in _classes(button):
        return button.text
    *words, last = (part.text for part in button.inside if isinstance(part, Node))
    counts = [part for part in button.find("span") if "count" in _classes(part)]
    return " ".join((*words, f"({last})" if counts else last))


def _said_in(article: Node) -> Iterator[Node]:
    """What the bot said in a letter, and below it."""
    yield article
    yield from (each for each in article.find("li") if {"comment", "bot"} <= set(_classes(each)))


def _posted_at(said: Node) -> str:
    return next(said.find("time")).attributes["datetime"]


def _href(channel: str) -> str:
    return f"/c/{quote(channel, safe='')}"


def _root(seen: Seen) -> Node:
    assert isinstance(seen.handle, Node), "this came from another driver"
    return seen.handle


def _all(root: Node) -> Iterator[Node]:
    for part in root.inside:
        if isinstance(part, Node):
            yield part
            yield from _all(part)


def _own_parts(root: Node) -> Iterator[Node]:
    """What belongs to a message or form itself, without the page's own things around it."""
    for part in root.inside:
        if isinstance(part, Node) and "data-chrome" not in part.attributes:
            yield part
            yield from _own_parts(part)


def _classes(node: Node) -> list[str]:
    return node.attributes.get("class", "").split()


def _hidden(form: Node) -> dict[str, list[str]]:
    """The hidden fields, of which some come several times."""
    found: dict[str, list[str]] = {}
    for entry in form.find("input", type="hidden"):
        found.setdefault(entry.attributes["name"], []).append(entry.attributes["value"])
    return found


def _entered(form: Node) -> dict[str, list[str]]:
    """What stands in the fields already, as a browser would send it."""
    entries = [entry for entry in form.find("input") if entry.attributes.get("name", "").startswith("value.")]
    is_sent = [each for each in entries if each.attributes["type"] != "radio" or "checked" in each.attributes]
    found = {each.attributes["name"]: [each.attributes["value"]] for each in is_sent}
    found |= {each.attributes["name"]: [_written(each)] for each in form.find("textarea")}
    for select in form.find("select"):
        options = list(select.find("option"))
        chosen = [option for option in options if "selected" in option.attributes] or options[:1]
        found[select.attributes["name"]] = [option.attributes["value"] for option in chosen]
    return found


def _written(area: Node) -> str:
    return "".join(part for part in area.inside if isinstance(part, str)).removeprefix("\n")


def _lines(root: Node) -> Iterator[str]:
    """All that can be read, one line for each element that stands by itself."""
    if "reaction" in _classes(root):
        yield _label(root)
        return
    line = ""
    for part in root.inside:
        if isinstance(part, str) or part.tag in INLINE:
            line += part if isinstance(part, str) else part.text
            continue
        yield from _cleaned(line)
        line = ""
        if not {"data-chrome", "hidden"} & part.attributes.keys():
            yield from _lines(part)
        if part.tag == "input" and part.attributes.get("type") in {"text", "date"}:
            yield from _cleaned(part.attributes["value"])
    yield from _cleaned(line)


def _cleaned(text: str) -> Iterator[str]:
    yield from (line.strip() for line in text.splitlines() if line.strip())
