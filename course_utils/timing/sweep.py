"""Several calls, measured side by side at growing sizes, as far as time and memory allow."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

import torch
from tqdm import tqdm

from .device import Device, this_device
from .measurement import Measurement, Sampler, in_words, within_budget
from .memory import peak_extra_bytes

Calls = Mapping[str, Callable[[], object]]
ROOM = 0.7  # of the free memory, that a call may take
CALLS_BESIDES = 3  # the first one, one for the memory, one to warm up
FEWEST_ROUNDS = 3
SPREAD = 0.02


@dataclass(frozen=True)
class Missing:
    """Nothing was measured, for this reason."""

    reason: str

    def __str__(self) -> str:
        return self.reason


class Sweep(dict[int, dict[str, Measurement | Missing]]):
    """`sweep[size][name]` is a Measurement, or Missing with the reason."""

    def names(self) -> list[str]:
        """The subjects, in the order in which they first appear."""
        return list(dict.fromkeys(name for row in self.values() for name in row))

    def series(self, name: str, read: Callable[[Measurement], float]) -> dict[int, float]:
        """What `read` gives for one subject, by size, where it was measured."""
        found = {size: row.get(name) for size, row in self.items()}
        return {size: read(m) for size, m in found.items() if isinstance(m, Measurement)}

    def medians(self, name: str) -> dict[int, float]:
        """Seconds per call of one subject, by size."""
        return self.series(name, lambda measurement: measurement.median)


def sweep(
    make_calls: Callable[[int], Calls],
    sizes: Sequence[int],
    *,
    device: Device | None = None,
    seconds: float = 30.0,
    growth: float = 2.0,
    memory: bool = True,
    progress: bool = True,
) -> Sweep:
    """Measure the calls that `make_calls(size)` names, at each size, in `seconds` or so in all.

    At each size the subjects take turns, round by round, so that whatever changes on the machine
    changes for all of them. A subject that would need more time than is left, or more memory than
    is free, judged by its last size (both grow like size to the power `growth`), is Missing; so is
    one that fails for want of memory, or that cannot run here. `memory` also measures each
    subject's peak of extra bytes. The environment variable COURSE_TIMING_BUDGET multiplies
    `seconds`.
    """
    device = device or this_device()
    budget = within_budget(seconds)
    found, spent = Sweep(), 0.0
    bar = tqdm(sizes, disable=not progress, leave=False, file=sys.stdout, unit="size")
    for place, size in enumerate(bar):
        bar.set_description(f"size {size}")
        start = device.clock()
        left = budget - spent
        share = left * size / sum(sizes[place:])  # small sizes leave much of it to larger ones
        calls = make_calls(size)
        left_out = _left_out(calls, size, found, device, left, growth)
        found[size] = _at_one_size(calls, left_out, device, share, memory)
        spent += device.clock() - start
    return found


def _at_one_size(
    calls: Calls,
    left_out: Mapping[str, Missing],
    device: Device,
    budget: float,
    memory: bool,
) -> dict[str, Measurement | Missing]:
    row: dict[str, Measurement | Missing] = dict(left_out)
    firsts, peaks, samplers = {}, {}, {}
    for name, fn in calls.items():
        if name in left_out:
            continue
        try:
            device.synchronize()
            firsts[name] = device.seconds(fn)
            peaks[name] = peak_extra_bytes(fn, device, warmup=0) if memory else None
            samplers[name] = Sampler(fn, device, budget=budget / len(calls))
        except Exception as error:  # whatever cannot run here is a result, too
            row[name] = Missing(_why(error))
            _free_memory(device)
    start, rounds = device.clock(), 0
    while samplers and (rounds < FEWEST_ROUNDS or device.clock() - start < budget):
        for sampler in samplers.values():
            sampler.take()
        rounds += 1
        if all(sampler.is_known(SPREAD) for sampler in samplers.values()):
            break
    for name, sampler in samplers.items():
        row[name] = sampler.measurement(firsts[name], SPREAD, peaks[name])
    return {name: row[name] for name in calls}


def _left_out(
    names: Iterable[str],
    size: int,
    before: Sweep,
    device: Device,
    seconds: float,
    growth: float,
) -> dict[str, Missing]:
    """The subjects that are not even tried at this size, judged by their last one, and why."""
    left_out, expected = {}, {}
    for name in names:
        earlier = [(other, row[name]) for other, row in before.items() if name in row]
        if not earlier:
            continue
        other, last = earlier[-1]
        if isinstance(last, Missing):
            left_out[name] = last
            continue
        factor = (size / other) ** growth
        expected[name] = last.median * factor
        need, free = (last.peak_bytes or 0) * factor, device.free_bytes()
        if need > ROOM * free:
            told = f"it would need about {need / 2**30:.3g} GiB, {free / 2**30:.3g} are free"
            left_out[name] = Missing(f"out of memory: {told}")
    for name, one in sorted(expected.items(), key=itemgetter(1)):  # the quick ones first
        seconds -= (CALLS_BESIDES + FEWEST_ROUNDS) * one
        if seconds < 0 and name not in left_out:
            told = f"from {size} on a call takes {in_words(one)} or more"
            left_out[name] = Missing(f"left out: {told}")
    return left_out


def _why(error: Exception) -> str:
    text = str(error).strip().split("\n")[0]
    wants_memory = isinstance(error, torch.OutOfMemoryError | MemoryError) or any(
        words in text for words in ("can't allocate memory", "not enough memory", "out of memory")
    )
    return "out of memory" if wants_memory else f"cannot run here: {text[:120]}"


def _free_memory(device: Device) -> None:
    if device.torch_device.type == "cuda":
        torch.cuda.empty_cache()
