from __future__ import annotations

import torch
import torch.nn.functional as F

from course_utils.timing import Cpu, peak_extra_bytes

KIB = 1024


def test_what_is_returned_does_not_count_and_what_is_held_meanwhile_does():
    x = torch.randn(256, KIB)  # 1 MiB
    assert peak_extra_bytes(lambda: x.exp(), Cpu()) == 0
    assert peak_extra_bytes(lambda: x.exp().sin(), Cpu()) == x.nbytes
    assert peak_extra_bytes(lambda: (x.exp().sin().sum(), None), Cpu()) >= 2 * x.nbytes - 64


def test_what_was_given_back_before_does_not_count_twice():
    x = torch.randn(256, KIB)

    def one_after_the_other():
        for _ in range(5):
            x.exp().sum()

    found = peak_extra_bytes(one_after_the_other, Cpu())
    assert x.nbytes <= found <= x.nbytes + KIB


def test_it_is_the_same_each_time_and_grows_with_the_square():
    def naive(length):
        q, k, v = (torch.randn(1, 2, length, 16) for _ in range(3))
        return lambda: torch.softmax(q @ k.mT, -1) @ v

    first, again, larger = (peak_extra_bytes(naive(n), Cpu()) for n in (256, 256, 512))
    scores, output = 2 * 256**2 * 4, 2 * 256 * 16 * 4
    assert first == again >= 2 * scores - output
    assert 3.9 < larger / first < 4.1


def test_the_fused_way_holds_far_less():
    q, k, v = (torch.randn(1, 2, 512, 16) for _ in range(3))
    scores = 2 * 512**2 * 4
    assert peak_extra_bytes(lambda: F.scaled_dot_product_attention(q, k, v), Cpu()) < scores


def test_the_call_is_warmed_up_as_often_as_told():
    calls = []
    peak_extra_bytes(lambda: calls.append(1), Cpu(), warmup=3)
    assert len(calls) == 4
