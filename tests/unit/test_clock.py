"""What day it is: that of London, whatever the hour."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organiser.store import clock


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_today_is_the_day_that_the_clock_in_london_shows(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    now = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    monkeypatch.setattr(clock, "now", lambda: now)
    assert clock.today() == clock.london(now).date().isoformat()


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-11-22T23:30:00Z", "2026-11-22"),
        ("2026-07-22T22:59:59Z", "2026-07-22"),
        ("2026-07-22T23:00:00Z", "2026-07-23"),
        ("2026-12-31T23:59:59Z", "2026-12-31"),
    ],
)
def test_in_summer_the_day_begins_an_hour_before_that_of_utc(
    monkeypatch: pytest.MonkeyPatch, now: str, day: str
) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    assert clock.today() == day
