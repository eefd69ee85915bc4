"""The page's own few words, in the language of whoever looks at it."""

from bot.chat.words import Words


def page_wording(words: Words, organisation: str) -> dict[str, str]:
    """What the templates say, by the names they use."""
    return _frame(words) | _conversation(words) | _channels(words) | _door(words, organisation) | _demo(words)


def _frame(words: Words) -> dict[str, str]:
    return {
        "language": words.language,
        "skip": words.say("Skip to the messages"),
        "places": words.say("Places"),
        "messages": words.say("Messages"),
        "home": words.say("Home"),
        "sign_out": words.say("Sign out"),
        "back": words.say("Back to the messages"),
        "gallery": words.say("Gallery"),
    }


def _conversation(words: Words) -> dict[str, str]:
    return {
        "empty_title": words.say("Nothing here yet"),
        "empty": words.say("Your first message arrives here. You can close this page; it will wait for you."),
        "earlier": words.say("Show earlier messages"),
        "talk": words.say("Talk to Voxloop"),
        "write": words.say("Write a command"),
        "placeholder": words.say("Type /voice help"),
        "send": words.say("Send"),
        "help": words.say("Help"),
        "typing_note": words.say("Only commands that start with /voice are read. Anything else is not kept."),
        "only_you": words.say("Only you see this, until you reload the page."),
        "dismiss": words.say("Dismiss"),
        "newer": words.say("New message"),
        "failed": words.say("That did not reach us. Please check your connection and try again."),
        "signed_out": words.say("You were signed out. Please sign in again to go on."),
    }


def _channels(words: Words) -> dict[str, str]:
    return {
        "channels": words.say("Channels"),
        "empty_channel": words.say("What customers say arrives here, and what you make of it."),
        "channel_typing_note": words.say(
            "Only commands that start with /voice are read here. To say something, comment below a message."
        ),
        "react": words.say("React"),
        "comments": words.say("Comments"),
        "earlier_comments": words.say("Show earlier comments"),
        "comment": words.say("Comment"),
        "your_comment": words.say("Your comment"),
        "comment_note": words.say("Everyone who reads this channel sees it, with your name."),
        "edit": words.say("Edit"),
        "save": words.say("Save"),
        "delete": words.say("Delete"),
        "remove": words.say("Remove"),
    }


def _door(words: Words, organisation: str) -> dict[str, str]:
    return {
        "sign_in": words.say("Sign in"),
        "welcome": words.say("Your voice at {organisation}", organisation=organisation),
        "one_press": words.say("One press and you are in. This link works once, and only for you."),
        "code_title": words.say("Sign in with a code"),
        "code": words.say("Your code"),
        "code_hint": words.say("Eight letters and digits, such as K7QF-2MXD."),
        "ask": words.say(
            "No link or code? Ask whoever runs Voxloop at {organisation} for one.", organisation=organisation
        ),
        "wrong": words.say("This link or code does not work. It may be too old or already used. Ask for a new one."),
    }


def _demo(words: Words) -> dict[str, str]:
    return {
        "demo": words.say("Demo"),
        "demo_hint": words.say("A made-up company"),
        "be": words.say("Go"),
        "somebody_else": words.say("Others"),
        "search": words.say("Name, team or role"),
        "employee": words.say("Employee"),
        "leader": words.say("Leader"),
        "admin": words.say("Admin"),
        "newcomer": words.say("New here"),
        "clock": words.say("Clock"),
        "hour": words.say("+1 hour"),
        "workday": words.say("Next workday"),
        "week": words.say("Next week"),
        "choose": words.say("Who do you want to be?"),
    }
