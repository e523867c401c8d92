"""The exercise of lesson 8 that times a call, on a device that is only simulated."""

from __future__ import annotations

import torch

from ...checking import Case, Exercise
from ...timing import time_call
from ..drawing import whole
from .clock_mistakes import clock_mistakes
from .observation import LAUNCH, Program, TheDevices, observe
from .parts import build
from .reading_mistakes import reading_mistakes
from .result_mistakes import result_mistakes
from .start_mistakes import start_mistakes
from .unit_mistakes import unit_mistakes

# In each case the timed calls have the same mean as median, so that both are right; their first,
# last, smallest and largest differ from it in one case or another, and what follows them may too.


def cases() -> list[Case]:
    def case(when, program, warmup, iterations, *, telling=False):
        arguments = (program, TheDevices(), TheDevices(), warmup, iterations)
        return Case(when, arguments, equal_sizes=telling)

    many = (10, 8, 8, 8, *(2, 3, 4) * 33, 5)
    return [
        case("the first calls are slow", Program((20, 5, 2, 4, 3, 9)), 2, 3),
        case("compiling keeps the host", Program((20, 3, 2, 4, 3, 1), 50), 1, 4, telling=True),
        case("all calls take the same time", Program((3,)), 3, 5),
        case("only one call is timed, without warm-up", Program((20, 3)), 0, 1),
        case("there is no warm-up", Program((2, 3, 3, 4, 8)), 0, 4),
        case(
            "each call returns when its work is done, as on the CPU",
            Program((20, 5, 2, 4, 3, 3, 9), return_late=True),
            2,
            4,
        ),
        case(
            "the device is busy and there is no warm-up",
            Program((4, 2, 3), pending=11),
            0,
            3,
        ),
        case("the device is busy before", Program((7, 7, 3, 4, 2, 3), pending=12), 2, 3),
        case("the clock shows a large number", Program((30, 10, 8, 8, 8, 3), clock=1e6), 5, 2),
        case("one call is timed", Program((30, 9, 9, 3, 7)), 3, 1),
        case("many calls are timed", Program(many), 4, 99),
        case("calls take minutes", Program((150e3, 90e3, 60e3, 120e3, 90e3)), 1, 3),
        case("calls are short", Program((0.9, 0.9, 0.2, 0.4, 0.3), launch=LAUNCH / 10), 2, 3),
    ]


def more_cases(draw: torch.Generator) -> list[Case]:
    """The timed calls take a - b, a, a + b in some order: mean and median are a."""
    found = []
    for warmup in (1, 2, 4):
        a, b = int(whole(draw, 5, 9)), int(whole(draw, 1, 4))
        calls = [a - b, a, a + b]
        timed = [calls[place] for place in torch.randperm(3, generator=draw)]
        program = Program((30, *whole(draw, 10, 20, warmup).tolist(), *timed, 2))
        found.append(
            Case("the times are drawn", (program, TheDevices(), TheDevices(), warmup + 1, 3))
        )
    return found


TIME_CALL = Exercise(
    reference=time_call,
    lesson="08_gpu_timing",
    cases=cases,
    more_cases=more_cases,
    mistakes=(
        *start_mistakes,
        *reading_mistakes,
        *clock_mistakes,
        *result_mistakes,
        *unit_mistakes,
    ),
    build=build,
    observe=observe,
    action="Draw the two lanes, host and device: where is the device when the clock is read?",
    difficulty=2,
    minutes=15,
    hints=(
        "Four steps: warm up, start the clock, make the calls, stop the clock. The device may "
        "still be at work at each of them.",
        "The clock may only be read when the device is idle: synchronize() before the first "
        "reading, so that no earlier work counts, and before the last, so that all of yours does.",
        "for _ in range(warmup): fn() / synchronize() / start = clock() / the same loop with "
        "`iterations` / synchronize() / and return (clock() - start) / iterations.",
    ),
)
