"""From an interaction as its source tells it to snippets that a person looked at, and back out again."""
