"""What a column of an unknown list probably means, judged by its heading alone.

Sign-up sheets, survey forms and club spreadsheets head the same column in many ways. What is not surely known is
left unread: the user can always say what a column means, while a wrong guess would spread quietly through a file.
"""

import re
import unicodedata

from organiser.text import safe_text

# Headings by field, separated by semicolons; they are compared without case, accents, blanks and punctuation.
_HEADINGS = {
    "name": (
        "name; full name; whole name; complete name; first name and surname; first name and last name; forename and "
        "surname; name and surname; first and last name; first and last names; first name surname; surname first name; "
        "surname forename; name surname; names; display name; print name; enw; enw llawn"
    ),
    "title": "title; salutation; prefix; name prefix; honorific; courtesy title; mr mrs ms; mr mrs miss ms; mr ms",
    "given": (
        "first name; first names; forename; forenames; given name; given names; christian name; christian names; "
        "fname; first; name first; enw cyntaf"
    ),
    "middle": "middle name; middle names; middle initial; middle initials; additional name; name middle; other names",
    "family": "surname; last name; family name; second name; lname; last; name last; cyfenw",
    "suffix": "suffix; name suffix; post nominals; letters after name; honours",
    "nickname": "nickname; known as; preferred name; likes to be called; preferred first name; also known as",
    "organisation": (
        "organisation; organization; organisations; organisation name; organization name; name of organisation; name "
        "of organization; company; company name; employer; school; school name; name of school; business; business "
        "name; group name; name of group; community group; name of community group; association; residents "
        "association; tenants association; trade union; union; affiliate; charity; club; church; workplace; place of "
        "work; which organisation are you from; what organisation do you represent; organisation you represent; "
        "sefydliad"
    ),
    "email": "ebost; cyfeiriad ebost",
    "phone": (
        "contact number; contact no; contact nos; contact numbers; best number; best contact number; home number; home "
        "no; work number; work no; daytime number; evening number; other number; alternative number; ph; ph no; ffon; "
        "rhif ffon; ffon symudol"
    ),
    "address": (
        "address; full address; whole address; home address; postal address; mailing address; postal addresses; "
        "correspondence address; full postal address; residential address; complete address; current address; address "
        "and postcode; address with postcode; address including postcode; full address and postcode; full address "
        "including postcode; full address with postcode; home address and postcode; cyfeiriad"
    ),
    "line": (
        "street; street name; street address; road; road name; house; house number; house no; house name; house name "
        "or number; house name number; house number or name; house number name; house no name; house number and "
        "street; house and street; number and street; street and number; street and house number; flat; flat number; "
        "flat no; apartment; building; building name; door; door number; door no; address line; first line of address; "
        "first line of your address; second line of address; third line of address; 1st line of address; 2nd line of "
        "address; 1st line of your address; street line; estate; block; locality"
    ),
    "town": "town; city; post town; village; town city; city town; town village; village town; tref; dinas",
    "region": "county; region; county state; state county; state province; province; county region",
    "postcode": "postcode; postal code; zip; zip code; postcode zip; home postcode; pcode; full postcode; cod post",
    "country": "country; home country; country of residence; country region; gwlad",
    "tags": "tags; tag; groups; labels; label; categories; category; lists; list; segments; mailing lists",
    "note": (
        "notes; note; comments; comment; remarks; remark; other; other comments; other notes; additional comments; "
        "further comments; comments or questions; questions or comments; other information; additional information; "
        "further information; other info; additional notes; further notes; anything else; anything else you would like "
        "to tell us; anything else we should know; message; nodiadau"
    ),
    "born": "dob; date of birth; birth date; birthday; born; born on; dyddiad geni",
    "age": "age; age in years; age now; current age; how old are you; oed; oedran",
    "gender": "gender; sex; gender identity; how do you describe your gender; rhyw; rhywedd",
    "membership": (
        "membership; member; membership status; membership type; membership category; member type; member status; "
        "party member; party membership; labour member; labour party member; labour membership; are you a member; are "
        "you a party member; are you a labour member; are you a labour party member; are you a member of the labour "
        "party; are you a member of the party; is a member; is member; aelod; aelodaeth"
    ),
    "register": (
        "on register; on the register; on electoral register; on the electoral register; electoral register; electoral "
        "roll; on electoral roll; on the electoral roll; registered to vote; are you registered to vote; are you on "
        "the electoral register; are you on the electoral roll; register status; electoral register status; voter "
        "registration; registered voter"
    ),
    "elector": (
        "elector number; elector no; electors number; electoral number; electoral no; electoral roll number; electoral "
        "roll no; electoral register number; register number; roll number; roll no; poll number; poll no; polling "
        "number; voter number; eno"
    ),
    "role": (
        "role; roles; party role; branch role; clp role; role in the party; role in party; officer role; volunteer "
        "role; volunteering role; role in branch; office held; offices held"
    ),
    "offer": (
        "offer; offers; offers of help; offered; offered to; help; help offered; help with; can help; can help with; i "
        "can help; i can help with; i can help by; i could help with; i am happy to help with; happy to help with; i "
        "am willing to help with; willing to help with; will help with; i would like to help with; i would like to "
        "help by; would like to help with; how can you help; how could you help; how would you like to help; how would "
        "you like to get involved; how can you get involved; how do you want to help; what can you do; what can you do "
        "to help; what could you do to help; what can you help with; what could you help with; what would you like to "
        "help with; what would you like to do; what are you able to do; what are you happy to do; what will you do; "
        "what can you offer; ways to help; ways you can help; ways i can help; volunteering; volunteering interests; "
        "volunteer interests; volunteer activities; volunteer for; volunteering for; activities; skills; skills "
        "offered; skills and experience; willing to; i can; i will; i am able to; i am happy to; sut gallwch chi helpu"
    ),
    "day": (
        "availability; available; days; days available; available days; times available; available times; when; when "
        "available; when free; free when; when are you free; when are you available; when can you help; when could you "
        "help; when would you be free; when can you volunteer; which days can you help; which days are you free; which "
        "days are you available; what days are you free; what days are you available; what days can you help; days and "
        "times; days and times available; days free; best days; best day; preferred days; preferred day; preferred "
        "times; what times are you free; what times are you available; availability to help; general availability; "
        "usual availability"
    ),
    "language": (
        "language; languages; languages spoken; language spoken; spoken languages; other languages; other languages "
        "spoken; community languages; preferred language; first language; mother tongue; languages you speak; "
        "languages i speak; which languages do you speak; what languages do you speak; which other languages do you "
        "speak; what other languages do you speak; do you speak other languages; language skills; iaith; ieithoedd"
    ),
    "access": (
        "access; access needs; access need; access requirements; access requirement; accessibility; accessibility "
        "needs; accessibility requirements; access and support needs; additional needs; special requirements; special "
        "needs; anghenion mynediad"
    ),
    "dated": (
        "date; dated; timestamp; date joined; joined; join date; joined on; joining date; date of joining; member "
        "since; date added; added; added on; date created; created; created at; created on; creation date; date "
        "updated; updated; updated at; last updated; last update; last changed; last modified; modified; modified at; "
        "date modified; date signed up; signed up; signed up on; sign up date; date of sign up; date signed; "
        "submitted; submitted at; submitted on; submission date; submission time; submit date; date submitted; date of "
        "submission; start time; completion time; entry date; date of entry; date registered; registration date; "
        "registered at; response date; recorded date; date collected; dyddiad"
    ),
    "email_status": (
        "email status; email subscription status; subscription status; subscriber status; mailing list status; "
        "newsletter status; marketing status; email marketing status"
    ),
    "sms_status": "sms status; sms subscription status; text status; sms marketing status; mobile subscription status",
    "email_ok": (
        "may we email you; can we email you; email opt in; opt in to email; opted in to email; email consent; consent "
        "to email; email permission; ok to email; email ok; email updates; email list; mailing list; on mailing list; "
        "join mailing list; join our mailing list; add to mailing list; newsletter; receive newsletter; subscribe; "
        "subscribed; subscribe to newsletter; subscribe to our newsletter; email subscribed; contact by email"
    ),
    "sms_ok": (
        "may we text you; can we text you; sms opt in; text opt in; mobile opt in; opt in to sms; opt in to texts; sms "
        "consent; text consent; consent to sms; consent to text; consent to texts; sms permission; ok to text; text "
        "ok; sms ok; contact by text; contact by sms"
    ),
    "call_ok": (
        "may we call you; may we phone you; can we call you; can we phone you; phone opt in; call opt in; phone "
        "consent; consent to call; consent to phone; phone permission; ok to call; ok to phone; phone ok; calls ok; "
        "contact by phone; contact by telephone"
    ),
    "post_ok": (
        "may we write to you; can we write to you; post opt in; postal opt in; mail opt in; post consent; postal "
        "consent; consent to post; ok to post; ok to write; post ok; contact by post; contact by mail; contact by "
        "letter"
    ),
    "door_ok": (
        "may we knock; may we knock on your door; may we call at your door; may we visit you; ok to knock; ok to visit"
    ),
    "any_ok": (
        "may we contact you; can we contact you; may we keep in touch; can we keep in touch; ok to contact; happy to "
        "be contacted; are you happy to be contacted; are you happy for us to contact you; consent to contact; consent "
        "to be contacted; contact consent; permission to contact; contact permission; keep in touch; keep me informed; "
        "keep me updated; would you like us to contact you; gawn ni gysylltu a chi"
    ),
    "do_not_contact": (
        "do not contact; dnc; dont contact; no contact; no further contact; never contact; contact refused"
    ),
    "do_not_call": (
        "do not call; dont call; no calls; do not phone; dont phone; no phone calls; do not telephone; do not ring; "
        "phone opt out; call opt out; opted out of calls; tps; on tps; tps registered"
    ),
    "email_bad": (
        "email bad; bad email; email is bad; email invalid; invalid email; email bounced; email bounces; bounced; "
        "bouncing; bounces; hard bounce"
    ),
    "consented_on": (
        "consent date; date of consent; date consented; consented on; consented at; date consent given; opt in date; "
        "opted in on; opt in time; consent given on; consent timestamp; date opted in"
    ),
    "unsubscribed_on": (
        "unsubscribed; unsubscribe; unsubscribed on; unsubscribed at; unsubscribe date; unsubscribed date; date "
        "unsubscribed; unsubscribe time; unsub time; unsub date; unsub; opted out; opt out date; opted out on; date "
        "opted out; email opt out; email unsubscribed; opted out of email; do not email; dont email; no emails"
    ),
    "bounced_on": "bounced on; bounced at; bounce date; date bounced; bounce time; clean time; cleaned on",
    "skip": (
        "id; ref; reference; reference number; ref no; no; num; number; row; row number; row no; line number; serial; "
        "serial number; index; uid; uuid; guid; key; unique id; record id; person id; contact id; user id; response "
        "id; respondent id; submission id; external id; membership number; membership no; membership id; member "
        "number; member no; member id; ip; ip address; user agent; status; elector number prefix; elector number "
        "suffix"
    ),
}

