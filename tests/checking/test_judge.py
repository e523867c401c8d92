"""The judge, on a small exercise of its own: the engine knows nothing of attention."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import random
import signal
import sys
import time
import warnings
from dataclasses import replace

import numpy
import pytest
import torch

from course_utils.checking import HALF, Case, Exercise, MistakeList, judge


def total(table):
    return table.sum(dim=-1)


def scaled_total(scale=lambda table: table, add=lambda table: table.sum(dim=-1)):
    return lambda table: add(scale(table))


known = MistakeList()


@known("somebody/project#7", part="add")
def added_down_the_columns(table):
    """you added down the columns.

    Which way do you read?
    """
    return table.sum(dim=-2)


@known(part="add")
def averaged(table):
    """you took the mean."""
    return table.mean(dim=-1)


@known(part="scale")
def squared_first(table):
    """you squared the numbers first."""
    return table**2


@known()
def viewed_the_transpose(table):
    """a transposed tensor cannot be viewed in another shape."""
    return table.T.view(-1, len(table)).sum(0) if table.shape[1] == 1 else table.T.view(-1)


@known("somebody/else#8")
def nan_only_in_the_gradient(table):
    """the numbers are right, and their gradient is NaN."""
    return table.sum(dim=-1) + (table * 0).sum(dim=-1).abs().sqrt()


@known()
def subtracted_the_pair_of_maxima(table):
    """max(dim=...) returns a pair, and you subtract the pair."""
    return table - table.max(dim=-1)


def cases():
    draw = torch.Generator().manual_seed(0)

    def normal(*shape, **kind):
        return torch.randn(*shape, generator=draw, dtype=torch.float64).to(**kind)

    return [
        Case("the sizes differ", (normal(2, 3, dtype=torch.float32),), gradient=True),
        Case("the sizes are equal", (normal(3, 3, dtype=torch.float32),), equal_sizes=True),
        Case("the numbers are large", (100 * normal(4, 2, dtype=torch.float32),)),
        Case("the table is float64", (normal(2, 5, dtype=torch.float64),)),
    ]


EXERCISE = Exercise(
    reference=total,
    lesson="00_test",
    cases=cases,
    mistakes=known,
    build=scaled_total,
    action="Add along the rows.",
    hints=("Look at dim.",),
    ready_made={"nansum": "nansum does the whole exercise."},
)


def verdict(attempt):
    return judge(EXERCISE, attempt)


# --- right answers ---------------------------------------------------------------------------


class Callable:
    def __call__(self, table):
        return table.sum(-1)


class Module(torch.nn.Module):
    def forward(self, table):
        return table.sum(-1)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda table: table.sum(-1),
        lambda anything, extra=1: anything.sum(-1),
        lambda *arguments: arguments[0].sum(-1),
        functools.partial(torch.sum, dim=-1),
        Callable(),
        Module(),
        lambda table: torch.stack([sum(row) for row in table]),
        lambda table: table.double().sum(-1).to(table.dtype),
        lambda table: table.sum(-1).as_subclass(torch.nn.Parameter),
    ],
)
def test_right_answers_of_any_kind_are_correct(attempt):
    answer = verdict(attempt)
    assert answer.status == "correct", answer
    assert answer.message == "✓ total: correct, on all 4 inputs tried."
    assert answer.mistakes == ()


# --- nothing yet -----------------------------------------------------------------------------


def stub(table):
    """Add up."""
    ...


def not_implemented(table):
    raise NotImplementedError


def half_done(table):
    rows = ...
    return rows


def dots_used(table):
    rows = ...
    return rows + table


def unfinished_pair(table):
    return table, ...


@pytest.mark.parametrize(
    "attempt", [stub, not_implemented, half_done, dots_used, unfinished_pair, None, ...]
)
def test_a_stub_is_not_attempted_and_told_in_one_line(attempt):
    answer = verdict(attempt)
    assert answer.status == "not attempted"
    assert answer.message == (
        "· total: not attempted yet. Write the function, run its cell, then run this one again."
    )


# --- named mistakes --------------------------------------------------------------------------


def test_a_known_mistake_gets_its_sentence_numbers_and_action():
    answer = verdict(lambda t: t.T.sum(-1))
    assert answer.status == "wrong"
    assert answer.mistakes == ("added_down_the_columns",)
    first, second, third, fourth = answer.message.split("\n")
    assert first == "✗ total: you added down the columns."
    assert second == "  With table (2, 3): expected shape (2,), yours (3,)."
    assert third == '  Which way do you read? hint("total") has more.'
    assert fourth == "  You are in good company: somebody/project#7"


def test_two_mistakes_at_once_are_both_named():
    answer = verdict(lambda t: (t * t).mean(-1))
    assert set(answer.mistakes) == {"averaged", "squared_first"}
    assert "two things: you took the mean; and you squared the numbers first." in answer.message


def test_two_mistakes_are_found_where_one_of_them_explains_nearly_everything():
    """One mistake shows in every case, the other in one of fourteen only."""

    def clipped(table):
        """you cut large numbers off."""
        return table.clamp(-50, 50)

    def cases():
        draw = torch.Generator().manual_seed(0)
        small = [Case("it is small", (torch.randn(2, 3, generator=draw),)) for _ in range(13)]
        return [*small, Case("it is large", (torch.tensor([[90.0, 1.0, 7.0]]),))]

    mistakes = MistakeList(known)
    mistakes(part="scale")(clipped)
    many = dataclasses.replace(EXERCISE, cases=cases, mistakes=mistakes)
    answer = judge(many, lambda t: t.clamp(-50, 50).mean(-1))
    assert set(answer.mistakes) == {"averaged", "clipped"}
    assert "something else" not in answer.message
    alone = [dataclasses.replace(mistake, alone=True) for mistake in mistakes]
    answer = judge(dataclasses.replace(many, mistakes=alone), lambda t: t.clamp(-50, 50).mean(-1))
    assert answer.mistakes == ("averaged",)
    assert "There may be something else besides." in answer.message


def test_a_mistake_that_also_changes_its_input_is_told_both():
    def attempt(table):
        table *= table
        return table.sum(-1)

    answer = verdict(attempt)
    assert answer.mistakes == ("squared_first", "changes_its_input")
    assert "jadore801120/attention-is-all-you-need-pytorch#16" in answer.message


def test_a_mistake_that_only_crashes_is_known_by_its_complaint():
    answer = verdict(lambda t: (t - t.max(-1)).sum(-1))
    assert answer.mistakes == ("subtracted_the_pair_of_maxima",)
    assert "With table (2, 3): it raised TypeError: unsupported operand" in answer.message
    assert verdict(lambda t: t - "x").mistakes == ()
    assert verdict(lambda t: t.reshape(7, 7)).mistakes == ()


def test_a_view_of_a_transpose_is_known_by_torchs_complaint():
    answer = verdict(lambda t: t.transpose(0, 1).view(t.numel()))
    assert answer.mistakes == ("viewed_the_transpose",)
    assert "it raised RuntimeError: view size is not compatible" in answer.message


def test_a_mistake_only_in_the_gradient_is_known_by_it():
    answer = verdict(lambda t: t.sum(-1) - t.sub(t).sum(-1).abs().sqrt())
    assert answer.mistakes == ("nan_only_in_the_gradient",)
    assert answer.message.startswith("✗ total: the numbers are right, and their gradient is NaN.\n")
    assert "the gradient differs in table, first difference at [0, 0]: expected " in answer.message
    assert "yours nan" in answer.message
    assert "somebody/else#8" in answer.message


def test_another_gradient_that_holds_nan_says_so():
    answer = verdict(lambda t: t.sum(-1) + (t[:, 0] - t[:, 0]).abs().sqrt())
    assert answer.mistakes == ()
    assert "holds NaN: training would break on it" in answer.message


class Counting:
    calls = 0

    def __call__(self, table):
        self.calls += 1
        return table.sum(-1) + self.calls


RANDOM = {
    "dropout": lambda t: torch.nn.functional.dropout(t, 0.5).sum(-1),
    "torch": lambda t: t.sum(-1) + torch.rand(len(t)),
    "numpy": lambda t: t.sum(-1) + numpy.random.rand(),  # noqa: NPY002 (what a learner may call)
    "python": lambda t: t.sum(-1) + random.random(),
    "state": Counting(),
}


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
@pytest.mark.parametrize("kind", RANDOM)
def test_a_result_that_changes_from_call_to_call_is_told_so(kind, seed):
    for start in (torch.manual_seed, numpy.random.seed, random.seed):
        start(seed)
    answer = verdict(RANDOM[kind])
    assert answer.mistakes == ("another_result_each_time",)
    first, second, *rest = answer.message.split("\n")
    assert first.startswith("✗ total: the same input gives another result each time: something in ")
    assert "With table (2, 3): the first number that changes is " in second
    if kind == "dropout":
        assert "Is a dropout on?" in rest[0]
        assert "pytorch/pytorch#124464" in rest[1]
    else:
        assert "kept from the call before, or never filled (torch.empty)" in first
        assert rest == [
            '  Call it twice yourself: at which step do the two part? hint("total") has more.'
        ]


def test_nothing_random_is_seen_in_what_is_nan_every_time():
    answer = verdict(lambda t: t.sum(-1) * torch.nan)
    assert "your result holds NaN" in answer.message


def test_as_many_mistakes_are_named_together_as_the_exercise_allows():
    def off_by(amount):
        def mistake(total):
            """you added something."""
            return total + amount

        mistake.__name__ = f"off_by_{amount}"
        return mistake

    parts = MistakeList()
    for amount in (1, 10, 100, 1000):
        parts(part=f"add_{amount}")(off_by(amount))

    def build(**steps):
        def made(table):
            return functools.reduce(lambda total, step: step(total), steps.values(), table.sum(-1))

        return made

    four = dataclasses.replace(EXERCISE, mistakes=parts, build=build, together=4)
    answer = judge(four, lambda t: t.sum(-1) + 1111)
    assert answer.mistakes == ("off_by_1", "off_by_10", "off_by_100", "off_by_1000")
    assert "four things: you added something; and you added something; and" in answer.message
    assert judge(four, lambda t: t.sum(-1) + 1011).mistakes == (
        "off_by_1",
        "off_by_10",
        "off_by_1000",
    )
    two = dataclasses.replace(four, together=2)
    assert judge(two, lambda t: t.sum(-1) + 1111).mistakes == ()


def test_right_on_ordinary_input_but_a_crash_elsewhere_leads_with_the_crash():
    def fits_small_tables(table):
        if table.dtype == torch.float64:
            raise ValueError("too precise")
        return table.sum(-1) if table.abs().max() < 50 else table.sum(-1) + 1

    def crashes_when_large(table):
        if table.abs().max() > 50:
            raise ValueError("too large")
        return table.sum(-1) + (table.dtype == torch.float64)

    assert "first difference" in verdict(fits_small_tables).message
    assert "it raised ValueError: too large" in verdict(crashes_when_large).message


def test_an_unknown_factor_is_measured():
    answer = verdict(lambda t: 3 * t.sum(-1))
    assert "every number is 3 times what it should be" in answer.message
    assert answer.mistakes == ()


def test_wrong_only_now_and_then_says_when():
    answer = verdict(lambda t: t.sum(-1).clamp(-50, 50))
    assert answer.message.split("\n")[1].startswith(
        "  Only when the numbers are large: with table (4, 2): first difference at ["
    )


def test_a_crash_comes_before_a_change_of_dtype():
    def only_small_tables(table):
        rows, columns = table.shape
        assert columns < 5
        result = torch.zeros(rows)
        for row in range(rows):
            result[row] = table[row].sum()
        return result

    first, second, *_ = verdict(only_small_tables).message.split("\n")
    assert "it raised AssertionError" in first
    assert second.startswith("  Only when the table is float64: with table (2, 5)")


def test_the_value_behind_a_wrong_verdict_is_kept_for_drawing():
    answer = verdict(lambda t: -t.sum(-1))
    torch.testing.assert_close(answer.expected, -answer.yours)


# --- faults every exercise shares ------------------------------------------------------------


@pytest.mark.parametrize(
    ("attempt", "mistake", "words"),
    [
        (lambda t: print(end=""), "returns_nothing", "is there a `return` missing?"),
        (
            lambda t: t.sum(-1).numpy(),
            "returns_no_tensor",
            "a NumPy array where an ordinary tensor",
        ),
        (lambda t: t.sum(-1).tolist(), "returns_no_tensor", "a list where an ordinary tensor is"),
        (lambda t: t.sum(-1).detach(), "cuts_the_gradient", "no gradient flows back"),
        (lambda t: t.sum(-1).double(), "changes_the_dtype", "torch.float64 where torch.float32"),
        (lambda t: t.mul_(1).sum(-1) + t.zero_().sum(), "changes_its_input", "its input table"),
        (lambda t: t.sum(-1).to(torch.complex64), "changes_the_dtype", "torch.complex64"),
    ],
)
def test_general_faults_are_named(attempt, mistake, words):
    answer = verdict(attempt)
    assert answer.status == "wrong"
    assert mistake in answer.mistakes
    assert words in answer.message


def test_a_wrong_gradient_is_not_accepted():
    attempt = lambda t: t.sum(-1) + (t.sum(-1) - t.sum(-1).detach())  # noqa: E731
    answer = verdict(attempt)
    assert answer.status == "wrong"
    assert "the numbers are right, but the gradient of the result is not" in answer.message
    assert "in table, first difference at [0, 0]" in answer.message


def test_a_gradient_that_is_zero_up_to_rounding_need_not_flow():
    def shares(table, shift):
        return (table + shift).softmax(-1)  # which the shift does not change

    def cases():
        draw = torch.Generator().manual_seed(0)
        table, shift = torch.randn(3, 4, generator=draw), torch.randn(3, 1, generator=draw)
        return [Case("it is ordinary", (table, shift), gradient=True)]

    exercise = Exercise(shares, "00_test", cases, MistakeList(), hints=("",), action="Look.")
    assert judge(exercise, lambda table, shift: table.softmax(-1)).status == "correct"
    assert judge(exercise, lambda table, shift: (table + 2 * shift).softmax(-1)).status == "correct"
    without = judge(exercise, lambda table, shift: (table.detach() + shift).softmax(-1))
    assert without.mistakes == ("cuts_the_gradient",)
    for rubbish in (1e6, torch.nan):

        class Scaled(torch.autograd.Function):
            @staticmethod
            def forward(ctx, shift):
                return shift.clone()

            @staticmethod
            def backward(ctx, gradient, rubbish=rubbish):
                return torch.full_like(gradient, rubbish)

        wrong = judge(exercise, lambda t, s, f=Scaled: (t + f.apply(s)).softmax(-1))
        assert wrong.status == "wrong"
        assert "the gradient differs in shift" in wrong.message


def test_a_mistake_in_the_gradient_of_every_case_is_not_blamed_for_one_in_some():
    answer = verdict(
        lambda t: t.sum(-1) + (t.sub(t).sum(-1).abs().sqrt() if t.shape[1] == 3 else 0)
    )
    assert answer.mistakes == ("nan_only_in_the_gradient",)
    two = [Case(case.when, case.arguments, gradient=True) for case in cases()]
    everywhere = dataclasses.replace(EXERCISE, cases=lambda: two)
    answer = judge(
        everywhere, lambda t: t.sum(-1) + (t.sub(t).sum(-1).abs().sqrt() if t.shape[1] == 3 else 0)
    )
    assert answer.mistakes == ()
    assert "holds NaN" in answer.message


def test_nan_never_counts_as_right():
    answer = verdict(lambda t: t.sum(-1) * float("nan"))
    assert "your result holds NaN (not a number) everywhere" in answer.message


def test_a_ready_made_function_is_explained():
    hidden = torch.Tensor.nansum
    answer = verdict(lambda t: hidden(t, -1))
    assert answer.status == "wrong"
    assert answer.mistakes == ("ready_made",)
    assert "nansum does the whole exercise" in answer.message


def test_a_round_trip_through_numpy_is_told_what_it_costs():
    answer = verdict(lambda t: torch.from_numpy(t.numpy().sum(-1)))
    assert answer.mistakes == ("cuts_the_gradient",)
    assert "the numbers are right, but no gradient flows back" in answer.message


def test_torchs_own_complaints_are_no_stub():
    class Unfinished(torch.nn.Module):
        def compute(self, table):
            return table.sum(-1)

    assert verdict(Unfinished()).status == "wrong"
    assert verdict(lambda t: torch.einsum("...i,j->...", t, t)).status == "wrong"


def test_half_precision_may_come_back_wider_but_float64_not_narrower():
    exercise = dataclasses.replace(EXERCISE, cases=lambda: [half, double])
    numbers = torch.tensor([[1.0, 2.0], [3.0, 5.0]])
    half = Case("the table is float16", (numbers.half(),), tolerance=HALF)
    double = Case("the table is float64", (numbers.double(),))

    def starts_as_float32(table):
        total = torch.zeros(2)
        for row in range(2):
            total[row] = table[row].sum()
        return total

    answer = judge(exercise, starts_as_float32)
    assert answer.mistakes == ("changes_the_dtype",)
    assert "Only when the table is float64" in answer.message


@pytest.mark.parametrize(
    "surroundings",
    [
        lambda: torch.inference_mode(),
        lambda: torch.autocast("cpu", dtype=torch.bfloat16),
        lambda: torch.device("meta"),
    ],
)
def test_the_surroundings_of_the_first_check_do_not_matter(surroundings):
    fresh = dataclasses.replace(EXERCISE)
    with surroundings():
        assert judge(fresh, lambda t: t.sum(-1)).status == "correct"
    assert judge(fresh, lambda t: t.sum(-1)).status == "correct"
    assert judge(fresh, lambda t: t.sum(-1).detach()).mistakes == ("cuts_the_gradient",)


def resists(what):
    def refuse(self, *arguments):
        raise RuntimeError("no")

    return type("Resists", (), {what: refuse, "__call__": lambda self, table: self})()


@pytest.mark.parametrize("what", ["__getattr__", "__repr__", "__eq__", "__bool__", "__len__"])
def test_objects_that_resist_are_judged_all_the_same(what):
    assert verdict(resists(what)).status == "wrong"


def test_an_exception_without_readable_words():
    class Mute(Exception):
        def __str__(self):
            raise SystemExit

    def attempt(table):
        raise Mute

    assert "it raised Mute" in verdict(attempt).message


def test_the_result_instead_of_the_function():
    answer = verdict(torch.zeros(2))
    assert "the function itself is checked, and this is a tensor" in answer.message
    assert "check(total)" in answer.message


def test_two_results_where_one_is_asked_blame_no_known_mistake():
    answer = verdict(lambda t: (t.sum(-1), None))
    assert answer.mistakes == ("returns_no_tensor",)
    assert "your function returns a tuple" in answer.message


def test_an_operation_that_torch_lacks_is_no_stub():
    answer = verdict(lambda t: torch.cdist(t.half(), t.half()).sum(-1).to(t.dtype))
    assert answer.status == "wrong"
    assert "not implemented for 'Half'" in answer.message


def test_a_wrong_number_of_another_kind_is_told_both():
    answer = verdict(lambda t: (t.sum(-1) + 2).long())
    assert answer.message.startswith("✗ total: two things: ")
    assert "the result is torch.int64 where torch.float32 is expected" in answer.message
    assert answer.mistakes == ("changes_the_dtype",)


def test_other_parameters_are_told_before_anything_is_called():
    answer = verdict(lambda first, second: first)
    assert "your function takes (first, second), but it is called as total(table)" in answer.message


# --- hostile and hapless attempts ------------------------------------------------------------


def endless(table):
    while True:
        with contextlib.suppress(Exception):
            time.sleep(0.01)


def exits(table):
    sys.exit(3)


def recurses(table):
    return recurses(table)


class Odd(BaseException):
    pass


def raises_oddly(table):
    raise Odd("boo")


@pytest.mark.parametrize(
    ("attempt", "words"),
    [
        (exits, "it raised SystemExit: 3"),
        (recurses, "it raised RecursionError"),
        (raises_oddly, "it raised Odd: boo"),
        (lambda t: t.reshape(7, 7), "it raised RuntimeError"),
        (lambda t: (x for x in t), "a generator where an ordinary tensor"),
        (lambda t: torch.zeros(1).expand(10**12), "yours (1000000000000,)"),
        (lambda t: torch.zeros(2, device="meta"), "device meta) where an ordinary tensor"),
        (lambda t: t.sum(-1).to_sparse(), "a tensor without readable numbers (torch.sparse_coo"),
    ],
)
def test_nothing_an_attempt_does_comes_out_of_the_check(attempt, words):
    answer = verdict(attempt)
    assert answer.status == "wrong"
    assert words in answer.message


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs Unix signals")
def test_an_endless_loop_that_swallows_everything_is_stopped_too(monkeypatch):
    def stubborn(table):
        while True:
            try:  # noqa: SIM105
                time.sleep(0.01)
            except:  # noqa: E722
                pass

    monkeypatch.setattr("course_utils.checking.isolation.SECONDS", 0.2)
    trace = sys.gettrace()
    assert "is there a loop without an end?" in verdict(stubborn).message
    assert sys.gettrace() is trace
    assert verdict(lambda t: t.sum(-1)).status == "correct"


def test_an_endless_loop_is_stopped_with_a_sentence(monkeypatch):
    monkeypatch.setattr("course_utils.checking.isolation.SECONDS", 0.2)
    answer = verdict(endless)
    assert "is there a loop without an end?" in answer.message


def test_the_line_of_an_error_is_the_learners_own():
    def attempt(table):
        return table.reshape(7, 7)

    line = attempt.__code__.co_firstlineno + 1
    assert f"(line {line} of its cell or file)" in verdict(attempt).message


def test_what_an_attempt_prints_is_seen(capsys):
    def attempt(table):
        print("shape", tuple(table.shape))
        return table.sum(-1)

    assert verdict(attempt).status == "correct"
    assert "shape (2, 3)" in capsys.readouterr().out


def test_warnings_of_an_attempt_neither_raise_nor_fail_it():
    def attempt(table):
        warnings.warn("careful", stacklevel=1)
        return table.sum(-1)

    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("error")
        assert verdict(attempt).status == "correct"
    assert any("careful" in str(w.message) for w in seen)


def test_global_state_is_as_before():
    def attempt(table):
        torch.manual_seed(1)
        numpy.random.seed(1)  # noqa: NPY002
        random.seed(1)
        torch.set_default_dtype(torch.float64)
        torch.set_default_device("meta")
        torch.set_grad_enabled(False)
        torch.set_num_threads(3)
        torch.use_deterministic_algorithms(True)
        torch.autograd.set_detect_anomaly(True)
        torch.set_printoptions(precision=1)
        sys.setrecursionlimit(500)
        numpy.seterr(all="raise")
        torch.set_float32_matmul_precision("medium")
        torch.Tensor.sum = lambda *_, **__: 0
        torch.softmax = None
        torch.something_new = 1
        numpy.exp = None
        warnings.simplefilter("ignore")
        return table

    def state():
        return (
            torch.get_rng_state().tolist(),
            numpy.random.get_state()[1].tolist(),  # noqa: NPY002
            random.getstate(),
            torch.get_default_dtype(),
            torch.get_default_device(),
            torch.is_grad_enabled(),
            torch.get_num_threads(),
            torch.are_deterministic_algorithms_enabled(),
            torch.is_anomaly_enabled(),
            repr(torch.tensor([1 / 3])),
            sys.getrecursionlimit(),
            numpy.geterr(),
            torch.get_float32_matmul_precision(),
            torch.Tensor.sum,
            torch.softmax,
            hasattr(torch, "something_new"),
            numpy.exp,
            warnings.filters[:],
        )

    before = state()
    assert verdict(attempt).status == "wrong"
    assert state() == before


def test_an_attempt_may_run_without_gradients_around_it():
    with torch.no_grad():
        assert verdict(lambda t: t.sum(-1)).status == "correct"
    assert torch.is_grad_enabled()


def test_cases_are_as_new_for_every_attempt():
    def spoils(table):
        table.data.fill_(float("nan"))
        return table.sum(-1)

    assert verdict(spoils).status == "wrong"
    assert verdict(lambda t: t.sum(-1)).status == "correct"


def written_into(table):
    exponentials = (table / 50).exp()
    logarithms = exponentials.log()  # whose gradient needs the exponentials as they were
    exponentials[exponentials.isnan()] = 0
    return 50 * logarithms.sum(-1)


@pytest.mark.parametrize(
    ("attempt", "action"),
    [
        (lambda t: t + torch.zeros(7, 8, 9), "Print the shapes just before that line"),
        (lambda t: t + print(end=""), "Something is None there"),
        (lambda t: t.sum(-1) if t else t, "write `is not None`"),
        (lambda t: t.sum(-1) + torch.zeros(len(t) / 2), "// divides and stays whole"),
        (lambda t: t.double() @ t.mT.float(), "Print the dtypes just before that line"),
        (lambda t: t.sum(-1) + undefined_name, "Add along the rows."),  # noqa: F821
    ],
)
def test_an_error_gets_an_action_that_fits_it(attempt, action):
    assert action in verdict(attempt).message


def test_what_is_overwritten_in_place_is_right_unless_the_gradient_is_asked_for():
    answer = verdict(written_into)
    assert answer.status == "correct"
    assert "you overwrite a result in place that torch needs on its way back" in answer.message
    answer = judge(replace(EXERCISE, in_place=False), written_into)
    assert answer.status == "wrong"
    assert "the numbers are right, but for the gradient it raised RuntimeError" in answer.message
    assert "make a new one instead: torch.where or masked_fill" in answer.message
