"""The table: every known mistake named by its own sentence, every accepted style accepted."""

from __future__ import annotations

import inspect
import re
from itertools import combinations

import pytest
import torch

import course_utils as cu
from course_utils.__main__ import accepted_styles
from course_utils.checking import wrong_function
from course_utils.exercises import EXERCISES, LESSONS, PREDICTIONS, UnknownName, run_prediction

SIGNATURES = {
    "make_qkv": "(batch, num_queries, num_keys, head_dim, value_dim)",
    "dot_product": "(a, b)",
    "scores_for_one_query": "(query_vector, key)",
    "raw_scores": "(query, key)",
    "softmax": "(x)",
    "weighted_sum": "(weights, value)",
    "dot_product_attention": "(query, key, value)",
    "scaled_scores": "(query, key)",
    "attention": "(query, key, value)",
    "score_variance": "(head_dim, num_samples)",
    "scores_in_float32": "(query, key)",
    "padding_mask": "(lengths, max_len)",
    "causal_mask": "(num_queries, num_keys)",
    "expand_key_mask": "(keep)",
    "additive_mask": "(keep, dtype)",
    "to_mha_mask": "(keep)",
    "masked_softmax": "(scores, keep)",
    "project": "(x, weight, bias)",
    "split_heads": "(x, num_heads)",
    "merge_heads": "(x)",
    "multi_head_attention": "(x_query, x_key_value, w_query, w_key, w_value, w_output, num_heads, "
    "keep=None)",
    "repeat_kv": "(x, repeats)",
    "repaired_attention": "(x, num_heads, keep)",
    "scaled_dot_product_attention": "(query, key, value, attn_mask=None, is_causal=False, "
    "scale=None)",
    "self_attention_layer": "(x, w_query, b_query, w_key, b_key, w_value, b_value, w_output, "
    "b_output, num_heads)",
    "time_call": "(fn, synchronize, clock, warmup, iterations)",
    "attention_flop": "(batch, num_heads, num_queries, num_keys, head_dim, value_dim)",
    "attention_in_row_blocks": "(query, key, value, block_size)",
    "online_weighted_sum": "(scores, value)",
    "tiled_attention": "(query, key, value, block_size)",
    "local_window_mask": "(num_queries, num_keys, window)",
    "sigmoid_attention": "(query, key, value)",
    "alibi_bias": "(num_heads, num_queries, num_keys)",
    "temperature_attention": "(query, key, value, temperatures)",
    "top_k_attention": "(query, key, value, k)",
    "rotary_scores": "(query, key)",
    "cosine_attention": "(query, key, value, scale)",
    "sink_attention": "(query, key, value)",
}
NOT_EXPORTED = {"score_variance", "repaired_attention"}  # answers that no lesson calls again
EIGHT = (
    *("raw_scores", "softmax", "weighted_sum", "dot_product_attention", "scaled_scores"),
    *("attention", "causal_mask", "masked_softmax", "split_heads", "merge_heads"),
)
AT_LEAST = dict.fromkeys(SIGNATURES, 6) | dict.fromkeys(EIGHT, 8)  # known mistakes
AT_LEAST |= {"multi_head_attention": 12, "scaled_dot_product_attention": 12}
AT_LEAST |= {"time_call": 12, "tiled_attention": 14}
AT_LEAST |= {name: 8 for name, row in EXERCISES.items() if row.is_homework}
STYLES_AT_LEAST = dict.fromkeys(SIGNATURES, 6) | {"repeat_kv": 4, "expand_key_mask": 4}
KNOWN = [(row, mistake) for row in EXERCISES.values() for mistake in row.mistakes]
STYLES = [
    (row.name, style)
    for row in EXERCISES.values()
    for style in accepted_styles(row.lesson).get(row.name, ())
]


def test_the_names_and_signatures_are_those_agreed_on():
    assert list(EXERCISES) == list(SIGNATURES)
    for name, row in EXERCISES.items():
        parameters = inspect.signature(row.reference).parameters.values()
        bare = (p.replace(annotation=p.empty) for p in parameters)
        assert f"({', '.join(map(str, bare))})" == SIGNATURES[name]
        if row.is_homework:
            assert not hasattr(cu, name)
        else:
            assert name in NOT_EXPORTED or getattr(cu, name) is row.reference


@pytest.mark.parametrize(
    ("row", "mistake"), KNOWN, ids=[f"{row.name}-{mistake.name}" for row, mistake in KNOWN]
)
def test_each_known_mistake_is_named_with_its_own_sentence(row, mistake):
    verdict = cu.run(row.name, wrong_function(row, mistake))
    assert verdict.status == "wrong"
    assert verdict.mistakes == (mistake.name,)
    assert verdict.message.startswith(f"✗ {row.name}: {mistake.sentence}\n")
    assert f'hint("{row.name}") has more.' in verdict.message
    for place in mistake.seen_in[:2]:
        assert place in verdict.message


