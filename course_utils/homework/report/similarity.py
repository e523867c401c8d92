"""Submissions to look at side by side: what is rare in the class, and the same in two of them.

Alike is no proof of anything. Short answers are alike because there are few ways to write them,
so a piece of code counts by how few have it, and what everybody writes counts nothing.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from heapq import nlargest
from itertools import combinations

from ..results import Result
from .normal_form import Form, form_of_reference, forms

PIECE = 6  # words of a form that are compared at once
ALIKE = 0.7  # the share of the rare pieces of two answers that both have
_FEW = 60  # who have a piece, for pairs to be sought by it
_ENOUGH = 12  # rare pieces that both have, for a pair to be looked at
_USUAL = 30  # rare pieces of an answer that has one idea of its own
_MARGIN = 2.0  # above what the luckiest of all pairs would share by chance


@dataclass(frozen=True)
class Pair:
    """`score` is the share of the rare pieces of both that they have in common, from 0 to 1;
    `exercises` are those whose answers are alike, `of` the number that both answered."""

    first: str
    second: str
    score: float
    exercises: tuple[str, ...]
    of: int


def pairs(codes: Iterable[tuple[str, Sequence[str]]], asked: Iterable[str]) -> list[Pair]:
    """Near-identical pairs, the most alike first; `codes` gives the code cells of each submission,
    one after the other, so that not all need to be in memory."""
    answers: dict[str, dict[str, frozenset[bytes]]] = {name: {} for name in asked}
    size = 0
    for owner, cells in codes:
        size += 1
        for name, form in forms(cells, list(answers)).items():
            answers[name][owner] = _pieces(form)
    known = {name: _pieces(form_of_reference(name)) for name in answers}
    exercises = [_Exercise(name, answers[name], known[name]) for name in answers]
    # How much the luckiest of all pairs would share, if all worked alone.
    chance = math.log(max(2, size) ** 2 / 2) + _MARGIN
    found = []
    for one, other in _candidates(exercises, size):
        pair, surprise = _compared(one, other, exercises)
        if surprise > chance:
            found.append((round(surprise, 3), pair))
    found.sort(key=lambda some: (-some[1].score, -some[0], some[1].first, some[1].second))
    return [pair for _, pair in found]


def same_files(results: Iterable[Result]) -> list[tuple[Result, ...]]:
    """Files that several handed in byte for byte, where something in them was attempted."""
    by_content: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        attempted = [one for one in result.exercises.values() if one.status != "not attempted"]
        if result.sha256 and (attempted or result.status == "unmatched"):
            by_content[result.sha256].append(result)
    groups = [some for some in by_content.values() if any(one.exercises for one in some)]
    return [tuple(some) for some in groups if len(some) > 1]


class _Exercise:
    """The pieces of every answer to one exercise, and what each tells: the logarithm of how rare
    it is among those who did the exercise. What is in the course's own answer tells nothing."""

    def __init__(self, name: str, answers: Mapping[str, frozenset[bytes]], known: frozenset[bytes]):
        self.name = name
        self.pieces = {owner: pieces - known for owner, pieces in answers.items()}
        having = Counter(piece for pieces in self.pieces.values() for piece in pieces)
        self.weight = {piece: math.log(len(answers) / count) for piece, count in having.items()}
        self.total = {owner: self._sum(pieces) for owner, pieces in self.pieces.items()}

    def _sum(self, pieces: Iterable[bytes]) -> float:
        return sum(self.weight[piece] for piece in pieces)

    def shared(self, one: str, other: str) -> list[float]:
        return [self.weight[piece] for piece in self.pieces[one] & self.pieces[other]]


def _pieces(form: Form) -> frozenset[bytes]:
    starts = range(max(1, len(form) - PIECE + 1)) if form else ()
    texts = ("\0".join(form[at : at + PIECE]) for at in starts)
    return frozenset(
        blake2b(text.encode("utf-8", "replace"), digest_size=8).digest() for text in texts
    )


def _candidates(exercises: Sequence[_Exercise], size: int) -> list[tuple[str, str]]:
    """Pairs that share some rare pieces, or all: only those are compared, and not all with all."""
    few = max(2, min(_FEW, size // 5))
    shared: Counter[tuple[str, str]] = Counter()
    whole: dict[str, list] = defaultdict(list)
    for exercise in exercises:
        owners: dict[bytes, list[str]] = defaultdict(list)
        for owner, pieces in exercise.pieces.items():
            whole[owner].append((exercise.name, pieces))
            for piece in pieces:
                owners[piece].append(owner)
        # Pieces that the same people have are counted at once.
        together = Counter(tuple(some) for some in owners.values() if 1 < len(some) <= few)
        for some, count in together.items():
            for pair in combinations(some, 2):
                shared[pair] += count
    alike: dict[tuple, list[str]] = defaultdict(list)
    for owner, answers in whole.items():
        alike[tuple(answers)].append(owner)
    for some in alike.values():
        if 1 < len(some) <= few:
            shared.update(dict.fromkeys(combinations(some, 2), _ENOUGH))
    return sorted(tuple(sorted(pair)) for pair, count in shared.items() if count >= _ENOUGH)


def _compared(one: str, other: str, exercises: Sequence[_Exercise]) -> tuple[Pair, float]:
    alike, both, common, whole, surprise = [], 0, 0.0, 0.0, 0.0
    for exercise in exercises:
        if one not in exercise.pieces or other not in exercise.pieces:
            continue
        both += 1
        weights = exercise.shared(one, other)
        shared = sum(weights)
        union = exercise.total[one] + exercise.total[other] - shared
        whole += union
        common += shared
        if shared and shared >= ALIKE * union:
            alike.append(exercise.name)
            surprise += _surprise(weights)
    score = round(common / whole, 3) if whole > 0 else 0.0
    return Pair(one, other, score, tuple(alike), both), surprise


def _surprise(weights: list[float]) -> float:
    """How unlikely it is that two wrote this on their own, as a logarithm: as rare as its rarest
    pieces, and more where there is much of it."""
    rarest = sum(nlargest(PIECE, weights)) / PIECE
    much = sum(1 for weight in weights if weight) / _USUAL
    return rarest * min(4.0, max(0.6, much))
