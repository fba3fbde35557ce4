"""What time it is: UTC in the data, Europe/London for the day somebody means by "today"."""

from datetime import UTC, date, datetime


def now() -> str:
    """This moment in UTC, ISO 8601, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_of(seconds: float) -> str:
    """A time as the system tells it, as a moment of the data."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def london(moment: str) -> datetime:
    """A moment of the data as the clock in London shows it."""
    from zoneinfo import ZoneInfo

    return datetime.fromisoformat(moment.replace("Z", "+00:00")).astimezone(ZoneInfo("Europe/London"))


def today() -> str:
    """Today's date in London, ISO."""
    moment = now()
    # London is never behind UTC nor more than an hour ahead of it: only that hour needs the table of time zones.
    return moment[:10] if moment[11:13] < "23" else london(moment).date().isoformat()


def this_year() -> int:
    return date.fromisoformat(today()).year


def end_of_day(day: str) -> str:
    """The last moment (UTC) of an ISO day in London, whatever the clocks do in that night."""
    from datetime import timedelta
    from zoneinfo import ZoneInfo

    midnight = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo("Europe/London")) + timedelta(days=1)
    return (midnight.astimezone(UTC) - timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