@pytest.mark.parametrize(
    ("name", "style"), STYLES, ids=[f"{name}-{style.__name__}" for name, style in STYLES]
)
def test_each_accepted_style_is_accepted(name, style):
    verdict = cu.run(name, style)
    assert verdict.status == "correct", verdict


@pytest.mark.parametrize("name", EXERCISES)
def test_the_reference_is_right_and_a_stub_is_not_attempted(name):
    assert cu.run(name, EXERCISES[name].reference).status == "correct"
    assert cu.run(name, lambda *arguments: None).status == "not attempted"


@pytest.mark.parametrize("name", EXERCISES)
def test_there_are_enough_of_each(name):
    row = EXERCISES[name]
    assert len(row.mistakes) >= AT_LEAST[name]
    assert len(accepted_styles(row.lesson)[name]) >= STYLES_AT_LEAST[name]
    assert 1 <= len(row.hints) <= 3


@pytest.mark.parametrize("name", EXERCISES)
def test_names_are_unique_and_sentences_are_sentences(name):
    row = EXERCISES[name]
    names = [mistake.name for mistake in row.mistakes]
    assert len(set(names)) == len(names)
    for mistake in row.mistakes:
        assert mistake.sentence.endswith((".", "?")), mistake.name
        assert len(mistake.sentence) <= 220, mistake.name
        for place in mistake.seen_in:
            assert re.fullmatch(r"[\w.-]+/[\w.-]+(#\d+)?|https://\S+", place), place


@pytest.mark.parametrize("name", [name for name, row in EXERCISES.items() if row.build])
def test_two_mistakes_in_two_parts_are_named_together(name):
    """Not every pair leaves two traces, but most do; none may pass or be blamed on a third."""
    row = EXERCISES[name]
    whole = partly = 0
    with_part = [mistake for mistake in row.mistakes if mistake.part and not mistake.alone]
    pairs = [(a, b) for a, b in combinations(with_part, 2) if a.part != b.part]
    for pair in pairs[:: max(1, len(pairs) // 40)]:
        verdict = cu.run(name, wrong_function(row, *pair))
        assert verdict.status == "wrong"
        made = {mistake.name for mistake in pair}
        whole += set(verdict.mistakes) == made
        partly += bool(made & set(verdict.mistakes))
    sampled = len(pairs[:: max(1, len(pairs) // 40)])
    assert whole >= 0.6 * sampled, f"{whole} of {sampled} pairs named in full"
    assert partly >= 0.8 * sampled, f"{partly} of {sampled} pairs named at least in part"


@pytest.mark.parametrize("name", EXERCISES)
def test_the_first_case_has_all_sizes_different_and_one_has_them_all_equal(name):
    row = EXERCISES[name]
    first = row.prepared_cases[0].arguments
    shapes = [argument.shape for argument in first if isinstance(argument, torch.Tensor)]
    if max(map(len, shapes), default=0) < 2:
        return  # vectors and numbers have no axes to mix up
    letters = row.sizes(first)
    sizes = letters.values() or [size for shape in shapes for size in shape]
    assert len(set(sizes)) == len(sizes)
    equal = [case for case in row.prepared_cases if case.equal_sizes]
    assert equal
    for case in equal:
        sizes = row.sizes(case.arguments)
        sizes.pop("D", None)  # H times E
        assert len(set(sizes.values())) <= 1, case.when


def test_unknown_names_are_told_the_nearest():
    with pytest.raises(UnknownName, match="there is no exercise called 'sofmax'; did you mean"):
        cu.run("sofmax", lambda x: x)
    with pytest.raises(UnknownName, match="there is no prediction called"):
        run_prediction("nothing", 1)


def test_every_lesson_has_predictions_and_no_name_comes_twice():
    names = [row.name for lesson in LESSONS for row in (*lesson.EXERCISES, *lesson.PREDICTIONS)]
    assert len(set(names)) == len(names)
    for lesson in LESSONS:
        assert len(lesson.PREDICTIONS) >= 6, lesson.__name__


@pytest.mark.parametrize("name", PREDICTIONS)
def test_right_answers_are_right_and_foreseen_ones_have_their_sentence(name):
    row = PREDICTIONS[name]
    assert run_prediction(name, row.answer()).status == "correct"
    for wrong, sentence in row.wrong:
        verdict = run_prediction(name, wrong())
        assert verdict.status == "wrong"
        assert verdict.message == f"✗ {name}: {sentence}"
    for letter, explanation in row.choices.items():
        verdict = run_prediction(name, letter)
        assert explanation in verdict.message
        assert (verdict.status == "correct") == (letter == row.answer())
    assert run_prediction(name, ...).status == "not attempted"
