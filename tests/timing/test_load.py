"""What other processes do is told apart from what this one does."""

from types import SimpleNamespace

import pytest

from course_utils.timing import load


def readings(monkeypatch, *values):
    """(wall, busy, own) at the start and at the end."""
    left = list(values)
    monkeypatch.setattr(load.Load, "_reading", staticmethod(lambda: left.pop(0)))


@pytest.mark.parametrize(
    ("end", "cores"),
    [
        ((2.0, 2.0, 2.0), 0.0),
        ((2.0, 3.0, 1.0), 1.0),
        ((2.0, 0.9, 1.0), 0.0),
        ((4.0, 6.0, 4.0), 0.5),
    ],
)
def test_foreign_cores_are_those_busy_less_our_own(monkeypatch, end, cores):
    readings(monkeypatch, (0.0, 0.0, 0.0), end)
    assert load.Load().foreign_cores() == cores


def test_over_a_moment_nothing_can_be_said(monkeypatch):
    readings(monkeypatch, (0.0, 0.0, 0.0), (0.001, 1.0, 0.0))
    assert load.Load().foreign_cores() == 0.0


def test_waiting_and_guests_are_not_counted_as_busy(monkeypatch):
    class Times(SimpleNamespace):
        def __iter__(self):
            return iter(vars(self).values())

    times = Times(user=5.0, system=1.0, idle=100.0, iowait=7.0, guest=2.0)
    monkeypatch.setattr(load.psutil, "cpu_times", lambda: times)
    assert load.Load._reading()[1] == pytest.approx(6.0)
