"""The table: every known mistake named by its own sentence, every accepted style accepted."""

from __future__ import annotations

import inspect
import re
from itertools import combinations

import pytest

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
}
AT_LEAST = dict.fromkeys(
    ("raw_scores", "softmax", "weighted_sum", "dot_product_attention"), 8
)  # known mistakes; 5 for all others
KNOWN = [(row, mistake) for row in EXERCISES.values() for mistake in row.mistakes]
STYLES = [
    (row.name, style)
    for row in EXERCISES.values()
    for style in accepted_styles(row.lesson).get(row.name, ())
]


def test_the_names_and_signatures_are_those_agreed_on():
    assert list(EXERCISES) == list(SIGNATURES)
    for name, row in EXERCISES.items():
        assert f"({', '.join(inspect.signature(row.reference).parameters)})" == SIGNATURES[name]
        assert getattr(cu, name) is row.reference


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
    assert len(row.mistakes) >= AT_LEAST.get(name, 5)
    assert len(accepted_styles(row.lesson)[name]) >= 6
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
    with_part = [mistake for mistake in row.mistakes if mistake.part]
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


def test_the_first_case_has_all_sizes_different_and_one_has_them_all_equal():
    for name in ("raw_scores", "softmax", "weighted_sum", "dot_product_attention"):
        row = EXERCISES[name]

        def sizes(case):
            return [set(argument.shape) for argument in case.arguments]

        first = [size for argument in row.prepared_cases[0].arguments for size in argument.shape]
        letters = row.sizes(row.prepared_cases[0].arguments)
        assert len(set(letters.values()) or set(first)) == len(letters or first), name
        equal = [case for case in row.prepared_cases if case.equal_sizes]
        assert equal, name
        for case in equal:
            assert len(set.union(*sizes(case))) == 1, name


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
