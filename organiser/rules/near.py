"""Which issues may be one: proposals for a person to decide, the likeliest first, each with its reason.

What a resident says has a head, which tells what is the matter, and often a tail, which tells where: `damp | in the
block`. Heads are compared, so that a place in common proposes nothing. Two issues are near whose heads are equal, that
are about one of TOPICS, of which one says all that the other says, or that are spelled almost alike.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

# What residents mean though they do not say it in the same words: beginnings of words by which it is known, the first
# topic that has one. Parts joined by + must all be there.
TOPICS = {
    "fly-tipping": "flytip fly+tip fly+tipping tipped tipping dumped dumping mattress mattresses sofa sofas fridge",
    "dog fouling": "dog+mess dog+poo dog+foul dog+dirt dog+muck dog+shit dogshit dogpoo",
    "street lighting": "streetlight streetlamp street+light street+lamp lamppost lamp+post lighting",
    "potholes": "pothole pot+hole road+surface road+holes",
    "speeding": "speeding speed speeds racing racer",
    "parking": "parking parked park+cars permit",
    "crossings": "crossing crossings zebra pelican",
    "rubbish and bins": "rubbish refuse recycl bin bins wheeliebin litter",
    "pavements": "pavement paving kerb kerbs slabs",
    "damp and mould": "damp mould mouldy mold condensation",
    "repairs": "repair repairs",
    "rents": "rent rents",
    "antisocial behaviour": "asb antisocial anti+social yobs nuisance hooligan",
    "drugs": "drug drugs dealer dealing dealers",
    "knife crime": "knife knives stabbing stabbings",
    "noise": "noise noisy loud music",
    "graffiti": "graffiti tagging tags",
    "buses": "bus buses",
    "trains": "train trains",
    "lifts": "lift lifts stepfree step+free",
    "trees": "tree trees branches",
    "playgrounds": "playground playarea play+area swings",
    "doctors' appointments": "gp gps doctor doctors surgery appointments",
    "flooding and drains": "flood drain drains gully gullies",
    "air pollution": "pollution fumes air+quality",
    "youth clubs": "youth+club youth+centre nothing+kids youth",
    "rats": "rat rats mice vermin",
}
# Where, when and how the matter is begins with one of these.
_TAILS = (
    "about above across after against along alongside among around at because before behind below beneath beside "
    "between beyond by down during every for from in inside into near next of off on onto opposite outside over past "
    "round since so through till to towards under until up when where while with within without"
)
# Words that say nothing about what the matter is.
_SAYS_NOTHING = (
    "a again all also always am an and any anybody anyone are area as bad badly be been being big bit blocked broken "
    "but can cannot car cars children clean cleaned clear come constant council could cut cutting day days dirty do "
    "does doing done end enough estate fix fixed full get gets getting go going good had has have he her here his "
    "hole holes home house houses how i is issue issues it its just kids kid lack less like local lot lots make makes "
    "many mess missing more most much my need needed needs never new no nobody none not nothing now off often one "
    "only open or other our out outage people place places please poor problem problems quite really road roads safe "
    "same see she should since some someone something stop street streets such terrible that the their them there "
    "these they thing things this those time times too unsafe very want wants was we were what which who why will "
    "working worse worst would year years you young your"
)
_TAIL, _EMPTY = frozenset(_TAILS.split()), frozenset(_SAYS_NOTHING.split())
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NOTE = re.compile(r"(?<=\S)\s*[(\[][^()\[\]]*[)\]]\s*$")
# Letters from which a word may be misspelled, and how much of it must be as it should.
_LONG, _ALIKE = 6, 0.86
# In more issues than this a word tells nothing.
_COMMON = 400

_SAME, _TOPIC, _ALL, _SPELLED, _WORDS = range(5)


class Said(NamedTuple):
    """An issue by its id and name, and in how many conversations it was heard."""

    id: int
    name: str
    heard: int


class Proposal(NamedTuple):
    """Under which issue by id another may belong, and why, in words for a screen."""

    into: int
    why: str


class _Told(NamedTuple):
    """What the name of an issue tells: its words that say something, these written as one, its topic ("" for none)."""

    words: frozenset[str]
    core: str
    topic: str


@lru_cache(maxsize=20_000)
def _told(name: str) -> _Told:
    plain = _NOTE.sub("", name.casefold().replace("-", " ")) or name.casefold()
    words = _WORD.findall(plain)
    head = _head(words)
    telling = [_single(word) for word in head if word not in _EMPTY]
    return _Told(frozenset(telling), _single("".join(telling)), _topic(head) or _topic(words))


def _head(words: list[str]) -> list[str]:
    """The words before the first that begins a tail; all of them where nothing that tells something stands before."""
    for place, word in enumerate(words):
        if word in _TAIL:
            if any(before not in _EMPTY for before in words[:place]):
                return words[:place]
            break
    return words


def _single(word: str) -> str:
    """A plural as its singular, as far as that matters here."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def topic_of(name: str) -> str:
    """The one of TOPICS that a wording is about; "" where it is none of them."""
    return _told(name).topic