# Columns of a tick-list: the heading is the answer, and the cell says yes or nothing.
_TICKED = {
    "offer": (
        "leafleting; leaflet delivery; leaflet round; delivering leaflets; deliver leaflets; canvassing; canvass; door "
        "knocking; knocking on doors; phone banking; phone bank; phone canvassing; poster; display a poster; window "
        "poster; garden poster; garden board; stakeboard; stall; stalls; street stall; street stalls; envelope "
        "stuffing; stuffing envelopes; data entry; driving; lifts; giving lifts; baking; cakes; catering; hosting; "
        "host a meeting; social media; photography; translating; interpreting; telling; fundraising; campaigning; "
        "stewarding; childcare; creche"
    ),
    "day": (
        "monday; mondays; tuesday; tuesdays; wednesday; wednesdays; thursday; thursdays; friday; fridays; saturday; "
        "saturdays; sunday; sundays; weekday; weekdays; weekend; weekends; morning; mornings; afternoon; afternoons; "
        "evening; evenings; daytime; weekday mornings; weekday afternoons; weekday evenings; weekday daytime; saturday "
        "morning; saturday mornings; saturday afternoon; saturday afternoons; sunday morning; sunday mornings; sunday "
        "afternoon; sunday afternoons; weekend mornings; weekend afternoons"
    ),
    "role": "is volunteer; is a volunteer; are you a volunteer; are you already a volunteer; already a volunteer",
}


