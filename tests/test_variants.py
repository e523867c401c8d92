"""The homework's references against loops in float64, against torch, and what they claim."""

from __future__ import annotations

import math

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.autograd import gradcheck

import course_utils as cu
from course_utils import variants
from course_utils.checking import wrong_function
from course_utils.checking.outcome import observe
from course_utils.exercises import EXERCISES, IN_LESSONS, LESSONS

SIZES = st.integers(1, 6)
HOMEWORK = [row for row in EXERCISES.values() if row.is_homework]


def tensors(*shapes, seed=0, dtype=torch.float64):
    draw = torch.Generator().manual_seed(seed)
    return [torch.randn(shape, generator=draw, dtype=torch.float64).to(dtype) for shape in shapes]


def three(batch=2, queries=3, keys=5, head=4, value=6, **options):
    return tensors((batch, queries, head), (batch, keys, head), (batch, keys, value), **options)


def by_loops(query, key, value, weigh):
    """Each output from plain numbers: `weigh` makes a query's weights of its pairs with keys."""
    output = torch.zeros(*query.shape[:2], value.shape[-1], dtype=torch.float64)
    for b in range(query.shape[0]):
        for i, one in enumerate(query[b].tolist()):
            pairs = [(one, other) for other in key[b].tolist()]
            weights = weigh(pairs)
            for j, weight in enumerate(weights):
                output[b, i] += weight * value[b, j]
    return output


def dot(a, b):
    return sum(x * y for x, y in zip(a, b, strict=True))


def scaled(pairs):
    return [dot(a, b) / math.sqrt(len(a)) for a, b in pairs]


def shares(scores):
    exponentials = [math.exp(score) for score in scores]
    return [exponential / sum(exponentials) for exponential in exponentials]


def sigmoids(pairs):
    return [1 / (1 + math.exp(-(score - math.log(len(pairs))))) for score in scaled(pairs)]


def best(k):
    def weigh(pairs):
        scores = scaled(pairs)
        threshold = sorted(scores)[-k]
        kept = [math.exp(score) if score >= threshold else 0.0 for score in scores]
        return [share / sum(kept) for share in kept]

    return weigh


def cosines(scale):
    def weigh(pairs):
        return shares(
            [scale * dot(a, b) / math.sqrt(dot(a, a)) / math.sqrt(dot(b, b)) for a, b in pairs]
        )

    return weigh


def off_by_one(pairs):
    return shares([*scaled(pairs), 0.0])[:-1]


ATTENTIONS = {
    "sigmoid": (variants.sigmoid_attention, sigmoids),
    "top_2": (lambda *qkv: variants.top_k_attention(*qkv, 2), best(2)),
    "top_5": (lambda *qkv: variants.top_k_attention(*qkv, 5), best(5)),
    "cosine": (lambda *qkv: variants.cosine_attention(*qkv, 3.0), cosines(3.0)),
    "sink": (variants.sink_attention, off_by_one),
}
attentions = pytest.mark.parametrize(
    ("attention", "weigh"), ATTENTIONS.values(), ids=list(ATTENTIONS)
)


@attentions
@pytest.mark.parametrize("seed", range(3))
def test_attentions_are_those_of_a_plain_loop(attention, weigh, seed):
    qkv = three(seed=seed)
    torch.testing.assert_close(attention(*qkv), by_loops(*qkv, weigh), rtol=1e-12, atol=1e-12)


@attentions
def test_gradients_of_attentions_are_right(attention, weigh):
    assert gradcheck(attention, [tensor.requires_grad_() for tensor in three()])


@attentions
@pytest.mark.parametrize(
    ("dtype", "tolerance"), [(torch.float32, 1e-5), (torch.float16, 1e-2), (torch.bfloat16, 8e-2)]
)
def test_attentions_keep_the_dtype(attention, weigh, dtype, tolerance):
    qkv = three(dtype=dtype)
    output = attention(*qkv)
    assert output.dtype == dtype
    expected = attention(*(tensor.double() for tensor in qkv))
    torch.testing.assert_close(output.double(), expected, rtol=tolerance, atol=tolerance)


@attentions
@pytest.mark.parametrize("sign", [1, -1])
def test_attentions_of_very_large_scores_are_finite_with_finite_gradients(attention, weigh, sign):
    query, key, value = three(dtype=torch.float32)
    qkv = [t.requires_grad_() for t in (sign * 300 * query.abs(), 300 * key.abs(), value)]
    output = attention(*qkv)
    assert output.isfinite().all()
    for gradient in torch.autograd.grad(output.sum(), qkv):
        assert gradient.isfinite().all()


