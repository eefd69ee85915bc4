"""How a parser says that something cannot be taken."""

from bot.chat.intake import RefusedRecord

WHOLE_FILE = "file"
"""Where a refusal stands that is about the file as a whole."""


class UnusableError(ValueError):
    """Something that cannot be taken; carries the English sentence, marked by `phrase`, and the values it names."""

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template)
        self.template = template
        self.values = values

    def at(self, where: str) -> RefusedRecord:
        return RefusedRecord(where=where, template=self.template, values=tuple(self.values.items()))
