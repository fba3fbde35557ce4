"""What everything printed for the public carries, set once: the imprint, and who answers for what is written down.

Without the imprint (printer, promoter, on whose behalf, each with an address) a page is a draft. The privacy notice
says who asks, what for, what is kept and how to object.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from organiser.services.upkeep import set_setting
from organiser.store.store import Store
from organiser.text import safe_text

_KEY = "imprint"
_LINE_UNSET = (
    "Say who asks and what for; a name is kept only with a yes, and anybody may object. 'organiser imprint' sets who."
)


@dataclass(frozen=True, slots=True)
class Imprint:
    """The parts of the imprint and of the privacy notice, each "" while nobody has set it.

    `controller` answers for the data, "" for whoever it is printed on behalf of; `contact` is how they are reached.
    """

    printer: str = ""
    printer_address: str = ""
    promoter: str = ""
    promoter_address: str = ""
    behalf: str = ""
    behalf_address: str = ""
    controller: str = ""
    contact: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """What is not set of the imprint, in words."""
        words = {
            "printer": "the printer",
            "printer_address": "the printer's address",
            "promoter": "the promoter",
            "promoter_address": "the promoter's address",
            "behalf": "on whose behalf",
            "behalf_address": "their address",
        }
        return tuple(told for name, told in words.items() if not getattr(self, name))

    @property
    def notice_missing(self) -> tuple[str, ...]:
        """What is not set of the privacy notice, in words."""
        return ("who answers for the data",) * (not self.asks) + ("how they are reached",) * (not self.contact)

    @property
    def asks(self) -> str:
        """Who answers for the data."""
        return self.controller or self.behalf

    @property
    def line(self) -> str:
        """The imprint as it is printed; "" while a part of it is missing."""
        if self.missing:
            return ""
        return (
            f"Printed by {self.printer}, {self.printer_address}. Promoted by {self.promoter}, {self.promoter_address}, "
            f"on behalf of {self.behalf}, {self.behalf_address}."
        )

    @property
    def notice(self) -> tuple[str, ...]:
        """The short privacy notice, a sentence or two each: who, what for, what is kept, your rights."""
        who = self.asks or "(not set: who answers for the data)"
        contact = self.contact or "(not set: how they are reached)"
        return (
            f"{who} asks, and answers for what is written down (the data controller).",
            "What for: to find the one big issue of this ward, and to take it on with residents and councillors. Your "
            "answer is counted without your name.",
            "What is kept: your name and number or e-mail only if you say that we may contact you, and only for the "
            "ways you tick. It may show a political opinion, which the law (UK GDPR) protects as special category "
            "data.",
            f"You may see it, have it put right or deleted, or object, at any time: {contact}. You may complain to the "
            "Information Commissioner, ico.org.uk.",
        )


def imprint(store: Store) -> Imprint:
    """What is set in this file."""
    known = json.loads(store.setting(_KEY) or "{}")
    return Imprint(**{name: str(known.get(name, "")) for name in asdict(Imprint())})


def set_imprint(store: Store, parts: Mapping[str, str]) -> tuple[Imprint, int | None]:
    """Set parts of it by name ("" takes one away) as one change; what stands then, and the number of the change."""
    with store.operation("Set the imprint and the privacy notice", kind="settings") as work:
        stands = replace(imprint(store), **{name: safe_text(text) for name, text in parts.items()})
        if stands != imprint(store):
            set_setting(work, _KEY, json.dumps(asdict(stands), ensure_ascii=False))
    return stands, work.operation_id


def notice_line(store: Store) -> str:
    """The privacy notice in one line, for a screen on which what was said at a door is typed."""
    set_up = imprint(store)
    if set_up.notice_missing:
        return _LINE_UNSET
    return (
        f"{set_up.asks} asks, to find the ward's one big issue. A name is kept only with a yes; to object: "
        f"{set_up.contact}."
    )