@given(SIZES, SIZES, st.integers(0, 8))
def test_a_window_is_what_lies_near(num_queries, num_keys, window):
    mask = variants.local_window_mask(num_queries, num_keys, window)
    assert mask.dtype == torch.bool
    assert mask.tolist() == [
        [abs(i - j) <= window for j in range(num_keys)] for i in range(num_queries)
    ]


@given(SIZES, SIZES)
def test_a_window_as_wide_as_the_table_hides_nothing(num_queries, num_keys):
    window = max(num_queries, num_keys) - 1
    assert variants.local_window_mask(num_queries, num_keys, window).all()


def test_a_causal_window_is_a_window_under_a_causal_mask():
    window = variants.local_window_mask(7, 7, 2) & cu.causal_mask(7, 7)
    assert window.sum(-1).tolist() == [1, 2, 3, 3, 3, 3, 3]


def test_sigmoid_weights_of_equal_scores_sum_to_about_one():
    value = torch.ones(1, 1000, 1)
    output = variants.sigmoid_attention(torch.zeros(1, 2, 3), torch.ones(1, 1000, 3), value)
    torch.testing.assert_close(output, torch.full((1, 2, 1), 1000 / 1001))


def test_the_slopes_of_eight_heads_are_those_of_the_paper():
    slopes = -variants.alibi_bias(8, 1, 2)[:, 0, 1]
    assert slopes.tolist() == [2.0**-n for n in range(1, 9)]


@given(SIZES, SIZES, SIZES)
def test_a_bias_grows_linearly_with_the_distance(num_heads, num_queries, num_keys):
    bias = variants.alibi_bias(num_heads, num_queries, num_keys)
    assert bias.dtype == torch.float32
    expected = [
        [
            [-(2 ** (-8 * (h + 1) / num_heads)) * abs(i - j) for j in range(num_keys)]
            for i in range(num_queries)
        ]
        for h in range(num_heads)
    ]
    torch.testing.assert_close(bias, torch.tensor(expected))


def test_a_bias_is_a_float_mask_for_attention():
    """Softmax of scores + bias is softmax of scores, times exp(bias), divided by the new sum."""
    query, key, value = tensors((2, 3, 4, 5), (2, 3, 6, 5), (2, 3, 6, 7), dtype=torch.float32)
    bias = variants.alibi_bias(3, 4, 6)
    weights = cu.scaled_scores(query, key).softmax(-1) * bias.exp()
    expected = weights / weights.sum(-1, keepdim=True) @ value
    for attention in (F.scaled_dot_product_attention, cu.scaled_dot_product_attention):
        torch.testing.assert_close(attention(query, key, value, attn_mask=bias), expected)


def four(seed=0, dtype=torch.float64):
    shapes = (2, 3, 4, 5), (2, 3, 6, 5), (2, 3, 6, 7)
    return *tensors(*shapes, seed=seed, dtype=dtype), torch.tensor([0.5, 1.0, 3.0], dtype=dtype)


@pytest.mark.parametrize("seed", range(3))
def test_each_head_has_its_temperature(seed):
    query, key, value, temperatures = four(seed)
    output = variants.temperature_attention(query, key, value, temperatures)
    for h, temperature in enumerate(temperatures.tolist()):
        scale = 1 / math.sqrt(5) / temperature
        expected = F.scaled_dot_product_attention(query[:, h], key[:, h], value[:, h], scale=scale)
        torch.testing.assert_close(output[:, h], expected)


def test_gradients_of_temperature_attention_are_right():
    inputs = [tensor.requires_grad_() for tensor in four()]
    assert gradcheck(variants.temperature_attention, inputs)


@given(st.integers(0, 100))
@settings(max_examples=20)
def test_the_best_of_all_keys_are_all_keys_and_the_best_one_wins_alone(seed):
    query, key, value = three(seed=seed)
    every = variants.top_k_attention(query, key, value, key.shape[1])
    torch.testing.assert_close(every, cu.attention(query, key, value))
    winner = cu.raw_scores(query, key).argmax(-1)  # (B, L)
    expected = torch.stack([v[places] for v, places in zip(value, winner, strict=True)])
    torch.testing.assert_close(variants.top_k_attention(query, key, value, 1), expected)


def clear_cut(case):
    """Is the k-th best score of each row well above the next, however they are rounded?"""
    query, key, _, k = case.arguments
    scores = cu.scaled_scores(query.double(), key.double())
    falling = scores.sort(descending=True).values
    gap = falling[..., k - 1] - falling[..., min(k, key.shape[1] - 1)]
    room = 1e-2 if case.in_half_precision else 1e-3
    return k == key.shape[1] or bool((gap > room * scores.abs().amax(-1)).all())


def test_no_case_of_top_k_has_ties():
    assert all(map(clear_cut, EXERCISES["top_k_attention"].prepared_cases))