def _topic(words: Collection[str]) -> str:
    said = frozenset[str]().union(*map(_parts_of, words))
    joined = "".join(words)
    for topic, ways in _WAYS:
        for parts in ways:
            if parts <= said:
                return topic
            # `fly tipping` is written as one word too, and `lamp post`.
            (first, *others) = parts
            if not others and len(first) > 6 and joined.startswith(first):
                return topic
    return ""


_WAYS = [(topic, [frozenset(way.split("+")) for way in ways.split()]) for topic, ways in TOPICS.items()]
_PARTS = sorted(frozenset().union(*(parts for _, ways in _WAYS for parts in ways)))


@lru_cache(maxsize=20_000)
def _parts_of(word: str) -> frozenset[str]:
    """The beginnings in TOPICS that a word has: one of three letters or fewer, or a plural, must be the whole word."""
    return frozenset(part for part in _PARTS if word in (part, f"{part}s") or (len(part) > 3 and word.startswith(part)))


def why_near(one: str, other: str) -> str:
    """Why two issues may be one, in words for a screen; "" where nothing says so."""
    return _compare(_told(one), _told(other))[1]


def _compare(one: _Told, other: _Told) -> tuple[int, str]:
    """How near two are (the lower the nearer), and why; "" where they are not."""
    if one.core and one.core == other.core:
        return _SAME, "the same, and where or how"
    if one.topic and one.topic == other.topic:
        return _TOPIC, f"both are about {one.topic}"
    apart = one.topic and other.topic
    shared = one.words & other.words
    if shared and shared in (one.words, other.words):
        word = max(shared, key=lambda word: (len(word), word))
        # What both name may be one thing in one of them and a part of another in the other.
        return (_WORDS, f"both say '{word}'") if apart else (_ALL, f"both say '{word}'")
    if apart:
        return _WORDS, ""
    if _spelled_alike(one.core, other.core):
        return _SPELLED, "spelled almost alike"
    if shared:
        return _WORDS, f"both say '{max(shared, key=lambda word: (len(word), word))}'"
    return _WORDS, ""


def _spelled_alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _LONG or abs(len(one) - len(other)) > 2:
        return False
    alike = SequenceMatcher(None, one, other, autojunk=False)
    return alike.real_quick_ratio() >= _ALIKE and alike.quick_ratio() >= _ALIKE and alike.ratio() >= _ALIKE


class Nearness:
    """Finds the issues that are near one of many, without comparing each with each: only those that share a topic, a
    word or a piece of their spelling are looked at."""

    def __init__(self, issues: Iterable[Said]) -> None:
        self._issues = {issue.id: issue for issue in issues}
        self._by: defaultdict[str, list[int]] = defaultdict(list)
        for issue in self._issues.values():
            for mark in _marks(_told(issue.name)):
                self._by[mark].append(issue.id)

    def proposals(
        self,
        issue: int,
        *,
        here: Mapping[int, int] | None = None,
        apart: Collection[int] = (),
        most: int = 9,
    ) -> list[Proposal]:
        """Under which issues this one may belong, the likeliest first: at most so many, none of those kept `apart`.

        It belongs under what is heard oftener, or as often and said in fewer words. `here` counts the conversations
        of the ward that is looked at: what is heard there goes before what is heard elsewhere only.
        """
        this = self._issues[issue]
        told = _told(this.name)
        found = []
        for other in self._candidates(issue, told):
            if other in apart or not _is_under(this, self._issues[other]):
                continue
            rank, why = _compare(told, _told(self._issues[other].name))
            if why:
                into = self._issues[other]
                found.append(((rank, -(here or {}).get(other, 0), -into.heard, len(into.name), other), why))
        return [Proposal(order[-1], why) for order, why in sorted(found)[:most]]

    def _candidates(self, issue: int, told: _Told) -> set[int]:
        found: set[int] = set()
        pieces: defaultdict[int, int] = defaultdict(int)
        for mark in _marks(told):
            held = self._by[mark]
            if mark.startswith("3 "):
                if len(held) <= _COMMON:
                    for other in held:
                        pieces[other] += 1
            elif mark[0] in "=#" or len(held) <= _COMMON:
                found.update(held)
        # Of a word with one letter wrong three pieces of three letters are others.
        enough = max(len(told.core) - 6, 2)
        found.update(other for other, shared in pieces.items() if shared >= enough)
        return found - {issue}


def _is_under(this: Said, into: Said) -> bool:
    """Whether this issue would be filed under that one, and not the other way round."""
    return (into.heard, -len(into.name.split()), -len(into.name), -into.id) > (
        this.heard,
        -len(this.name.split()),
        -len(this.name),
        -this.id,
    )


def _marks(told: _Told) -> Iterable[str]:
    """By what an issue is found that may be near: its core, its topic, its words, pieces of three letters."""
    if told.core:
        yield f"= {told.core}"
    if told.topic:
        yield f"# {told.topic}"
    for word in told.words:
        yield f"w {word}"
    if len(told.core) >= _LONG and not told.topic:
        for piece in {told.core[place : place + 3] for place in range(len(told.core) - 2)}:
            yield f"3 {piece}"
