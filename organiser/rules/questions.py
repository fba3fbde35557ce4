"""What is asked of a person, in words: each kind of question that imports and checks leave."""

from organiser.rules.clashes import from_value
from organiser.rules.dates import uk_date

SHARED, NAMESAKE, LAPSED, CLASH = "shared-address", "namesake", "lapsed", "clash"
# Somebody of the same name in an electoral register, at another postcode.
REGISTER_NAMESAKE = "register-namesake"
# Questions about a pair of people.
OF_PAIRS = (SHARED, NAMESAKE)


def question_words(kind: str, value: str, name: str, other: str, source: str) -> str:
    """A question in a sentence.

    `name` and `other` are whom it is about ("" for nobody), `source` names the list that raised it (list_words()).
    """
    if kind == SHARED:
        what = "e-mail address" if "@" in value else "telephone number"
        return f"{name} and {other} share one {what}, {shown_address(value)}: the same person, or two?"
    if kind == LAPSED:
        return f"{name} stood on the whole list before {source} and is not on it: lapsed, or moved?"
    if kind == REGISTER_NAMESAKE:
        return register_namesake_words(name, value)
    if kind == CLASH:
        return f"{from_value(value).words}. As it stands now: is that settled?"
    return f"{name} and {other} may be the same person, or two: which?"


def register_namesake_words(name: str, on: str) -> str:
    """The question about a namesake, which tells nothing of the register's row but that there is one."""
    return (
        f"{name} was not found at their postcode in the register of {uk_date(on)}, but somebody of that name stands in "
        "it at another: the same person?"
    )


def list_words(file: str, on: str) -> str:
    """A list by its file and its ISO day, either "" where it is not known."""
    return " of ".join(filter(None, (file, uk_date(on)))) or "this one"


def shown_address(value: str) -> str:
    """An e-mail address, or a number in E.164 as it is dialled here."""
    from organiser.rules.phones import national

    return value if "@" in value else national(value)