def turned_by_loops(x):
    size = x.shape[-1]
    result = torch.zeros_like(x)
    for b, vectors in enumerate(x.tolist()):
        for i, vector in enumerate(vectors):
            for p in range(size // 2):
                turn = complex(0, i / 10000 ** (2 * p / size))
                both = complex(*vector[2 * p : 2 * p + 2]) * complex(
                    math.cos(turn.imag), math.sin(turn.imag)
                )
                result[b, i, 2 * p], result[b, i, 2 * p + 1] = both.real, both.imag
    return result


@pytest.mark.parametrize("seed", range(3))
def test_rotary_scores_are_those_of_complex_numbers(seed):
    query, key = tensors((2, 7, 6), (2, 5, 6), seed=seed)
    expected = turned_by_loops(query) @ turned_by_loops(key).mT
    torch.testing.assert_close(variants.rotary_scores(query, key), expected)


def test_gradients_of_rotary_scores_are_right():
    inputs = [tensor.requires_grad_() for tensor in tensors((2, 3, 4), (2, 5, 4))]
    assert gradcheck(variants.rotary_scores, inputs)


@given(st.integers(0, 100), st.integers(1, 9))
@settings(max_examples=20)
def test_rotary_scores_take_no_notice_when_all_places_shift(seed, shift):
    query, key = tensors((2, 3, 6), (2, 5, 6), seed=seed)
    later = [F.pad(x, (0, 0, shift, 0)) for x in (query, key)]
    scores = variants.rotary_scores(*later)[:, shift:, shift:]
    torch.testing.assert_close(scores, variants.rotary_scores(query, key))


def test_rotary_scores_at_the_same_place_are_raw_ones_and_turning_keeps_lengths():
    query, key = tensors((2, 5, 6), (2, 5, 6))
    diagonal = variants.rotary_scores(query, key).diagonal(dim1=1, dim2=2)
    torch.testing.assert_close(diagonal, (query * key).sum(-1))
    torch.testing.assert_close(variants.rotated(query).norm(dim=-1), query.norm(dim=-1))


@given(st.integers(0, 100), st.floats(0.1, 100))
@settings(max_examples=20)
def test_cosine_attention_takes_no_notice_of_lengths(seed, factor):
    query, key, value = three(seed=seed)
    expected = variants.cosine_attention(query, key, value, 4.0)
    longer = variants.cosine_attention(factor * query, key / factor, value, 4.0)
    torch.testing.assert_close(longer, expected)


@given(st.integers(0, 100))
@settings(max_examples=20)
def test_beside_large_scores_a_sink_gets_nothing_and_beside_small_ones_all(seed):
    query, key, value = three(seed=seed)
    query, key = query.abs() + 1, key.abs() + 1
    large = variants.sink_attention(100 * query, key, value)
    torch.testing.assert_close(large, cu.attention(100 * query, key, value))
    small = variants.sink_attention(-1000 * query, key, value)
    torch.testing.assert_close(small, torch.zeros_like(small))


def test_a_sink_is_one_more_key_of_zeros_with_a_value_of_zeros():
    query, key, value = three()
    more = [F.pad(x, (0, 0, 0, 1)) for x in (key, value)]
    expected = F.scaled_dot_product_attention(query, *more)
    torch.testing.assert_close(variants.sink_attention(query, key, value), expected)


def test_they_stand_in_no_lesson_and_at_no_front_door():
    assert {row.name for row in HOMEWORK} == EXERCISES.keys() - IN_LESSONS.keys()
    assert len(HOMEWORK) >= 6
    for row in HOMEWORK:
        assert row.name not in dir(cu)
        assert not any(row in lesson.EXERCISES for lesson in LESSONS)


@pytest.mark.parametrize("name", [row.name for row in HOMEWORK])
def test_a_solution_of_homework_is_not_shown(name, capsys):
    cu.show_solution(name)
    assert capsys.readouterr().out == (
        f'{name} is homework, so its solution is not shown; hint("{name}") helps you on.\n'
    )
    for number in range(len(EXERCISES[name].hints)):
        cu.hint(name)
        assert f"Hint {number + 1} of" in capsys.readouterr().out
    cu.hint(name)
    assert capsys.readouterr().out == "That was the last hint.\n"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("row", "mistake"),
    [(row, mistake) for row in HOMEWORK for mistake in row.mistakes],
    ids=lambda part: part.name,
)
def test_a_mistake_gives_a_wrong_tensor_where_it_is_told_by_one(row, mistake):
    """One that raised in every case would be told by its error, and could be any other."""
    made = [observe(row, wrong_function(row, mistake), case) for case in row.prepared_cases]
    assert any(outcome.value is not None for outcome in made)


