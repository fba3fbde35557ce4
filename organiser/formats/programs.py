"""The programs whose exports are known by their headers, as data: what each of their columns says.

Headings are compared as organiser.formats.headings.fold() leaves them, so `primary_address1` is written
`primary address1` and `E-mail 1 - Value` is `email 1 value`. Of a program's rules the first that fits a heading
counts, and where two columns would fill one field that takes a single column, the earlier rule wins.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PureWindowsPath

from organiser.formats import own

# A rule's group that stands in the heading itself.
NUMBERED = -1


@dataclass(frozen=True, slots=True)
class Rule:
    """What a column says whose folded heading fits `heading` (a regular expression).

    A part of the heading named `n` is a number: that of the group where `group` is NUMBERED, and what `{n}` stands for
    in `labelled_by`, the folded headings that the column which labels this one may have.
    """

    heading: str
    field: str
    label: str = ""
    group: int = 0
    labelled_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """A program that exports lists of people.

    A header is this program's if one heading fits `surely`, or at least three fit `probably`. `custom` says whether
    its users can add columns of their own, whose headings are then read as those of any other list.
    """

    source: str
    title: str
    surely: str
    probably: str
    rules: tuple[Rule, ...]
    custom: bool


ENOUGH = 3


def program_of(headings: Sequence[str]) -> Program | None:
    """The program that a header of folded headings comes from, or None."""
    for program in PROGRAMS:
        if any(re.fullmatch(program.surely, heading) for heading in headings):
            return program
        if len({heading for heading in headings if re.fullmatch(program.probably, heading)}) >= ENOUGH:
            return program
    return None


def rule_of(program: Program, heading: str) -> tuple[int, Rule, int] | None:
    """The place of the rule that fits a folded heading among the program's, the rule, and the heading's number or 0."""
    for place, rule in enumerate(program.rules):
        fits = re.fullmatch(rule.heading, heading)
        if fits:
            return place, rule, int(fits.groupdict().get("n") or 0)
    return None


def _skip(headings: str) -> Rule:
    return Rule(headings, "skip")


def _nationbuilder_address(prefix: str, group: int, label: str) -> Iterable[Rule]:
    """The columns of one of NationBuilder's addresses; `submitted address` is the whole as it was typed."""
    yield Rule(f"{prefix} address ?[1-3]", "line", label, group)
    yield Rule(f"{prefix} city", "town", label, group)
    yield Rule(f"{prefix} (?:state|county)", "region", label, group)
    yield Rule(f"{prefix} zip", "postcode", label, group)
    yield Rule(f"{prefix} country", "country", label, group)
    yield Rule(f"{prefix} country code", "country", label, group)
    yield Rule(f"{prefix} submitted address", "address", label, group)


# The export of people has one fixed order of about 200 columns; a saved export holds the chosen ones. Whom somebody
# votes for and which parties they are thought to support is not read: identifying voters is other programs' work.
_NATIONBUILDER = Program(
    source="nationbuilder",
    title="NationBuilder",
    surely="nationbuilder id",
    probably="primary address1|primary zip|primary city|tag list|email opt in|mobile opt in|email1 is bad|"
    "do not contact|is volunteer|born at|unsubscribed at|support level|point person name or email",
    rules=(
        Rule("nationbuilder id", "id"),
        Rule("prefix", "title"),
        Rule("first name", "given"),
        Rule("middle name", "middle"),
        Rule("last name", "family"),
        Rule("suffix", "suffix"),
        Rule("full name", "name"),
        Rule("employer", "organisation"),
        Rule("email", "email"),
        Rule("email(?P<n>[1-4])", "email", group=NUMBERED),
        Rule("email(?P<n>[1-4]) is bad", "email_bad", group=NUMBERED),
        Rule("mobile number", "phone", "mobile"),
        Rule("(?:home )?phone number", "phone", "home"),
        Rule("work phone number", "phone", "work"),
        Rule("zip royal mail", "postcode", "", 1),
        *_nationbuilder_address("primary", 1, ""),
        *_nationbuilder_address("(?:home|address)", 2, "home"),
        *_nationbuilder_address("mailing", 3, "post"),
        Rule("tag list", "tags"),
        Rule("note", "note"),
        Rule("born at", "born"),
        Rule("age", "age"),
        Rule("gender", "gender"),
        Rule("sex", "gender"),
        Rule("language", "language"),
        Rule("availability", "day"),
        Rule("is volunteer", "role", "helper"),
        Rule("email opt in", "email_ok"),
        Rule("mobile opt in", "sms_ok"),
        Rule("do not call", "do_not_call"),
        Rule("do not contact", "do_not_contact"),
        Rule("unsubscribed at", "unsubscribed_on"),
        Rule("updated at", "dated"),
        Rule("created at", "dated"),
        _skip("(?:work|billing|registered|user submitted|mailing|primary|address) .*"),
        _skip("is .*|.* id|.* guid|.* amount.*|.* count.*|.* district|precinct .*|recruiter .*|point person .*"),
        _skip("support .*|inferred .*|turnout .*|priority level|party|party member|previous party|signup type|demo"),
        _skip("religion|church|ethnicity|marital status|occupation|website|federal donotcall|fax number|legal name"),
        _skip("membership names|media market name|twitter login|facebook username"),
    ),
    custom=True,
)

