from __future__ import annotations

import shutil
import sys

import numpy as np
import pytest
import torch

from course_utils.contenders import Contest, contests, numpy_threads
from course_utils.timing import Cpu, SimulatedDevice, attention_flop

COMPILED = {"compiled naive", "FlexAttention"}
ATTENTION = torch.nn.functional.scaled_dot_product_attention


@pytest.mark.parametrize("is_causal", [False, True])
@pytest.mark.parametrize("queries", [None, 1])
def test_all_contenders_compute_the_same(is_causal, queries):
    if is_causal and queries:
        pytest.skip("one query, the last, may look at all keys")
    contest = Contest("small", is_causal=is_causal, num_heads=2, head_dim=16, queries=queries)
    query, key, value = contest.inputs(96, Cpu())
    expected = ATTENTION(query.double(), key.double(), value.double(), is_causal=is_causal)
    calls = contest.calls(96, Cpu())
    assert {"naive", "SDPA", "SDPA math", "NumPy"} <= set(calls)
    for name, call in calls.items():
        found = torch.as_tensor(call())
        torch.testing.assert_close(found.double(), expected, atol=1e-5, rtol=1e-4, msg=name)


@pytest.mark.skipif(
    not (shutil.which("g++") or shutil.which("clang++")) or sys.platform == "win32",
    reason="torch.compile needs a C++ compiler",
)
@pytest.mark.filterwarnings("ignore")  # torch's compiler uses what torch deprecates
def test_compiled_contenders_compute_the_same():
    contest = Contest("small", is_causal=True, num_heads=1, head_dim=16)
    query, key, value = contest.inputs(512, Cpu())
    expected = ATTENTION(query, key, value, is_causal=True)
    calls = contest.calls(512, Cpu())
    assert set(calls) >= COMPILED
    for name in COMPILED:
        torch.testing.assert_close(calls[name](), expected, atol=1e-5, rtol=1e-4, msg=name)


def test_a_processor_compiles_at_few_lengths():
    contest = Contest("small", num_heads=1, head_dim=16)
    assert not COMPILED & set(contest.calls(128, Cpu()))


def test_inputs_are_random_and_the_same_each_time():
    contest = Contest("small", dtype=torch.bfloat16, num_heads=2, head_dim=16, queries=1)
    query, key, _ = contest.inputs(64, Cpu())
    assert query.shape == (1, 2, 1, 16)
    assert key.shape == (1, 2, 64, 16)
    assert key.dtype == torch.bfloat16
    assert torch.equal(key, contest.inputs(64, Cpu())[1])
    assert key.float().std() > 0.9


def test_flop_are_those_of_what_is_computed():
    full = attention_flop(1, 8, 1024, 1024, 64, 64)
    assert Contest("full").flop(1024) == full
    assert Contest("causal", is_causal=True).flop(1024) == pytest.approx(full * 1025 / 2048)
    assert Contest("decode", queries=1).flop(1024) == full / 1024


@pytest.mark.parametrize("device", [Cpu(), SimulatedDevice()])
def test_contests_have_names_of_their_own(device):
    races = contests(device)
    assert len({race.name for race in races}) == len(races) >= 5
    assert any(race.is_causal for race in races)
    assert any(race.queries == 1 for race in races)


def test_numpy_is_told_how_many_threads():
    for threads in (1, torch.get_num_threads()):
        assert numpy_threads(threads) in (True, False)
    a = np.random.default_rng(0).standard_normal((64, 64))
    np.testing.assert_allclose(a @ np.eye(64), a)
