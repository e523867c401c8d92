"""Whatever an attempt does or is, the verdict is just, and the surroundings are as before."""

from __future__ import annotations

import sys
import threading
import time

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course_utils import run
from course_utils.exercises import EXERCISES
from tests.checking.hapless import ENDLESS, RESULTS, WAYS, Liar
from tests.checking.hostile import ACTS, differences, surroundings

pytestmark = pytest.mark.filterwarnings("ignore")
QUICK = ("softmax", "causal_mask", "time_call", "attention_flop", "split_heads", "make_qkv")
LONG = (*QUICK, "attention", "masked_softmax", "scaled_dot_product_attention", "tiled_attention")
NEW_NUMBERS_NEEDED = {"seed", "numpy_seed", "random_seed"}  # by make_qkv


def bent(result):
    if isinstance(result, torch.Tensor):
        return ~result if result.dtype == torch.bool else result * 1.5
    if isinstance(result, tuple):
        return tuple(bent(part) for part in result)
    return result * 1.5


def attempt_at(name, *, act=None, when="after", result=None, right=True):
    """An attempt that does `act` and returns what it should, or that bent, or `result`."""
    reference = EXERCISES[name].reference

    def attempt(*arguments, **options):
        if act and when == "before":
            act()
        returned = reference(*arguments, **options)
        if result:
            returned = result(returned)
        elif not right:
            returned = bent(returned)
        if act and when == "after":
            act()
        return returned

    return attempt


def judged(name, attempt):
    before = surroundings()
    verdict = run(name, attempt)
    assert differences(before, surroundings()) == {}
    assert verdict.status in ("correct", "wrong", "not attempted")
    for line in verdict.text.split("\n"):
        assert line.strip().removesuffix(")")[-1] in ".?", verdict
    return verdict


@pytest.mark.parametrize("act", ACTS)
def test_an_act_leaves_nothing_behind_and_no_wrong_result_right(act):
    assert judged("softmax", attempt_at("softmax", act=ACTS[act])).status == "correct"
    wrong = attempt_at("time_call", act=ACTS[act], when="before", right=False)
    assert judged("time_call", wrong).status == "wrong"


@pytest.mark.parametrize("result", RESULTS)
def test_another_kind_of_result_gets_its_sentence(result):
    verdict = judged("softmax", attempt_at("softmax", result=RESULTS[result]))
    assert verdict.status == "wrong"
    assert "could not be examined" not in verdict.text


@pytest.mark.parametrize("way", WAYS)
def test_a_right_answer_may_be_any_callable(way):
    attempt = WAYS[way](EXERCISES["softmax"].reference)
    assert judged("softmax", attempt).status == "correct"


@pytest.mark.skipif(sys.platform == "win32", reason="a sleep is not cut short without signals")
@pytest.mark.parametrize("kind", ENDLESS)
def test_what_never_ends_is_ended(kind, monkeypatch):
    monkeypatch.setattr("course_utils.checking.isolation.SECONDS", 0.3)
    threads = threading.active_count()
    assert "is there a loop without an end?" in judged("softmax", ENDLESS[kind]).text
    deadline = time.monotonic() + 30
    while threading.active_count() > threads and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() == threads


def yields(x):
    yield x.softmax(-1)


async def waits(x):
    return x.softmax(-1)


@pytest.mark.parametrize(
    ("attempt", "words"),
    [
        (yields, "a generator where an ordinary tensor is expected: it has `yield` where `return`"),
        (waits, "a coroutine where an ordinary tensor is expected: it begins with `async def`"),
        (lambda x: x.softmax, "is a pair of parentheses missing where that is to be called?"),
        (lambda x: torch.nn.Softmax(-1), "must still be called with a tensor"),
        (lambda x: Liar(), "your function returns a Liar where an ordinary tensor is expected."),
        (torch.nn.Softmax(-1).__class__, "an object of the kind"),
        ("softmax", "Leave out the quotes: check(softmax)."),
        (torch, "this is a module"),
        (3, "this is a Python number"),
        (lambda *, x: x, "your function takes (*, x), but it is called as softmax(x)"),
        (lambda x, y="z" * 10**6, *, w: x, "your function takes (x, y, w), but it is called as"),
    ],
)
def test_what_is_no_plain_function_is_told_what_it_is(attempt, words):
    if words == "an object of the kind":
        words = "your function returns a Softmax where an ordinary tensor is expected"
    assert words in judged("softmax", attempt).text


def test_right_only_the_first_times_is_not_right():
    calls = []

    def attempt(x):
        calls.append(1)
        return x.softmax(-1) + (len(calls) > len(EXERCISES["softmax"].prepared_cases))

    assert judged("softmax", attempt).mistakes == ("another_result_each_time",)


def test_a_megabyte_is_printed_and_judged(capsys):
    def attempt(x):
        print("x" * 10**6)
        print("x" * 10**6, file=sys.stderr)
        return x.softmax(-1)

    assert judged("softmax", attempt).status == "correct"
    assert len(capsys.readouterr().out) > 10**6


any_attempt = st.fixed_dictionaries(
    {
        "act": st.sampled_from([None, *ACTS]),
        "when": st.sampled_from(["before", "after"]),
        "kind": st.sampled_from(["right", "wrong", "other"]),
        "result": st.sampled_from([*RESULTS]),
        "way": st.sampled_from([*WAYS]),
    }
)


def assert_justly_judged(name, drawn):
    act, when = ACTS.get(drawn["act"]), drawn["when"]
    result = RESULTS[drawn["result"]] if drawn["kind"] == "other" else None
    attempt = attempt_at(name, act=act, when=when, result=result, right=drawn["kind"] == "right")
    verdict = judged(name, WAYS[drawn["way"]](attempt))
    if drawn["kind"] != "right":
        assert verdict.status != "correct", verdict
    elif not act or (when == "after" and drawn["act"] not in NEW_NUMBERS_NEEDED):
        assert verdict.status == "correct", verdict


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(name=st.sampled_from(QUICK), drawn=any_attempt)
def test_acts_results_and_ways_together(name, drawn):
    assert_justly_judged(name, drawn)
