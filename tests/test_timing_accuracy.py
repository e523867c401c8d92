"""What the benchmark calls broken, by constructed numbers: its own times are another machine's."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def accuracy():
    sys.path.insert(0, str(FOLDER))
    try:
        spec = importlib.util.spec_from_file_location("accuracy", FOLDER / "timing_accuracy.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules["accuracy"] = module
        spec.loader.exec_module(module)
        yield module
    finally:
        sys.path.remove(str(FOLDER))
        sys.modules.pop("accuracy", None)


@pytest.mark.parametrize(
    ("ratios", "noise", "foreign", "verdict"),
    [
        ((1.004, 0.996, 1.002), 0.001, 0.0, "ok"),
        ((1.03, 1.031, 1.029), 0.001, 0.0, "BROKEN"),
        ((0.97, 0.969, 0.971), 0.001, 0.0, "BROKEN"),
        ((1.03, 1.031, 1.029), 0.04, 0.0, "noise: the medians are known to ± 4.0%"),
        ((1.03, 1.05, 0.99), 0.001, 0.0, "noise: rounds differ by ± 3.0%"),
        ((1.03, 1.05, 1.02), 0.001, 0.9, "noise: 0.9 cores busy with others, ± 1.5%"),
    ],
)
def test_a_row_is_ok_or_noise_or_broken(accuracy, ratios, noise, foreign, verdict):
    row = accuracy.Row("a call", 1e-3, ratios, 0.01, noise, foreign)
    assert row.verdict == verdict
    assert verdict in str(row)


def test_both_clocks_go_first_in_turns(accuracy):
    order = []

    def clock(name, seconds):
        def measuring():
            order.append(name)
            return accuracy.Measurement((seconds,) * 5)

        return measuring

    row = accuracy.compare("a call", clock("ours", 1.1), clock("theirs", 1.0), 0.05, 3)
    assert order == ["ours", "theirs", "theirs", "ours", "ours", "theirs"]
    assert row.ratios == pytest.approx((1.1, 1.1, 1.1))


@pytest.mark.parametrize(("verdicts", "status"), [((1.0, 1.02), 1), ((1.0, 1.001), 0)])
def test_a_broken_row_is_the_exit_status(accuracy, monkeypatch, capsys, verdicts, status):
    rows = [accuracy.Row("a call", 1e-3, (ratio,) * 3, 0.01, 0.001) for ratio in verdicts]
    monkeypatch.setattr(accuracy, "rows_on_a_processor", lambda seconds, rounds: rows)
    monkeypatch.setattr(accuracy.torch, "set_num_threads", lambda threads: None)
    monkeypatch.setattr(sys, "argv", ["timing_accuracy.py", "--cpu"])
    assert accuracy.main() == status
    assert ("1 gates broken" in capsys.readouterr().out) == bool(status)
