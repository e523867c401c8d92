"""Known mistakes in what multi_head_attention's query, key and value are made from."""

from __future__ import annotations

from itertools import combinations, product

import torch

from ....checking import MistakeList
from .mistakes import streams

stream_mistakes = MistakeList()
LETTER_BY_LETTER = "Read the three projections letter by letter."
ROLES = ("query", "key", "value")


@stream_mistakes("Khaliladib11/Transformer-from-scratch#1", part="streams")
def one_weight_for_all_three(x_query, x_key_value, w_query, w_key, w_value):
    """query, key and value are all projected with w_query: copied, pasted, not changed?

    Read the three lines letter by letter.
    """
    return streams(x_query, x_key_value, w_query, w_query, w_query)


@stream_mistakes(part="streams")
def key_made_with_the_query_weight(x_query, x_key_value, w_query, w_key, w_value):
    """the key is projected with w_query; w_key is never used.

    Read the three projections letter by letter.
    """
    return streams(x_query, x_key_value, w_query, w_query, w_value)


@stream_mistakes("yflyzhang/AnnotatedTransformer#1", part="streams")
def value_made_with_the_key_weight(x_query, x_key_value, w_query, w_key, w_value):
    """the values are made with w_key, or the keys are mixed in their place: w_value has no effect.

    Keys say where to look. What says what to fetch there?
    """
    return streams(x_query, x_key_value, w_query, w_key, w_key)


@stream_mistakes(part="streams")
def key_and_value_weights_swapped(x_query, x_key_value, w_query, w_key, w_value):
    """w_key and w_value have changed places (or what they make: k, v = v, k).

    Which of the two projections is compared with the query?
    """
    return streams(x_query, x_key_value, w_query, w_value, w_key)


@stream_mistakes(part="streams", alone=True)
def query_and_key_weights_swapped(x_query, x_key_value, w_query, w_key, w_value):
    """w_query and w_key have changed places.

    Which weight belongs to the tokens that ask?
    """
    return streams(x_query, x_key_value, w_key, w_query, w_value)


@stream_mistakes(part="streams", alone=True)
def values_compared_with_the_query(x_query, x_key_value, w_query, w_key, w_value):
    """the query is compared with the values, or the key is projected with w_value: no w_key.

    Keys say where to look, values what is fetched there. Which of them meets the query?
    """
    return streams(x_query, x_key_value, w_query, w_value, w_value)


@stream_mistakes(part="streams")
def attention_to_itself_only(x_query, x_key_value, w_query, w_key, w_value):
    """key and value are made from x_query; x_key_value is never used.

    Who is asked, and whose contents are fetched?
    """
    return streams(x_query, x_query, w_query, w_key, w_value)


@stream_mistakes(part="streams", alone=True)
def query_made_from_the_keys_side(x_query, x_key_value, w_query, w_key, w_value):
    """the query is made from x_key_value; x_query is never used.

    Who asks?
    """
    return streams(x_key_value, x_key_value, w_query, w_key, w_value)


@stream_mistakes(part="streams", alone=True)
def inputs_swapped(x_query, x_key_value, w_query, w_key, w_value):
    """x_query and x_key_value have changed places: the sentence that is asked does the asking."""
    return streams(x_key_value, x_query, w_query, w_key, w_value)


@stream_mistakes(part="streams", alone=True)
def key_made_from_the_query_side(x_query, x_key_value, w_query, w_key, w_value):
    """the key is made from x_query, the value from x_key_value: they no longer belong together.

    Key j says where to find value j. From which tokens do both come?
    """
    query, _, value = streams(x_query, x_key_value, w_query, w_key, w_value)
    return query, (x_query, w_key), value


@stream_mistakes(part="streams", alone=True)
def value_made_from_the_query_side(x_query, x_key_value, w_query, w_key, w_value):
    """the value is made from x_query, the key from x_key_value: they no longer belong together.

    Key j says where to find value j. From which tokens do both come?
    """
    query, key, _ = streams(x_query, x_key_value, w_query, w_key, w_value)
    return query, key, (x_query, w_value)


@stream_mistakes(part="streams", alone=True)
def value_made_from_the_projected_key(x_query, x_key_value, w_query, w_key, w_value):
    """the value is made from the projected key: is x_key_value overwritten by its own projection?

    Key and value are both made from x_key_value as it came. Give each result a name of its own.
    """
    query, key, _ = streams(x_query, x_key_value, w_query, w_key, w_value)
    return query, key, (x_key_value @ w_key.T, w_value)


def _add(name, sentence, change):
    def made(x_query, x_key_value, w_query, w_key, w_value):
        return streams(x_query, x_key_value, *change([w_query, w_key, w_value]))

    made.__name__, made.__doc__ = name, f"{sentence}\n\n{LETTER_BY_LETTER}"
    stream_mistakes(part="streams", alone=True)(made)


def _listed(parts):
    *others, last = parts
    return f"{', '.join(others)} and {last}" if others else last


def _other_weights():
    """All ways to give three weights to three projections that are not written out above."""
    written = {(0, 0, 0), (0, 0, 2), (0, 1, 1), (0, 2, 1), (1, 0, 2), (0, 2, 2), (0, 1, 2)}
    for taken in product(range(3), repeat=3):
        if taken in written:
            continue
        wrong = [(ROLES[i], ROLES[w]) for i, w in enumerate(taken) if w != i]
        words = [f"the {role} is projected with w_{weight}" for role, weight in wrong]
        unused = [f"w_{ROLES[i]}" for i in range(3) if i not in taken]
        are = "is" if len(unused) == 1 else "are"
        never = f"; {_listed(unused)} {are} never used" if unused else ""
        yield (
            "_and_".join(f"{role}_made_with_the_{weight}_weight" for role, weight in wrong),
            f"{_listed(words)}{never}.",
            lambda weights, taken=taken: [weights[w] for w in taken],
        )


def _some_weights():
    """One or two of the three weights left out, or used as they come."""
    for count in (1, 2):
        for some in combinations(range(3), count):
            names, roles = ([f"{before}{ROLES[i]}" for i in some] for before in ("w_", ""))
            verb, others = ("is", "two are") if count == 1 else ("are", "one is")
            yield (
                f"{'_and_'.join(roles)}_weight_not_transposed",
                f"{_listed(names)} {verb} not transposed, the other {others}; in nn.Linear's "
                "layout a row makes one feature.",
                lambda weights, some=some: [w.T if i in some else w for i, w in enumerate(weights)],
            )
            yield (
                f"{'_and_'.join(roles)}_not_projected",
                f"{_listed(roles)} {verb} not projected: {_listed(names)} {verb} never used.",
                lambda weights, some=some: [
                    torch.eye(len(w), dtype=w.dtype) if i in some else w
                    for i, w in enumerate(weights)
                ],
            )


for mistake in (*_other_weights(), *_some_weights()):
    _add(*mistake)


@stream_mistakes(part="streams", alone=True)
def nothing_projected(x_query, x_key_value, w_query, w_key, w_value):
    """w_query, w_key and w_value are never used: the heads attend over the tokens themselves."""
    same = torch.eye(len(w_query), dtype=w_query.dtype)
    return streams(x_query, x_key_value, same, same, same)
