from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.timing import (
    CUSTOMARY_CAUSAL_SHARE,
    NAIVE_PASSES,
    attention_bytes,
    attention_exps,
    attention_flop,
    causal_scores,
    causal_share,
    intensity,
)

size = st.integers(1, 5)
six_sizes = st.tuples(*[size] * 6)


class Counter:
    """Attention by loops that count what they do instead of computing."""

    def __init__(self):
        self.operations = self.exps = 0
        self.read, self.written = set(), set()

    def run(self, batch, heads, queries, keys, head_dim, value_dim, kv_heads=None, causal=False):
        group = heads // (kv_heads or heads)
        for b, h, i in (
            (b, h, i) for b in range(batch) for h in range(heads) for i in range(queries)
        ):
            for j in range(keys):
                if causal and j > i:
                    continue
                for e in range(head_dim):
                    self.operations += 2
                    self.read |= {("query", b, h, i, e), ("key", b, h // group, j, e)}
                self.exps += 1
                for e in range(value_dim):
                    self.operations += 2
                    self.read.add(("value", b, h // group, j, e))
                    self.written.add((b, h, i, e))
        return self


@given(six_sizes)
def test_flop_and_exps_are_what_loops_count(sizes):
    counted = Counter().run(*sizes)
    assert attention_flop(*sizes) == counted.operations
    assert attention_exps(*sizes[:4]) == counted.exps


@given(size, st.sampled_from([(1, 1), (4, 1), (4, 2), (6, 3), (3, 3)]), size, size, size, size)
def test_bytes_are_each_number_once(batch, heads, queries, keys, head_dim, value_dim):
    num_heads, kv_heads = heads
    sizes = (batch, num_heads, queries, keys, head_dim, value_dim)
    counted = Counter().run(*sizes, kv_heads=kv_heads)
    numbers = len(counted.read) + len(counted.written)
    assert attention_bytes(*sizes, itemsize=2, num_kv_heads=kv_heads) == 2 * numbers
    assert attention_flop(*sizes) == counted.operations  # grouping spares reading, not computing


@given(six_sizes)
def test_naive_moves_each_score_besides(sizes):
    scores = sizes[0] * sizes[1] * sizes[2] * sizes[3]
    more = attention_bytes(*sizes, score_passes=NAIVE_PASSES) - attention_bytes(*sizes)
    assert more == 4 * NAIVE_PASSES * scores


@given(st.integers(1, 12), st.integers(1, 12))
def test_causal_scores_are_those_that_a_loop_keeps(queries, keys):
    counted = Counter().run(1, 1, queries, keys, 1, 1, causal=True)
    assert causal_scores(queries, keys) == counted.exps
    assert causal_share(queries, keys) * queries * keys == pytest.approx(counted.exps)
    assert causal_share(queries, keys) * attention_flop(1, 1, queries, keys, 1, 1) == pytest.approx(
        counted.operations
    )


@pytest.mark.parametrize("length", [1, 2, 7, 4096])
def test_the_causal_share_of_a_square(length):
    assert causal_share(length, length) == (length + 1) / (2 * length)
    assert causal_share(length, length) >= CUSTOMARY_CAUSAL_SHARE


def test_intensity_grows_with_length_when_fused_and_stays_when_not():
    def of(length, passes):
        sizes = (1, 16, length, length, 128, 128)
        moved = attention_bytes(*sizes, itemsize=2, score_passes=passes)
        return intensity(attention_flop(*sizes), moved)

    assert of(8192, 0) / of(1024, 0) == pytest.approx(8)
    limit = 4 * 128 / 8  # 4 E FLOP and 8 bytes to a score, in half precision
    assert 0.9 * limit < of(8192, NAIVE_PASSES) < limit
