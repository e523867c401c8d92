"""Timing faults as people plant them: each is named, and a clean run is left in peace."""

from __future__ import annotations

import random
import statistics
import warnings

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.attention.flex_attention import flex_attention

from course_utils.timing import (
    Cpu,
    Roofs,
    SimulatedDevice,
    audit,
    backend_of,
    check_axes,
    check_backend,
    check_cold,
    check_data,
    check_drained,
    check_peak,
    check_size,
    check_threads,
    check_transfers,
    time_call,
)


def no_synchronize(fn, synchronize, clock, warmup, iterations):
    for _ in range(warmup):
        fn()
    synchronize()
    start = clock()
    for _ in range(iterations):
        fn()
    return (clock() - start) / iterations


def never_waits(fn, synchronize, clock, warmup, iterations):
    return no_synchronize(fn, lambda: None, clock, warmup, iterations)


def waits_before_only_once_per_call(fn, synchronize, clock, warmup, iterations):
    samples = []
    for _ in range(warmup + iterations):
        synchronize()
        start = clock()
        fn()
        samples.append(clock() - start)
    return statistics.median(samples[warmup:])


def no_warm_up(fn, synchronize, clock, warmup, iterations):
    return time_call(fn, synchronize, clock, 0, iterations)


def warm_up_counted(fn, synchronize, clock, warmup, iterations):
    for _ in range(warmup):
        fn()
    start = clock()
    for _ in range(iterations):
        fn()
    synchronize()
    return (clock() - start) / iterations


def total_not_per_call(fn, synchronize, clock, warmup, iterations):
    return iterations * time_call(fn, synchronize, clock, warmup, iterations)


def one_call_too_few(fn, synchronize, clock, warmup, iterations):
    return time_call(fn, synchronize, clock, warmup, 1) / iterations


def median_of_samples(fn, synchronize, clock, warmup, iterations):
    for _ in range(warmup):
        fn()
    samples = []
    for _ in range(iterations):
        synchronize()
        start = clock()
        fn()
        synchronize()
        samples.append(clock() - start)
    return statistics.median(samples)


def own_clock(fn, synchronize, clock, warmup, iterations):
    return time_call(fn, synchronize, lambda: 0.0, warmup, iterations)


def names(timer, *, seconds=1e-3, first=(), launch_seconds=5e-6, **options):
    device = SimulatedDevice(launch_seconds=launch_seconds)
    fn = device.program(seconds, first=first)
    return [finding.name for finding in audit(timer, fn, device=device, **options)]


SPIKE = [1e-3] * 7 + [0.1] + [1e-3]


@pytest.mark.parametrize(
    ("timer", "situation", "name"),
    [
        (no_synchronize, {}, "no_synchronize"),
        (never_waits, {}, "no_synchronize"),
        (waits_before_only_once_per_call, {}, "no_synchronize"),
        (no_warm_up, {"first": [8e-3]}, "no_warm_up"),
        (no_warm_up, {"first": [4.0]}, "compile_included"),
        (time_call, {"first": [4.0], "warmup": 0}, "compile_included"),
        (warm_up_counted, {"first": [8e-3]}, "warm_up_counted"),
        (time_call, {"seconds": SPIKE}, "outlier"),
        (time_call, {"seconds": 1e-6}, "launch_bound"),
        (total_not_per_call, {}, "too_much_time"),
        (one_call_too_few, {}, "wrong_number_of_calls"),
        (own_clock, {}, "no_time"),
        (time_call, {"seconds": [1e-3, 5e-3, 2e-3, 8e-3] * 20}, "noise"),
    ],
)
def test_a_faulty_timer_is_named(timer, situation, name):
    assert name in names(timer, **situation)


@pytest.mark.parametrize("timer", [time_call, median_of_samples])
def test_no_false_alarm_in_a_hundred_clean_runs(timer):
    for seed in range(100):
        draw = random.Random(seed)
        launch = draw.uniform(1e-6, 1e-5)
        work = launch * 10 ** draw.uniform(1, 4)
        jitter = [work * draw.gauss(1, 0.02) for _ in range(500)]
        first = [work * draw.choice([1, 3, 1000])]
        warmup, iterations = draw.randint(1, 5), draw.randint(5, 50)
        found = names(
            timer,
            seconds=jitter,
            first=first,
            launch_seconds=launch,
            warmup=warmup,
            iterations=iterations,
        )
        assert found == [], f"seed {seed}"


@pytest.mark.parametrize("timer", [time_call, median_of_samples])
def test_launches_that_hide_behind_work_are_no_fault(timer):
    assert names(timer, seconds=2.2e-5, launch_seconds=1e-5) == []