def _by_key(headings: dict[str, str]) -> dict[str, str]:
    return {_joined(phrase): field for field, phrases in headings.items() for phrase in phrases.split(";")}


def _joined(words: str) -> str:
    return words.replace(" ", "")


_FIELD_OF = _by_key(_HEADINGS)
_TICK_OF = _by_key(_TICKED)

# E-mail addresses and telephones go by too many names to list: `Home tel. no.`, `Preferred contact telephone number`.
_WHICH = (
    r"(?:(?:best|main|primary|preferred|other|second|secondary|alternative|contact|home|private|personal|work|office|"
    r"business|daytime|evening|mobile|mob) ?)*"
)
_WHERE = r"(?: (?:home|work|mobile|personal|business))?"
_EMAIL = re.compile(rf"{_WHICH}emails?(?: ?(?:address|addresses|id))?{_WHERE}")
_PHONE = re.compile(
    rf"{_WHICH}(?:phone|telephone|tel|mobile|mob|cell|cell ?phone|land ?line|whatsapp)s?"
    rf"(?: ?(?:phone|tel))?(?: ?(?:number|no|num)s?)?{_WHERE}"
)

# Fields that a sheet may hold several of under numbered headings: `Email 2`, `Tel 1`.
_NUMBERED = {"email", "phone", "line", "tags", "note", "offer", "language", "organisation", "role", "day"}
_PERMISSIONS = {"email_ok", "sms_ok", "call_ok", "post_ok", "door_ok", "any_ok", "do_not_contact"}

