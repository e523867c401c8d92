"""Known mistakes in what a whole attention is given: its arguments, keys and sentences.

Each takes the right attention first, scaled or not.
"""

from __future__ import annotations

from collections.abc import Callable

from ...checking import Mistake, MistakeList

whole_mistakes = MistakeList()


def mistakes_around(attention: Callable) -> list[Mistake]:
    """These mistakes, made with that attention."""

    def with_it(function: Callable) -> Callable:
        return lambda query, key, value: function(attention, query, key, value)

    return [mistake.made_by(with_it(mistake.function)) for mistake in whole_mistakes]


@whole_mistakes()
def last_key_and_value_left_out(attention, query, key, value):
    """the last key and its value are left out: they get no score and no share.

    Where does your loop or slice over the keys end?
    """
    return attention(query, key[:, :-1], value[:, :-1])


@whole_mistakes()
def first_key_and_value_left_out(attention, query, key, value):
    """the first key and its value are left out: Python counts from 0, and so must a loop."""
    return attention(query, key[:, 1:], value[:, 1:])


@whole_mistakes("aipixel/AEMatter#3")
def batch_taken_for_the_sequence(attention, query, key, value):
    """your sentences attend to each other: the batch axis is taken for the sequence's.

    In which order are the axes: batch first, or sequence first?
    """
    swapped = (tensor.transpose(0, 1) for tensor in (query, key, value))
    return attention(*swapped).transpose(0, 1)


@whole_mistakes()
def all_sentences_as_one(attention, query, key, value):
    """every query sees the keys of all sentences: batch and sequence are flattened into one axis.

    Sentences must not meet. Which products keep the batch axis apart?
    """
    flat = (tensor.flatten(0, 1).unsqueeze(0) for tensor in (query, key, value))
    return attention(*flat).reshape(*query.shape[:2], -1)


@whole_mistakes()
def queries_and_values_swapped(attention, query, key, value):
    """query and value have changed places: you compare the values with the keys, and mix queries.

    In which order does your function take its three arguments, and in which does it use them?
    """
    return attention(value, key, query)


@whole_mistakes()
def arguments_one_place_on(attention, query, key, value):
    """all three have changed places: you compare the keys with the values, and mix the queries.

    In which order does your function take its three arguments, and in which does it use them?
    """
    return attention(key, value, query)


@whole_mistakes()
def arguments_one_place_back(attention, query, key, value):
    """all three have changed places: you compare the values with the queries, and mix the keys.

    In which order does your function take its three arguments, and in which does it use them?
    """
    return attention(value, query, key)


@whole_mistakes()
def another_sentences_queries(attention, query, key, value):
    """the sentences run in reverse in one of them: queries meet the keys of another sentence."""
    return attention(query.flip(0), key, value)


@whole_mistakes()
def another_sentences_keys(attention, query, key, value):
    """keys come from one sentence and values from another: each sentence has its own of both."""
    return attention(query, key.flip(0), value)
