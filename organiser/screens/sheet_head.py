"""The head of a paper sheet: what holds for all its rows, set once, and offered again for the next."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from organiser.rules.completing import meant
from organiser.services import sheet_head
from organiser.services.doorstep import Round
from organiser.services.imprint import notice_line
from organiser.services.sheet_head import Offer, Offers
from organiser.text import safe_text
from organiser.widgets.asking import Asks
from organiser.widgets.entry import Entry
from organiser.widgets.frame import Heading, Status
from organiser.widgets.inplace import Beneath
from organiser.widgets.sheet import Under

_FIELDS = {
    "street": ("Street", "its name; none where it is about several"),
    "ward": ("Ward", "letters of its name"),
    "on": ("Day", "today, or 14 March"),
    "by": ("Canvasser", "who knocked; else you"),
    "event": ("Event", "none, or letters of its name"),
}
# Fields that take only what is there: what is meant by the letters is taken on the way out.
_CLOSED = ("ward", "event")
_MOST = 4


class HeadPanel(ModalScreen[Round | None], Asks):
    """Five lines. Enter begins the sheet from any of them; tab goes from one to the next."""

    DEFAULT_CSS = """
    HeadPanel { align: center bottom; background: $background 40%;
        & > Vertical { height: auto; background: $surface; border-top: solid $primary; padding: 0 1; }
        & Horizontal { height: 1; }
        & Horizontal > Heading { width: 11; }
        & Under { layer: default; position: relative; }
        & Entry { width: 1fr; padding: 0 !important; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Leave", show=False)]

    def __init__(self, shared: Round, why: str = "") -> None:
        super().__init__()
        self._shared = shared
        self._why = why
        self._offers: Offers | None = None
        self._typed = {name for name in _FIELDS if getattr(shared, name)}

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Heading("A paper sheet: what holds for all its rows")
            for name, (label, hint) in _FIELDS.items():
                with Horizontal():
                    yield Heading(label)
                    value = "" if name == "event" else getattr(self._shared, name)
                    yield Entry(value, hint, self._keys(name), id=name)
            yield Under()
            yield Status()
            yield Beneath()

    def _keys(self, name: str) -> dict[str, Callable[[], object]]:
        return {
            "enter": self._begin,
            "tab": partial(self._step, name, 1),
            "down": partial(self._step, name, 1),
            "shift+tab": partial(self._step, name, -1),
            "up": partial(self._step, name, -1),
            "right": partial(self._take_first, name),
            "escape": self.action_leave,
        }

    def on_mount(self) -> None:
        self._enter_field("street")
        if self._why:
            self.query_one(Status).show(self._why, problem=True)
        self.ask("offers", sheet_head.offers, self._arrived)
        # What whoever types here owes to those whose words they are.
        self.ask("notice", notice_line, self.query_one(Beneath).show)

    def _arrived(self, offers: Offers) -> None:
        """What may be meant is known; fields in which nothing was typed say what the sheet before said."""
        self._offers = offers
        if self._shared.event and not self._line("event").value:
            words = [offer.value for offer in offers.fields["event"] if offer.words == self._shared.event]
            with self.prevent(Input.Changed):
                self._line("event").value = next(iter(words), self._shared.event)
        for name in _FIELDS:
            line = self._line(name)
            if name not in self._typed and not line.value and not self._shared_says_more(name):
                with self.prevent(Input.Changed):
                    line.value = getattr(offers.last, name)
                line.action_end()
                if line.has_focus:
                    line.action_select_all()
        self._show_meant()

    def _shared_says_more(self, name: str) -> bool:
        """Ward and day follow from an event that is given."""
        return bool(self._shared.event) and name in ("ward", "on", "event")

    def _line(self, name: str) -> Entry:
        return self.query_one(f"#{name}", Entry)

    # Going about ----------------------------------------------------------------------------------------------------

    def _enter_field(self, name: str) -> None:
        line = self._line(name)
        self.set_focus(line)
        line.action_select_all()
        self._show_meant()

    def _step(self, name: str, way: int) -> None:
        self._settle(name)
        names = list(_FIELDS)
        self._enter_field(names[(names.index(name) + way) % len(names)])

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        if event.input.id:
            self._typed.add(event.input.id)
        self._show_meant()

    def _meant(self, name: str) -> list[Offer]:
        if self._offers is None or name not in self._offers.fields:
            return []
        offers = self._offers.fields[name]
        text = safe_text(self._line(name).value)
        if not text and name != "event":
            return []
        return [offers[place] for place in meant(text, [offer.value for offer in offers], _MOST)]

    def _show_meant(self) -> None:
        name = self._field()
        found = self._meant(name)
        closed = name in _CLOSED
        text = self._line(name).value
        if not found or (len(found) == 1 and found[0].value == text):
            self.query_one(Under).show("")
            return
        choices = [f"{offer.value}  {'' if name == 'event' else offer.words}".rstrip() for offer in found]
        self.query_one(Under).show("" if closed else "→ takes the first", choices, 0 if closed and text else -1)

    def _field(self) -> str:
        return next((name for name in _FIELDS if self._line(name).has_focus), "street")

    def _take_first(self, name: str) -> bool:
        line, found = self._line(name), self._meant(name)
        if line.cursor_position < len(line.value) or not found or found[0].value == line.value:
            return False
        line.value = found[0].value
        line.action_end()
        return True

    def _settle(self, name: str) -> None:
        """Of a field that takes only what is there: the first that is meant by its letters."""
        line, found = self._line(name), self._meant(name)
        if name in _CLOSED and line.value.strip() and found:
            line.value = found[0].value

    # The end --------------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        self._settle(self._field())
        said = {name: safe_text(self._line(name).value) for name in _FIELDS}
        if self._offers is not None:
            events = {offer.value: offer.words for offer in self._offers.fields["event"]}
            said["event"] = events.get(said["event"], said["event"])
        else:
            said["event"] = said["event"] or self._shared.event
        # Before what was offered is there, blank means: as on the sheet before.
        if not said["ward"] and not said["event"] and self._offers is not None:
            self.query_one(Status).show("In which ward was it? Type letters of its name.", problem=True)
            self._enter_field("ward")
            return
        if self.is_current:
            self.dismiss(self._shared._replace(**said))

    def action_leave(self) -> None:
        if self.is_current:
            self.dismiss(None)
