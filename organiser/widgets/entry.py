"""A line that is typed into, whose keys take effect in the order in which they are pressed."""

from collections.abc import Callable, Mapping

from textual import events
from textual.widgets import Input

from organiser.text import without_controls


class Entry(Input):
    """An Input that deals with some keys itself, at once.

    Left to the bindings, enter takes effect after what was typed behind it, and tab before what was typed ahead of it.
    `keys` says what to do for which key; a function that returns False leaves the key to the line.
    """

    DEFAULT_CSS = """
    Entry { height: 1; border: none; padding: 0 1 !important; background: $boost;
        &:focus { border: none; background: $surface-lighten-1; }
    }
    """

    def __init__(
        self,
        value: str,
        hint: str,
        keys: Mapping[str, Callable[[], object]],
        *,
        id: str | None = None,  # noqa: A002  textual's own word
    ) -> None:
        super().__init__(value, placeholder=hint, id=id, compact=True, select_on_focus=False)
        # A blinking cursor is redrawn twice a second: over ssh that is all there is to see of an idle program.
        self.cursor_blink = False
        self._keys = keys

    def validate_value(self, value: str) -> str:
        """Whether it was read from the database or pasted: what is drawn here holds nothing that a terminal obeys."""
        return without_controls(value)

    async def _on_key(self, event: events.Key) -> None:
        act = self._keys.get(event.key)
        if act is not None and act() is not False:
            event.stop()
            event.prevent_default()
            return
        await super()._on_key(event)
