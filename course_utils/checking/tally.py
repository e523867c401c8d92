"""The outcomes of a record as tables of numbers: most of them are made by several mistakes."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from typing import Any

import numpy

from .encoding import Reader, Writer
from .outcome import Outcome
from .record import Chosen, Record, trace
from .sketch import SUMS, Sketch


def written_tally(writer: Writer, record: Record) -> dict[str, Any]:
    """For each choice of mistakes and each case, which of the case's outcomes was made."""
    chosen = list(record.made)
    columns, outcomes, counts = [], [], []
    for position in range(len(record.truths)):
        numbers: dict[Any, int] = {}
        known = len(outcomes)
        for key in chosen:
            outcome = record.made[key][position]
            if numbers.setdefault(trace(outcome), len(numbers)) == len(outcomes) - known:
                outcomes.append(outcome)
        columns.append([numbers[trace(record.made[key][position])] for key in chosen])
        counts.append(len(numbers))
    gradients = [outcome.gradients for row in record.gradients.values() for outcome in row]
    return {
        "chosen": [[*places, way] for places, way in chosen],
        "counts": counts,
        "which": writer.array(numpy.array(columns, dtype=numpy.uint16)),
        "outcomes": _written(writer, outcomes),
        "with gradients": list(record.gradients),
        "gradients": _written_gradients(writer, gradients),
    }


def read_tally(
    reader: Reader, written: dict[str, Any]
) -> tuple[Mapping[Chosen, Sequence[Outcome]], Mapping[int, Sequence[Outcome]]]:
    """What `Record` calls `made` and `gradients`."""
    outcomes, start, columns = _read(reader, written["outcomes"]), 0, []
    which = reader.array(written["which"]).reshape(len(written["counts"]), -1)
    for count, numbers in zip(written["counts"], which, strict=True):
        of_case = outcomes[start : start + count]
        columns.append([of_case[number] for number in numbers])
        start += count
    rows = zip(*columns, strict=True)
    made = {
        (tuple(places), way): row
        for (*places, way), row in zip(written["chosen"], rows, strict=True)
    }
    return made, _read_gradients(reader, written)


def _written(writer: Writer, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Errors and features as they are; of sketches a column for each of their parts."""
    sketches = [o.value for o in outcomes if isinstance(o.value, Sketch)]
    others = [
        [position, o.error and [type(o.error).__name__, *o.error.args], writer.value(o.value)]
        for position, o in enumerate(outcomes)
        if not isinstance(o.value, Sketch)
    ]
    return {"others": others, "sketches": written_sketches(writer, sketches)}


def written_sketches(writer: Writer, sketches: Sequence[Sketch]) -> dict[str, Any]:
    forms: dict[tuple, int] = {}
    numbers = [forms.setdefault((s.shape, s.dtype), len(forms)) for s in sketches]
    sums = numpy.array([s.sums for s in sketches], dtype=numpy.float32).reshape(-1, SUMS)
    return {
        "forms": [[list(shape), writer.value(dtype)] for shape, dtype in forms],
        "form": writer.array(numpy.array(numbers, dtype=numpy.uint16)),
        "sums": writer.array(sums.T),
        "holes": [[position, s.holes] for position, s in enumerate(sketches) if s.holes],
        "right": [position for position, s in enumerate(sketches) if s.right],
    }


def _read(reader: Reader, written: dict[str, Any]) -> list[Outcome]:
    outcomes = [Outcome(sketch) for sketch in read_sketches(reader, written["sketches"])]
    for position, error, value in written["others"]:  # in order, so that each finds its place
        made = error and getattr(builtins, error[0])(*error[1:])
        outcomes.insert(position, Outcome(reader.value(value), made))
    return outcomes


def read_sketches(reader: Reader, written: dict[str, Any]) -> list[Sketch]:
    forms = [(tuple(shape), reader.value(dtype)) for shape, dtype in written["forms"]]
    sums = reader.array(written["sums"]).reshape(SUMS, -1).T.tolist()
    holes, right = dict(written["holes"]), set(written["right"])
    return [
        Sketch(*forms[form], tuple(sums[i]), holes.get(i, 0), i in right)
        for i, form in enumerate(reader.array(written["form"]))
    ]


def _written_gradients(writer: Writer, gradients: Sequence[tuple | None]) -> dict[str, Any]:
    """How many there are in each outcome (none asked: null), and which of them are missing."""
    kept = [g for found in gradients if found is not None for g in found if g is not None]
    missing = [None if found is None else [g is None for g in found] for found in gradients]
    return {"missing": missing, "sketches": written_sketches(writer, kept)}


def _read_gradients(reader: Reader, written: dict[str, Any]) -> Mapping[int, Sequence[Outcome]]:
    left = iter(read_sketches(reader, written["gradients"]["sketches"]))
    outcomes = [
        Outcome()
        if missing is None
        else Outcome(gradients=tuple(None if gone else next(left) for gone in missing))
        for missing in written["gradients"]["missing"]
    ]
    cases = len(written["counts"])
    return {
        place: outcomes[number * cases : (number + 1) * cases]
        for number, place in enumerate(written["with gradients"])
    }
