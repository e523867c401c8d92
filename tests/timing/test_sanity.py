from __future__ import annotations

import pytest

from course_utils.timing import (
    ImpossibleRate,
    Measurement,
    Missing,
    believable_rate,
    rate_in_words,
    rate_or_reason,
)


def test_a_rate_below_the_roof_is_given():
    assert believable_rate(0.5, 1e9, 4e9, "SDPA") == 2e9
    assert believable_rate(Measurement((0.4, 0.5, 0.6)), 1e9, 4e9, "SDPA") == 2e9


@pytest.mark.parametrize(("rate", "passes"), [(1.09, True), (1.11, False)])
def test_noise_is_allowed_for(rate, passes):
    if passes:
        assert believable_rate(1.0, rate, 1.0, "SDPA") == rate
    else:
        with pytest.raises(ImpossibleRate):
            believable_rate(1.0, rate, 1.0, "SDPA")
    assert believable_rate(1.0, rate, 1.0, "SDPA", noise=0.2) == rate


def test_the_sentence_says_claim_roof_and_causes():
    with pytest.raises(ImpossibleRate) as caught:
        believable_rate(1.0, 475e12, 165e12, "toy kernel, 4096 keys")
    message = str(caught.value)
    assert message.startswith("toy kernel, 4096 keys: 475 TFLOP/s claimed, but this run's matmul ")
    assert "reaches 165 TFLOP/s" in message
    assert "the clock was read before the device was done" in message
    assert "\n" not in message


def test_a_copy_that_came_from_a_cache():
    with pytest.raises(ImpossibleRate, match="from a cache"):
        believable_rate(1.0, 9e9, 4e9, "decode", kind="copy")


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan")])
def test_no_time_at_all_is_impossible(seconds):
    with pytest.raises(ImpossibleRate):
        believable_rate(seconds, 1e9, 4e9, "SDPA")


def test_a_cell_of_a_table():
    assert rate_or_reason(0.5, 1e9, 4e9) == "2 GFLOP/s"
    assert rate_or_reason(0.1, 1e9, 4e9) == "impossible: above this run's matmul, 4 GFLOP/s"
    assert rate_or_reason(Missing("out of memory"), 1e9, 4e9) == "out of memory"


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (75.08e9, "75.1 GFLOP/s"),
        (989e12, "989 TFLOP/s"),
        (999.9e9, "1 TFLOP/s"),
        (12.0, "12 FLOP/s"),
        (1.979e15, "1.98 PFLOP/s"),
    ],
)
def test_words(rate, words):
    assert rate_in_words(rate) == words
