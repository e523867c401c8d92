"""A real model's layer, computed by the course, by its solutions and by every accepted style."""

from __future__ import annotations

import math
from functools import cache
from types import SimpleNamespace

import pytest
import torch

import course_utils as cu
from course_utils.__main__ import accepted_styles
from course_utils.exercises import EXERCISES
from course_utils.exercises.solution import solution

LAYER = cu.real_layer()
PARAMETERS = [
    getattr(LAYER, f"{w}_{part}") for part in ("query", "key", "value", "output") for w in "wb"
]
SENTENCES = pytest.mark.parametrize("sentence", LAYER.sentences, ids=lambda s: s.tokens[1])
SHORTEST = min(LAYER.sentences, key=lambda sentence: len(sentence.tokens))
FORMULAS = {f"course_utils.{module}" for module in ("attention", "masks", "multihead")}
STEPS = (
    *("project", "split_heads", "merge_heads"),
    *("scaled_dot_product_attention", "self_attention_layer"),
)


def steps_of(course, sentence):
    """Return scores, weights, context and output as these functions compute them."""
    heads = [
        course.split_heads(
            course.project(
                sentence.vectors, getattr(LAYER, f"w_{part}"), getattr(LAYER, f"b_{part}")
            ),
            LAYER.num_heads,
        )
        for part in ("query", "key", "value")
    ]
    scores = course.scaled_scores(*heads[:2])
    weights = course.softmax(scores)
    merged = course.merge_heads(course.weighted_sum(weights, heads[2]))
    return {
        "scores": scores,
        "weights": weights,
        "context": course.scaled_dot_product_attention(*heads),
        "output": course.project(merged, LAYER.w_output, LAYER.b_output),
    }


def assert_is_the_models(name, ours, sentence):
    """Compare with the stored numbers, head by head where there are heads."""
    stored = getattr(sentence, name)
    assert ours.shape == stored.shape
    for head, (mine, right) in enumerate(zip(ours, stored, strict=True)):
        what = f"{name}[{head}]: {{}}".format
        torch.testing.assert_close(mine, right, rtol=0, atol=1e-5, msg=what)


def layer_of(course, vectors):
    return course.self_attention_layer(vectors, *PARAMETERS, LAYER.num_heads)


# The course's functions


@SENTENCES
def test_the_courses_steps_are_the_models(sentence):
    for name, ours in steps_of(cu, sentence).items():
        assert_is_the_models(name, ours, sentence)


@SENTENCES
def test_the_courses_layer_is_the_models(sentence):
    assert_is_the_models("output", layer_of(cu, sentence.vectors), sentence)
    assert_is_the_models("output", layer_of(cu, sentence.vectors[None])[0], sentence)


def test_a_padded_batch_of_all_sentences_is_the_models_too():
    lengths = torch.tensor([len(sentence.tokens) for sentence in LAYER.sentences])
    vectors = torch.nn.utils.rnn.pad_sequence(
        [sentence.vectors for sentence in LAYER.sentences], batch_first=True, padding_value=7.0
    )
    keep = cu.expand_key_mask(cu.padding_mask(lengths, int(lengths.max())))
    query, key, value = (
        cu.split_heads(cu.project(vectors, *PARAMETERS[i : i + 2]), LAYER.num_heads)
        for i in (0, 2, 4)
    )
    weights = cu.masked_softmax(cu.scaled_scores(query, key), keep)
    context = cu.scaled_dot_product_attention(query, key, value, keep)
    output = cu.project(cu.merge_heads(context), *PARAMETERS[6:])
    for place, (sentence, length) in enumerate(zip(LAYER.sentences, lengths.tolist(), strict=True)):
        assert_is_the_models("weights", weights[place, :, :length, :length], sentence)
        assert_is_the_models("context", context[place, :, :length], sentence)
        assert_is_the_models("output", output[place, :length], sentence)


# The learner's solutions


@cache
def solved():
    """Return what `cu` is to a learner whose solutions call each other: all are the revealed ones.

    `calls` is the set of those that have run since it was emptied.
    """
    course = SimpleNamespace(**{name: getattr(cu, name) for name in cu.__all__}, calls=set())
    for name in cu.__all__:
        reference = getattr(cu, name)
        if getattr(reference, "__module__", "") in FORMULAS:
            namespace = {"torch": torch, "math": math, "cu": course}
            exec(solution(reference), namespace)
            setattr(course, name, recorded(namespace[name], course.calls))
    return course


def recorded(function, calls):
    def call(*arguments, **options):
        calls.add(function.__name__)
        return function(*arguments, **options)

    return call


@pytest.mark.parametrize("name", STEPS)
def test_the_solution_is_the_exercises_own(name):
    assert EXERCISES[name].reference is getattr(cu, name)


@SENTENCES
def test_the_learners_steps_are_the_models(sentence):
    for name, ours in steps_of(solved(), sentence).items():
        assert_is_the_models(name, ours, sentence)


@SENTENCES
def test_the_learners_layer_is_the_models(sentence):
    solved().calls.clear()
    assert_is_the_models("output", layer_of(solved(), sentence.vectors), sentence)
    assert solved().calls == {*STEPS, "raw_scores", "masked_softmax", "softmax", "weighted_sum"}


# Every accepted style


STYLES = accepted_styles("07_projections")
SLOW = {"loops"}  # over plain numbers: 400000 products for each token


def only_for_the_first_head(project):
    """Return a projection whose first features are `project`'s, the others the course's."""

    def shared(x, weight, bias):
        first, others = (slice(0, 32), slice(32, None))
        parts = project(x, weight[first], bias[first]), cu.project(x, weight[others], bias[others])
        return torch.cat(parts, dim=-1)

    return shared


@pytest.mark.parametrize("name", STEPS)
def test_there_are_accepted_styles_to_try(name):
    assert len(STYLES.get(name, ())) >= 6


@pytest.mark.parametrize(
    ("name", "style"),
    [
        pytest.param(name, s, id=f"{name}-{s.__name__}")
        for name in STEPS
        for s in STYLES.get(name, ())
    ],
)
def test_the_layer_with_one_step_in_another_style_is_the_models(name, style):
    course = SimpleNamespace(**{name: getattr(cu, name) for name in STEPS})
    calls = set()
    setattr(course, name, recorded(style, calls))
    namespace = {"torch": torch, "math": math, "cu": course}
    if name != "self_attention_layer":
        exec(solution(cu.self_attention_layer), namespace)
        course.self_attention_layer = namespace["self_attention_layer"]
    if name == "project" and style.__name__ in SLOW:
        course.project = only_for_the_first_head(course.project)
    (output,) = layer_of(course, SHORTEST.vectors[None])  # a batch of one: (B, L, D)
    assert_is_the_models("output", output, SHORTEST)
    assert calls == {style.__name__}