def test_a_median_is_not_pulled_by_an_outlier():
    assert names(median_of_samples, seconds=SPIKE) == []


def test_sentences_say_both_numbers():
    device = SimulatedDevice(launch_seconds=1e-6)
    (finding,) = audit(no_synchronize, device.program(1e-3), device=device)
    assert str(finding) == (
        "no_synchronize: 1 µs per call claimed, 1 ms taken: the clock was read while the device "
        "still worked; wait for it before"
    )


@given(st.floats(1e-6, 1e-1), st.integers(1, 1000), st.floats(1.0, 1.9))
def test_samples_that_fill_the_wall_are_believed(claimed, calls, more):
    assert check_drained(claimed, calls, claimed * calls * more) is None


@given(st.floats(1e-6, 1e-1), st.integers(1, 1000))
def test_samples_that_do_not_fill_the_wall_are_not(claimed, calls):
    assert check_drained(claimed, calls, 9 * claimed * calls).name == "no_synchronize"
    assert check_drained(claimed, calls, 0.5 * claimed * calls).name == "too_much_time"


ROOFS = Roofs({"float32": 75e9, "bfloat16": 150e9}, copy=10e9, exp=1e9)
RANDOM = torch.randn(2, 8, 128, 64)  # B, H, L, E


@pytest.mark.parametrize(
    ("finding", "name", "words"),
    [
        (check_data(query=RANDOM, key=torch.zeros(3, 3)), "constant_data", "all of key is 0"),
        (check_data(value=torch.ones(3, 3)), "constant_data", "take random numbers"),
        (check_axes(RANDOM.mT, num_heads=8, num_queries=128), "other_sizes", "8 heads and 128"),
        (
            check_axes(RANDOM.transpose(1, 2), num_heads=8, num_queries=128),
            "swapped_axes",
            "attention runs over the 8 heads",
        ),
        (check_backend("flash", "math"), "math_fallback", "fell back to 'math'"),
        (check_backend("cudnn", "flash"), "other_backend", "'flash' ran"),
        (check_backend("flex", "unfused"), "uncompiled_flex", "torch.compile(flex_attention)"),
        (check_threads(2, used=1), "thread_count", "2 threads are stated, 1 were used"),
        (check_peak(60e9, ROOFS), "wrong_peak", "matmul reaches 75 GFLOP/s: it is another's"),
        (check_peak(400e9, ROOFS, "bfloat16"), "wrong_peak", "sparse for dense"),
        (check_cold(1e-3, 1e9, ROOFS), "hot_cache", "from memory its bytes take 100 ms"),
        (check_transfers(["aten::to", "Memcpy HtoD (Pageable -> Device)"]), "transfer_timed", ""),
        (check_size(6e-6, 5e-6), "launch_bound", "a program that does nothing 5 µs"),
    ],
)
def test_a_false_premise_is_named(finding, name, words):
    assert finding.name == name
    assert words in finding.sentence
    assert "\n" not in finding.sentence


@pytest.mark.parametrize(
    "finding",
    [
        check_data(query=RANDOM, one=torch.zeros(1)),
        check_axes(RANDOM, num_heads=8, num_queries=128),
        check_axes(torch.randn(1, 8, 8, 64), num_heads=8, num_queries=8),
        check_axes(RANDOM[0], num_heads=8, num_queries=128),
        check_backend("flash", "flash"),
        check_backend("flex", "compiled"),
        check_backend("flex", "flex"),
        check_threads(torch.get_num_threads()),
        check_peak(75e9, ROOFS),
        check_peak(70e9, ROOFS),  # noise
        check_peak(140e9, ROOFS),
        check_cold(0.2, 1e9, ROOFS),
        check_transfers(["aten::bmm"]),
        check_size(5e-5, 5e-6),
    ],
)
def test_a_true_premise_is_left_in_peace(finding):
    assert finding is None


def test_a_processor_can_be_audited():
    a = torch.randn(64, 64)
    found = audit(time_call, lambda: a @ a, device=Cpu(), iterations=3)
    assert all(finding.name and finding.sentence for finding in found)  # which ones, time decides


def test_fallbacks_are_seen_where_they_happen():
    q = torch.randn(2, 32, 16)
    ran = backend_of(lambda: torch.nn.functional.scaled_dot_product_attention(q, q, q))  # 3 axes
    assert check_backend("flash", ran).name == "math_fallback"

    def uncompiled():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return flex_attention(q[None], q[None], q[None])

    assert check_backend("flex", backend_of(uncompiled)).name == "uncompiled_flex"
