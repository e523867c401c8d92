"""Rates that cannot be: they are refused, not printed."""

from __future__ import annotations

from .measurement import Measurement

NOISE = 0.1
"""How far above a roof a rate may lie, as a share of it: two measurements of one run differ."""

UNITS = {"matmul": "FLOP/s", "copy": "B/s", "exp": "exp/s"}
CAUSES = {
    "matmul": "the clock was read before the device was done, more operations were counted than "
    "were computed (a causal mask halves them, swapped axes change them), or the data were zeros",
    "copy": "the clock was read before the device was done, more bytes were counted than were "
    "moved, or the data came from a cache",
    "exp": "the clock was read before the device was done, or more exponentials were counted than "
    "were computed",
}


class ImpossibleRate(ValueError):
    """A rate above what the same machine, in the same run, can do."""

    def __init__(self, what: str, rate: float, roof: float, kind: str) -> None:
        self.rate, self.roof, self.kind = rate, roof, kind
        unit = UNITS[kind]
        super().__init__(
            f"{what}: {rate_in_words(rate, unit)} claimed, but this run's {kind} reaches "
            f"{rate_in_words(roof, unit)}. Likely {CAUSES[kind]}."
        )


def believable_rate(
    measured: Measurement | float,
    work: float,
    roof: float,
    what: str,
    *,
    kind: str = "matmul",
    noise: float = NOISE,
) -> float:
    """`work` per second, where `measured` are the seconds per call that it took.

    `roof` is the rate of this kind ("matmul", "copy", "exp") that the same run reached. A rate
    more than `noise` above it raises ImpossibleRate.
    """
    seconds = measured.median if isinstance(measured, Measurement) else measured
    rate = work / seconds if seconds > 0 else float("inf")
    if rate > roof * (1 + noise):
        raise ImpossibleRate(what, rate, roof, kind)
    return rate


def rate_or_reason(
    measured: object,
    work: float,
    roof: float,
    what: str = "this call",
    *,
    kind: str = "matmul",
    noise: float = NOISE,
) -> str:
    """A table's cell: the rate with its unit, or why there is none.

    `measured` may also be a Missing, which tells its own reason.
    """
    if not isinstance(measured, Measurement | float | int):
        return str(measured)
    try:
        rate = believable_rate(measured, work, roof, what, kind=kind, noise=noise)
    except ImpossibleRate as error:
        limit = rate_in_words(error.roof, UNITS[kind])
        return f"impossible: above this run's {kind}, {limit}"
    return rate_in_words(rate, UNITS[kind])


def rate_in_words(rate: float, unit: str = "FLOP/s") -> str:
    """A rate with its unit and three digits: "75.1 GFLOP/s"."""
    for size, prefix in ((1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M")):
        if rate >= 0.9995 * size:
            return f"{rate / size:.3g} {prefix}{unit}"
    return f"{rate:.3g} {unit}"