_LEADING_NUMBER = re.compile(r"^\s*(?:q(?:uestion)?\s*\d{1,2}\s*[.):–-]?|\d{1,2}\s*[.):–-]|[a-z]\))\s*", re.IGNORECASE)
_NOTE = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]][\s*:?.]*$")
_ALTERNATIVES = re.compile(r"\s*(?:[/&+|]|\bor\b|\band\b)\s*", re.IGNORECASE)
_POLITENESS = re.compile(
    r"^(?:please|enter|give|provide|tell us|write|add|what is|whats|what are|is there|do you have|any|your|my|the)\b ?"
    r"| ?\b(?:please|here|below|optional|required|mandatory|if known|if any|if applicable|if you have one|in full)$"
)
# `Volunteer's e-mail` is the person's own; `Parent's e-mail` is somebody else's and stays unread.
_OWNER = re.compile(
    r"^(?:volunteer|helper|member|contact|attendee|participant|resident|supporter|respondent|applicant)s? "
    r"(?=(?:first |last |full |sur|fore)?name|email|phone|mobile|tel|post ?code|address)"
)
_OTHER_PERSON = re.compile(
    r"\b(?:emergency|next of kin|parents?|guardians?|carers?|partners?|spouses?|husbands?|wi[fv]es?|child|childs|"
    r"childrens?|mothers?|fathers?|referees?|agents?)\b"
)
_OTHER_BODY = re.compile(r"\b(?:organi[sz]ation|company|school|group)\b")
# Form builders head the parts of a name or an address `Name (First)`, `Address (City)`.
_PARTS = {
    "name": {"title", "given", "middle", "family", "suffix"},
    "address": {"line", "town", "region", "postcode", "country"},
}

