"""What the simulation shares; at its end it prints how long installing took."""

from __future__ import annotations

import sys

import pytest

from . import environments, sources


@pytest.fixture(scope="session")
def colab():
    return environments.colab()


@pytest.fixture(scope="session")
def oldest():
    if sys.version_info >= (3, 13):
        pytest.skip("NumPy 2.0, the oldest allowed, has no build for this Python")
    return environments.oldest()


@pytest.fixture(scope="session")
def addresses(tmp_path_factory):
    with sources.served(tmp_path_factory.mktemp("served")) as found:
        yield found


def pytest_terminal_summary(terminalreporter):
    rows = [
        dict(report.user_properties)
        for report in terminalreporter.getreports("passed")
        if report.user_properties
    ]
    if rows:
        terminalreporter.section("set-up cell, and the whole lesson, in seconds")
    for row in sorted(rows, key=lambda row: (row["way"], row["lesson"])):
        times = f"{row['set-up']:6.1f} {row['whole']:7.1f}"
        terminalreporter.write_line(f"{row['way']:8}{row['lesson']:20}{times}")
