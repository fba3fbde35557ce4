"""What the columns of a survey mean: a question, one of its choices, a way to reach somebody, or nothing to us.

What is not surely known is left unread: the user can always say what a column means.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from organiser.formats import headings
from organiser.text import safe_text

# What a column may mean.
FIELDS = (
    "day", "postcode", "ward", "door", "street", "outcome", "issue", "other", "conference", "helping", "offer", "by",
    "name", "given", "family", "phone", "email", "consent",
)  # fmt: skip
SKIP = "skip"
# Questions whose choices may each have a column.
_TICKED = frozenset(("issue", "offer", "helping", "conference", "consent", "outcome"))
# Fields that several columns may fill.
_SEVERAL = _TICKED | {"day", "phone", "email", "other"}
# Days, the most telling one first: the day of the visit, when the form was begun, when it was sent or ended. Keys are
# those of headings.key(); KoboToolbox writes `today`, `start`, `end` and `_submission_time`, SurveyMonkey `Start Date`,
# Microsoft Forms `Start time`.
_DAY_KEYS = (
    "date day dateofvisit visitdate dateofconversation conversationdate dateofcanvass canvassdate datecanvassed "
    "whatdatewasit dyddiad today timestamp stampamser startdate start starttime datecreated submittedat submissiondate "
    "submissiontime completiontime datesubmitted enddate end endtime"
)
_DAYS = tuple(_DAY_KEYS.split())
_DATE = re.compile(r"\b(?:date|dyddiad)\b|\bwhich day\b|\bwhat day\b|\bwhen (?:was|did)\b")
_NOT_THE_DAY = re.compile(r"\b(?:birth|born|consent|joined|moved|modified|updated|due|reported|follow|next|geni)\b")
_PLAIN = {
    "ward": "ward wardname wardcode wardgss gss gsscode whichward electoralward wardcouncil wardandcouncil",
    "door": "door doornumber doorno house housenumber houseno housename housenameornumber flat propertynumber",
    "street": "street streetname road roadname address streetaddress firstlineofaddress addressline1 stryd heol",
    "outcome": "outcome result status whathappened contactresult response canlyniad",
    "by": "canvasser canvassers canvassedby interviewer knockedby username enumerator submittername submittedby "
    "canvassername nameofcanvasser collectedby doorknocker",
    "issue": "issue bigissue biggestissue mainissue topissue onebigissue problem concern mainconcern bigproblem",
    "postcode": "codpost",
}
_FIELD_OF = {word: name for name, words in _PLAIN.items() for word in words.split()}
# `No.` beside a street is a house; by itself it counts the rows.
_NUMBERS = frozenset(("number", "no", "rhif"))
_WARD = re.compile(r"\bward\b")
_ISSUE = re.compile(
    r"\b(?:issue|concern|problem|mater|pryder)s?\b|\bmatters most\b|\bmost important\b|\b(?:top|main) priority\b"
)
_MAIN = re.compile(r"\b(?:one|big|biggest|main|most|top|number one|own words|their words|mawr|mwyaf)\b")
_KIND = re.compile(r"\b(?:category|categories|type|kind|code|theme)\b")
_CONFERENCE = re.compile(r"\b(?:conference|(?:community|public) meeting|cynhadledd)\b")
_HELPING = re.compile(
    r"\b(?:would|could|can|will|are|like|willing|happy|able|want|interested|allech|hoffech)\b.*"
    r"\b(?:help|volunteer|get involved|lend a hand|helpu)\b|^help(?:ing)?$"
)
_WHAT_HELP = re.compile(r"\b(?:what|which|how|ways?)\b.*\byou\b.*\bhelp\b|\bsut\b.*\bhelpu\b")
_HELPED = re.compile(r"\bhelp you\b|\b(?:can|could|did|should) (?:we|they|the council|council)\b")
# `Tick any that also matter` is not the one big issue.
_BESIDE = re.compile(r"\b(?:also|other|others|else|second|any|eraill)\b")
_SPECIFY = re.compile(
    r"^other\b.*\b(?:specify|say|state|what|which|describe|text|details)\b|^(?:other|arall)$|\bother$"
)
_MAY_WE = re.compile(
    r"\b(?:may|can|could|should) (?:we|i)\b.*\b(?:contact|touch|email|text|call|phone|ring|write|update)"
    r"|\b(?:happy|ok|okay|like|want|consent|agree|permission|willing)\b.*\b(?:contact|touch|hear from us|update)"
    r"|\bgawn ni\b.*\bgysylltu\b|^contact ok$|^consent$|^may contact$"
)
_REACHING = ("name", "given", "family", "phone", "email", "postcode")
# Answers to a question about one channel only.
_CHANNELS = {
    "email_ok": "by email", "sms_ok": "by text", "call_ok": "by phone", "post_ok": "by post", "door_ok": "by a visit",
}  # fmt: skip
# Questions to which a yes is a refusal.
_REFUSALS = {"do_not_contact": "", "do_not_call": "by phone"}
# What SurveyMonkey writes below a question that has one answer.
_ONE_ANSWER = ("", "response", "openendedresponse")
_KOBO = frozenset(("_uuid", "_submission_time", "_id", "__version__", "meta/instanceID", "instanceID", "_index"))
_OF_THE_DEVICE = frozenset(("phonenumber", "deviceid", "simserial", "subscriberid", "simid"))
_ODK = frozenset(("SubmissionDate", "KEY"))


class Part(NamedTuple):
    """A column that tells a field: `label` is the choice it stands for ("" for a question's own answer).

    `beside` is what a consent is about: a channel in words, or "" for all; `refusal` whether a yes forbids it.
    """

    place: int
    field: str
    label: str = ""
    beside: str = ""
    refusal: bool = False


class Columns(NamedTuple):
    """The columns of each field in the order in which they count, and whether codes stand for choices (KoboToolbox).

    `located` is whether a column can tell the ward, by itself or by a postcode. `asked` are the headings under which
    people were asked whether they may be contacted.
    """

    parts: dict[str, list[Part]]
    coded: bool
    located: bool
    asked: str

    def has(self, *names: str) -> bool:
        """Whether any of these fields has a column."""
        return any(name in self.parts for name in names)

    @property
    def places(self) -> frozenset[int]:
        """The columns that are read."""
        return frozenset(part.place for parts in self.parts.values() for part in parts)


def is_one_answer(text: str) -> bool:
    """Whether a cell below a question only says that it has one answer."""
    return headings.key(text) in _ONE_ANSWER


def tells(heading: str) -> bool:
    """Whether a heading alone says what its column means: how lines are compared to find the header."""
    return bool(_plain_meaning(_last(heading)))


def columns_of(questions: Sequence[str], choices: Sequence[str], chosen: Mapping[str, str]) -> Columns:
    """What each column means: `questions` are the headings, `choices` what stands below a question that has several.

    `chosen` says it for some, by headings.key() of the heading or of the choice, and wins.
    """
    coded = bool(_KOBO & set(questions)) or set(questions) >= _ODK
    groups = Counter(heading.rpartition("/")[0] for heading in questions if "/" in heading)
    written = set(questions)
    found: list[Part] = []
    combined: set[str] = set()
    for place, heading in enumerate(questions):
        choice = choices[place] if place < len(choices) else ""
        name = chosen.get(headings.key(heading)) or (choice and chosen.get(headings.key(choice))) or ""
        if name:
            label = choice if name in _TICKED and not is_one_answer(choice) else ""
            found.append(Part(place, name, label))
            continue
        before, _, last = heading.rpartition("/")
        if not choice and before and (before in written or groups[before] > 1):
            # One column for each choice, beside the one that holds them all or instead of it.
            question = _meaning(before, coded)
            if question in _TICKED and (before in written or not _plain_meaning(last)):
                found.append(_choice(place, before, last.replace("_", " ") if coded else last, coded))
                combined.add(before)
                continue
        if is_one_answer(choice):
            found.append(_whole(place, heading, coded))
        else:
            found.append(_choice(place, heading, choice, coded))
    found = [part for part in found if part.label or questions[part.place] not in combined]
    parts = _settled(found, questions)
    addressed = any("address" in headings.key(questions[part.place]) for part in parts.get("street", ()))
    return Columns(parts, coded, addressed or bool({"ward", "postcode"} & parts.keys()), _asked(found, questions))


def _meaning(heading: str, coded: bool) -> str:
    return _whole(0, heading, coded).field


def _whole(place: int, heading: str, coded: bool) -> Part:
    """A column with an answer of its own."""
    last = _last(heading)
    if coded:
        # Central parts groups by hyphens: `visit-issue`.
        last = last.rpartition("-")[2] if " " not in last else last
        if (last.startswith("_") and last != "_submission_time") or headings.key(last) in _OF_THE_DEVICE:
            return Part(place, SKIP)
    field = _plain_meaning(last) or SKIP
    if field == "consent":
        known = headings.meaning(last)
        return Part(place, field, "", _CHANNELS.get(known) or _REFUSALS.get(known, ""), known in _REFUSALS)
    return Part(place, field)


def _choice(place: int, question: str, choice: str, coded: bool) -> Part:
    """A column that is one choice of a question, or one part of what it asks for."""
    asked = _whole(place, question, coded)
    words = headings.fold(choice)
    if _SPECIFY.search(words) and words not in ("other", "arall") and asked.field in ("issue", "offer"):
        return Part(place, "other" if asked.field == "issue" else "offer")
    if asked.field in _TICKED:
        return asked._replace(label=safe_text(choice))
    part = _whole(place, choice, coded)
    return part if part.field not in _TICKED else Part(place, SKIP)


def _last(heading: str) -> str:
    """A heading without the groups that KoboToolbox writes before it: `visit/issue`."""
    return heading if " " in heading.strip() else heading.rpartition("/")[2]


def _plain_meaning(heading: str) -> str:
    """The field that a heading means; "" where it is not surely known."""
    key, words = headings.key(heading), headings.fold(heading)
    bare = headings.key(re.sub(r"[(\[].*?[)\]]", "", heading))
    for known in (key, bare):
        if known in _DAYS:
            return "day"
        if known in _FIELD_OF:
            return _FIELD_OF[known]
    if key in _NUMBERS:
        return "number"
    if _SPECIFY.search(words):
        return "other"
    known = headings.meaning(heading)
    if known in _REACHING:
        return known
    if known == "any_ok" or known in _CHANNELS or known in _REFUSALS or _MAY_WE.search(words):
        return "consent"
    if _DATE.search(words) and not _NOT_THE_DAY.search(words):
        return "day"
    if _CONFERENCE.search(words):
        return "conference"
    if _ISSUE.search(words) and not _BESIDE.search(words) and not (_HELPING.search(words) and "help" in words[:30]):
        return "issue"
    if (known == "offer" and words != "help") or (_WHAT_HELP.search(words) and not _HELPED.search(words)):
        return "offer"
    if _HELPING.search(words) and not _HELPED.search(words):
        return "helping"
    if "postcode" in words or "post code" in words:
        return "postcode"
    return "ward" if _WARD.search(words) else ""


def _settled(found: Sequence[Part], questions: Sequence[str]) -> dict[str, list[Part]]:
    """The columns by field: the most telling day first, one column for what only one can tell."""
    parts: dict[str, list[Part]] = {}
    fields = {part.field for part in found}
    spare = _of_the_program(questions, fields)
    for part in sorted(found, key=lambda part: (part.field == "other", _rank(part, questions), part.place)):
        name = part.field
        if name == "number":
            name = "door" if "street" in fields and "door" not in fields else SKIP
        if name == SKIP or name not in FIELDS or part.place in spare:
            continue
        if name == "other" and not _belongs(part, parts.get("issue", []), questions):
            continue
        there = parts.setdefault(name, [])
        if there and (name not in _SEVERAL or not _goes_with(part, there[0], questions)):
            continue
        there.append(part._replace(field=name))
    return parts


def _belongs(other: Part, issues: Sequence[Part], questions: Sequence[str]) -> bool:
    """Whether "other, please specify" stands behind the question for the issue."""
    key = headings.key(questions[other.place])
    return any(other.place == part.place + 1 or key.startswith(headings.key(questions[part.place])) for part in issues)


def _goes_with(part: Part, first: Part, questions: Sequence[str]) -> bool:
    """Whether a column tells of the same thing as the first of its field: a second question is another thing."""
    if part.field in ("day", "phone", "email", "consent", "offer", "other"):
        return True
    return bool(part.label and first.label) and (
        questions[part.place] == questions[first.place]
        or questions[part.place].rpartition("/")[0] == questions[first.place].rpartition("/")[0] != ""
    )


def _rank(part: Part, questions: Sequence[str]) -> int:
    heading = questions[part.place]
    if part.field == "day":
        key = headings.key(_last(heading).rpartition("-")[2] if " " not in heading else heading)
        # A day that a question asks for counts before the moments that a program writes down by itself.
        return _DAYS.index(key) if key in _DAYS else _DAYS.index("today") - 1
    if part.field == "issue":
        words = headings.fold(heading)
        return (0 if _MAIN.search(words) else 1) + 2 * bool(_KIND.search(words)) + bool(part.label)
    return 0


def _of_the_program(questions: Sequence[str], fields: set[str]) -> frozenset[int]:
    """Columns that a program fills with who was at the keyboard, where the form asks for name or address itself."""
    keys = [headings.key(heading) for heading in questions]
    if "completiontime" in keys and "id" in keys:
        own = {"name": "name", "email": "email"}
        known = [place for place, key in enumerate(keys) if key in own and place < keys.index("completiontime") + 4]
    elif keys[:1] == ["respondentid"]:
        own = {"emailaddress": "email", "firstname": "given", "lastname": "family"}
        known = [place for place, key in enumerate(keys[:10]) if key in own]
    else:
        return frozenset()
    asked = {_plain_meaning(heading) for place, heading in enumerate(questions) if place not in known} & fields
    named = bool(asked & {"name", "given", "family"})
    spare = (place for place in known if (named if own[keys[place]] != "email" else "email" in asked or named))
    return frozenset(spare)


def _asked(found: Sequence[Part], questions: Sequence[str]) -> str:
    asked = dict.fromkeys(safe_text(questions[part.place]) for part in found if part.field == "consent")
    return " / ".join(asked)[:300]