_ASKS = re.compile(
    r"\b(?:may|can|could) we\b|\b(?:consent|agree|permission|opt(?:ed)? in|subscribe|sign me up)\b"
    r"|\b(?:ok|okay|happy) (?:for us |with us )?to (?:be )?(?:contact|email|text|call|phone|ring|write|receive|hear)"
    r"|\b(?:like|want|wish) (?:us )?to (?:receive|hear|be|contact|email|text|keep)\b"
)
_REFUSES = re.compile(
    r"^no (?:further|contact|emails|calls|phone calls|texts|post)\b"
    r"|\b(?:do not|dont|not to|never|opt(?:ed)? out|stop|unsubscribe|not (?:wish|want|like|be)|rather not)\b"
)
_TICK_TO_REFUSE = re.compile(r"\bif you (?:do not|dont|would not|would rather not|object)\b")
_QUESTION_WORD = re.compile(r"^(?:how|when|where|what|which|who|whom|why)\b")
# Words that make another question of one with `call` or `e-mail` in it: an offer, or what may be kept or published.
_OTHER_SUBJECT = re.compile(
    r"\b(?:photos?|pictures?|video|quote|publish|share|pass|posters?|board|use|store|storing|hold|holding|process|"
    r"processing|record|recording|keep(?:ing)? your|bank|banking|canvass|canvassing|leaflets?|leafleting|doors|voters|"
    r"residents|neighbours|people|friends|others)\b"
)
_CHANNELS = {
    "email": re.compile(r"\b(?:emails?|newsletters?|mailing list)\b"),
    "sms": re.compile(r"\b(?:sms|texts?|text messages?)\b"),
    "call": re.compile(r"\b(?:calls?(?! (?:on|at|round)\b)|phone|telephone|ring)\b"),
    "post": re.compile(r"\b(?:by (?:post|mail|letter)|letters?|postal|write to|post you)\b"),
    "door": re.compile(r"\b(?:knock|visit you|call (?:on|at|round)|doorstep)\b"),
}
_CONTACT = re.compile(r"\b(?:contact|contacted|in touch|hear from|informed|updated)\b")
_ALLOWED = {"email": "email_ok", "sms": "sms_ok", "call": "call_ok", "post": "post_ok", "door": "door_ok"}
# There is no field for refusing texts, post or the door alone: permission for them then simply stays not given.
_REFUSED = {"email": "unsubscribed_on", "call": "do_not_call"}

# Characters of a heading, of the question in it, of a column's name; words of a note that belongs to the question.
_LONGEST_HEADING = 600
_LONGEST_QUESTION = 200
_LONGEST_NAME = 80
_LONGEST_AFTERTHOUGHT = 4

_LABELS = {
    "mobile": re.compile(r"\b(?:mob|cell|whatsapp|ffon symudol)"),
    "home": re.compile(r"\b(?:home|land ?line)"),
    "work": re.compile(r"\b(?:work|office|business)"),
}


def fold(heading: str) -> str:
    """A heading as plain words: lower case, no accents, no punctuation, single blanks; `e-mail` becomes `email`."""
    letters = unicodedata.normalize("NFKD", heading).casefold()
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = re.sub(r"[\W_]+", " ", re.sub("['’`]", "", plain)).strip()
    return re.sub(r"\be mail", "email", words)


def key(heading: str) -> str:
    """A heading for looking up: as fold(), without blanks, so that `PostCode` and `post_code` are one."""
    return _joined(fold(heading))


def meaning(heading: str) -> str:
    """The field of organiser.formats.mapping.FIELDS that a heading names, or "" where it is not surely known.

    An identifier is never taken for the field `id`: whose identifier it is, only a known program's header says.
    """
    return (meanings(heading) or ("",))[0]


def meanings(heading: str) -> tuple[str, ...]:
    """As meaning(), but all of them: one question may ask for two permissions (`May we e-mail or text you?`)."""
    field = named(heading) or _TICK_OF.get(key(heading), "")
    return (field,) if field else _permissions(heading)