def same_slopes_but(change):
    def attempt(num_heads, num_queries, num_keys):
        bias = variants.alibi_bias(num_heads, num_queries, num_keys)
        return change(bias, torch.arange(num_heads)[:, None, None])

    return attempt


def every_other_place(num_queries, num_keys, window):
    places = torch.arange(num_queries)[:, None] + torch.arange(num_keys)
    return variants.local_window_mask(num_queries, num_keys, window) & (places % 2 == 0)


def turned_with(base=10000.0, first_place=0):
    def turn(x):
        size = x.shape[-1]
        places = first_place + torch.arange(x.shape[1])
        angles = places[:, None] * base ** (-torch.arange(0, size, 2) / size)
        return torch.polar(torch.ones_like(angles), angles) * torch.view_as_complex(
            x.double().unflatten(-1, (-1, 2)).contiguous()
        )

    return turn


def rotary(turn_query, turn_key):
    return lambda query, key: (turn_query(query) @ turn_key(key).mH).real.to(query.dtype)


ASKED = [
    (
        "alibi_bias",
        same_slopes_but(lambda bias, h: bias * (h + 1)),
        "with 3 heads your slopes are 0.157, 0.0496, 0.0117; they should be 0.157, 0.0248, "
        "0.00391.",
    ),
    (
        "local_window_mask",
        every_other_place,
        "of 7 keys, with window 2, query 0 sees 0, 2 in yours; it should see 0, 1, 2.",
    ),
    (
        "rotary_scores",
        rotary(turned_with(base=5000.0), turned_with(base=5000.0)),
        "with E = 6, pair 1 turns by 0.0585 from one place to the next in yours; it should turn by "
        "0.0464.",
    ),
    (
        "rotary_scores",
        rotary(turned_with(), turned_with(first_place=1)),
        "at place 0 nothing is turned yet: query 0 and key 0 should have their plain dot product "
        "for a score, and in yours they do not.",
    ),
    (
        "rotary_scores",
        rotary(turned_with(), turned_with(base=500.0)),
        "a query and a key at the same place are turned alike, which leaves their dot product as "
        "it is; in yours it changes at place 1.",
    ),
]


@pytest.mark.parametrize(("name", "attempt", "sentence"), ASKED)
def test_questions_of_their_own_bring_to_light(name, attempt, sentence):
    verdict = cu.run(name, attempt)
    assert verdict.mistakes == ()
    assert verdict.message.startswith(f"✗ {name}: {sentence}\n")


@pytest.mark.parametrize("name", ["alibi_bias", "local_window_mask", "rotary_scores"])
@pytest.mark.parametrize("answer", [math.nan, math.inf, 0.0])
def test_questions_bear_any_answer(name, answer):
    def attempt(*arguments):
        return torch.full_like(EXERCISES[name].reference(*arguments), answer)

    verdict = cu.run(name, attempt)
    assert verdict.status == "wrong"
    assert "could not be examined" not in verdict.message


def test_every_exercise_for_homework_is_put_in_words():
    for row in EXERCISES.values():
        assert bool(row.task) == row.is_homework, row.name


def test_the_numbers_in_those_words():
    assert variants.local_window_mask(3, 5, 1)[1].tolist() == [True, True, True, False, False]
    one = torch.ones(1, 1, 1)
    assert variants.sigmoid_attention(0 * one, one, one).item() == 0.5
    assert variants.alibi_bias(2, 1, 4)[0, 0, 3].item() == -0.1875
    assert (-variants.alibi_bias(2, 1, 2)[:, 0, 1]).tolist() == [1 / 16, 1 / 256]
    values = torch.eye(3)[None]
    scores = torch.tensor([[[0.0], [2.0]]])
    two = torch.eye(2)[None, None]
    warm = variants.temperature_attention(one[None], scores[None], two, torch.tensor([2.0]))
    assert [round(weight, 2) for weight in warm.flatten()[:2].tolist()] == [0.27, 0.73]
    best = variants.top_k_attention(one, torch.tensor([[[3.0], [1.0], [2.0]]]), values, 2)
    assert [round(weight, 2) for weight in best.flatten().tolist()] == [0.73, 0, 0.27]
    ahead = torch.tensor([[[1.0, 0.0], [1.0, 0.0]]])
    assert round(variants.rotary_scores(ahead, ahead)[0, 1, 0].item(), 2) == 0.54
    cosine = torch.nn.functional.cosine_similarity(
        torch.tensor([3.0, 4]), torch.tensor([4.0, 3]), 0
    )
    assert round(cosine.item(), 6) == 0.96
    assert variants.sink_attention(0 * one, one, one).item() == 0.5