_ACTION_NETWORK = Program(
    source="actionnetwork",
    title="Action Network",
    surely="can2 .*",
    probably="(?!)",
    rules=(
        Rule("uuid", "id"),
        Rule("first name", "given"),
        Rule("last name", "family"),
        Rule("email", "email"),
        Rule("can2 phone", "phone", "mobile"),
        Rule("phone(?: number)?", "phone"),
        Rule("can2 user address", "line", "", 1),
        Rule("can2 user city", "town", "", 1),
        Rule("(?:can2 )?county", "region", "", 1),
        Rule("can2 (?:user )?state(?: abbreviated)?", "region", "", 1),
        Rule("zip code|can2 user zip(?: code)?", "postcode", "", 1),
        Rule("can2 (?:user )?country", "country", "", 1),
        Rule("can2 user tags", "tags"),
        Rule("can2 subscription status", "email_status"),
        Rule("can2 (?:sms|mobile)(?: subscription)? status", "sms_status"),
        Rule("language preference|can2 language(?: preference)?", "language"),
        _skip("can2 .*"),
    ),
    custom=True,
)

# https://mailchimp.com/help/view-export-contacts/ names the columns. A merge field `Birthday` holds no year.
_MAILCHIMP = Program(
    source="mailchimp",
    title="Mailchimp",
    surely="leid|euid",
    probably="member rating|optin time|optin ip|confirm time|confirm ip|last changed|gmtoff|dstoff",
    rules=(
        Rule("leid", "id"),
        Rule("email address|email", "email"),
        Rule("first name|fname", "given"),
        Rule("last name|lname", "family"),
        Rule("phone number|phone", "phone"),
        Rule("address", "address", "", 1),
        Rule("last changed", "dated"),
        Rule("confirm time", "consented_on"),
        Rule("optin time", "consented_on"),
        Rule("unsub time", "unsubscribed_on"),
        Rule("clean time", "bounced_on"),
        Rule("notes", "note"),
        Rule("tags", "tags"),
        _skip(
            "member rating|optin .*|confirm .*|unsub .*|clean .*|latitude|longitude|gmtoff|dstoff|timezone|cc|region"
        ),
        _skip("euid|birthday"),
    ),
    custom=True,
)

_GOOGLE = Program(
    source="google",
    title="Google Contacts",
    surely=r"(?:email|phone) \d{1,2} value|address \d{1,2} (?:formatted|po box|extended address)|"
    r"organization \d{1,2} (?:name|type)",
    probably="phonetic (?:first|middle|last) name|(?:given|family|additional) name yomi|yomi name|file as|name prefix|"
    "name suffix|organization name|organization title|group membership|additional name|family name",
    rules=(
        Rule("first name|given name", "given"),
        Rule("middle name|additional name", "middle"),
        Rule("last name|family name", "family"),
        Rule("name", "name"),
        Rule("name prefix", "title"),
        Rule("name suffix", "suffix"),
        Rule("nickname", "nickname"),
        Rule(r"organization name|organization \d{1,2} name", "organisation"),
        Rule(r"email (?P<n>\d{1,2}) value", "email", labelled_by=("email {n} label", "email {n} type")),
        Rule(r"phone (?P<n>\d{1,2}) value", "phone", labelled_by=("phone {n} label", "phone {n} type")),
        *(
            Rule(rf"address (?P<n>\d{{1,2}}) {part}", field, "", NUMBERED, ("address {n} label", "address {n} type"))
            for part, field in (
                ("(?:street|po box|extended address)", "line"),
                ("city", "town"),
                ("region", "region"),
                ("postal code", "postcode"),
                ("country", "country"),
                ("formatted", "address"),
            )
        ),
        Rule("labels|group membership", "tags"),
        Rule("notes", "note"),
        Rule("birthday", "born"),
        Rule("gender", "gender"),
    ),
    custom=False,
)