def named(heading: str) -> str:
    """The field that the heading of a column names, sentences and tick-lists left aside, or ""."""
    if len(heading) > _LONGEST_NAME:
        return ""
    text = _LEADING_NUMBER.sub("", heading)
    if field := _looked_up(fold(text)):
        return field
    note = _NOTE.search(text)
    if note:
        text = text[: note.start()]
        field = _looked_up(fold(text))
        if _changes_meaning(field, fold(note[1])):
            return ""
        part = _looked_up(fold(note[1]))
        if field:
            return part if part in _PARTS.get(field, ()) else field
    alternatives = {_looked_up(fold(part)) for part in _ALTERNATIVES.split(text)}
    return alternatives.pop() if len(alternatives) == 1 else ""


def label(heading: str, field: str) -> str:
    """What a heading tells beyond its field: `home`, `work`, `mobile`, or the answer of a tick-list's column.

    Such an answer (`Leafleting` for an offer, `Saturday` for a day, `helper` for a role) is what a cell that only
    says yes stands for.
    """
    if field in ("phone", "email", "address"):
        words = fold(heading)
        told = [name for name, pattern in _LABELS.items() if pattern.search(words)]
        return told[0] if len(told) == 1 and len(_ALTERNATIVES.split(heading)) == 1 else ""
    if _TICK_OF.get(key(heading)) == field:
        return "helper" if field == "role" else safe_text(heading)
    return ""


def of_another_person(heading: str) -> bool:
    """Whether a heading speaks of another person than the row's: an emergency contact, a parent, a partner…"""
    return bool(_OTHER_PERSON.search(fold(heading)))


def _looked_up(words: str) -> str:
    """The field of folded words: as they stand, then without politeness and owner, then without a final number."""
    while True:
        field = _listed(words)
        shorter = _OWNER.sub("", _POLITENESS.sub("", words))
        if field or shorter == words:
            break
        words = shorter
    if field:
        return field
    base = words.rstrip("0123456789 ")
    field = _listed(base) if base != words else ""
    if field == "address":
        return "line"
    return field if field in _NUMBERED else ""


def _listed(words: str) -> str:
    if _EMAIL.fullmatch(words):
        return "email"
    return "phone" if _PHONE.fullmatch(words) else _FIELD_OF.get(_joined(words), "")


def _changes_meaning(field: str, note: str) -> bool:
    """Whether a note in brackets makes a field another person's, another body's or a permission for one channel."""
    if _OTHER_PERSON.search(note) or _OTHER_BODY.search(note):
        return True
    channel = any(pattern.search(f"by {note}") for pattern in _CHANNELS.values())
    return field in _PERMISSIONS and (channel or bool(_TICK_TO_REFUSE.search(note)))


def _permissions(heading: str) -> tuple[str, ...]:
    """The permissions or refusals that a question asks for, in the order e-mail, text, call, post, door."""
    if len(heading) > _LONGEST_HEADING:
        return ()
    words, explanation = _question(heading)
    if len(words) > _LONGEST_QUESTION or _QUESTION_WORD.search(words) or _OTHER_SUBJECT.search(words):
        return ()
    if _REFUSES.search(words) or _TICK_TO_REFUSE.search(explanation):
        by_channel, any_channel = _REFUSED, "do_not_contact"
    elif _ASKS.search(words):
        by_channel, any_channel = _ALLOWED, "any_ok"
    else:
        return ()
    asked = [channel for channel, pattern in _CHANNELS.items() if pattern.search(words)]
    if asked:
        return tuple(by_channel[channel] for channel in asked if channel in by_channel)
    return (any_channel,) if _CONTACT.search(words) else ()


def _question(heading: str) -> tuple[str, str]:
    """The words of a question and those of the explanation behind it; a short note (`(by e-mail)`) is part of it."""
    asked, _, rest = _LEADING_NUMBER.sub("", heading).partition("?")
    note = _NOTE.search(asked)
    if note:
        asked, rest = asked[: note.start()], note[1]
    explanation = fold(rest)
    if 0 < len(explanation.split()) <= _LONGEST_AFTERTHOUGHT:
        return f"{fold(asked)} by {explanation}", ""
    return fold(asked), explanation
