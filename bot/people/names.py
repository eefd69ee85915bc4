"""How people are called."""


def first_name_of(name: str) -> str:
    """The name to greet somebody by: the first word, or the one after the comma in `Example, Ana`."""
    family, comma, given = name.partition(",")
    words = (given if comma and given.strip() else family).split()
    return words[0] if words else ""