def _outlook_address(prefix: str, group: int, label: str) -> Iterable[Rule]:
    yield Rule(f"{prefix} street(?: [23])?", "line", label, group)
    yield Rule(f"{prefix} city", "town", label, group)
    yield Rule(f"{prefix} state", "region", label, group)
    yield Rule(f"{prefix} postal code", "postcode", label, group)
    yield Rule(f"{prefix} country(?: region)?", "country", label, group)
    yield Rule(f"{prefix} address", "address", label, group)


# The desktop program, outlook.com and Google's `Outlook CSV` differ in order and in a few columns only. Gender is
# left unread: the desktop program writes `Unspecified` for everybody.
_OUTLOOK = Program(
    source="outlook",
    title="Outlook",
    surely="(?!)",
    probably="email [23] address|(?:home|business|other) street(?: [23])?|(?:home|business) phone 2|"
    "(?:home|business) postal code|company main phone|tty tdd phone|car phone|radio phone|managers name|"
    "assistants (?:name|phone)|given yomi|surname yomi|business fax|imaddress|internet free busy",
    rules=(
        Rule("title", "title"),
        Rule("first name", "given"),
        Rule("middle name", "middle"),
        Rule("last name", "family"),
        Rule("suffix", "suffix"),
        Rule("nick ?name", "nickname"),
        Rule("company", "organisation"),
        Rule("email(?: [23])? address", "email"),
        Rule("mobile phone", "phone", "mobile"),
        Rule("home phone(?: 2)?", "phone", "home"),
        Rule("business phone(?: 2)?", "phone", "work"),
        Rule("(?:primary|other|car) phone", "phone"),
        *_outlook_address("home", 1, "home"),
        *_outlook_address("business", 2, "work"),
        *_outlook_address("other", 3, ""),
        Rule("categories", "tags"),
        Rule("notes", "note"),
        Rule("birthday", "born"),
    ),
    custom=False,
)

_ORGANISER = Program(
    source=own.SOURCE,
    title="organiser",
    surely="organiser id",
    probably="(?!)",
    rules=tuple(
        Rule(heading.lower().replace("-", ""), field, name if field == "own" else "")
        for name, heading, field in own.COLUMNS
    ),
    custom=False,
)

# In this order: Mailchimp's and NationBuilder's headings may stand in a list that came through Google or Outlook too.
PROGRAMS = (_ORGANISER, _NATIONBUILDER, _ACTION_NETWORK, _MAILCHIMP, _GOOGLE, _OUTLOOK)


def mailchimp_status(headings: Sequence[str], file: str) -> str:
    """What a Mailchimp list says of everybody in it: `subscribed`, `unsubscribed`, `cleaned`, or "" if it does not say.

    Its header says so where it holds the time of leaving or of cleaning (with both, each row says it for itself);
    else the name of the file, which Mailchimp starts with the word. The `nonsubscribed` never gave consent.
    """
    if "unsub time" in headings:
        return "" if "clean time" in headings else "unsubscribed"
    if "clean time" in headings:
        return "cleaned"
    name = PureWindowsPath(file).name.casefold()
    if re.search("non[-_ ]?subscribed", name):
        return ""
    return next((status for status in ("unsubscribed", "cleaned", "subscribed") if status in name), "")


# Headings of electoral registers and their monthly updates and lists of postal voters, without blanks, from the
# programs that councils use (Xpress, Halarose EROS, Idox, Democracy Counts). A list of helpers may hold an elector's
# number, but nobody else's list calls a name an elector's name or marks a franchise.
REGISTER_NAMES = frozenset(
    (
        *("electorname", "electorsurname", "electorforename", "electorsurnameelectorforename", "electormiddlename"),
        *("electorinitials", "electortitle", "electordob", "electormarkers", "markersregistertext"),
        *("franchiseflag", "franchisemarker", "dateofattainment", "attainersdob"),
        *("electorcreatedmonth", "electorchangedmonth", "electordeletedmonth"),
        *("qualifyingaddress", "qualifyingaddress1"),
    )
)
REGISTER_NUMBERS = frozenset(
    (
        *("electornumberprefix", "electornumber", "electornumbersuffix", "electorid"),
        *("pd", "eno", "pdeno", "pdcode", "rollno", "rollnumber"),
    )
)
