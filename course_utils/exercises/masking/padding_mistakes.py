"""Known mistakes in padding_mask: in what counts as real, in its sense, and in the table's axes.

The table itself, and whole functions, have files of their own.
"""

from __future__ import annotations

import torch

from ...checking import MistakeList


def is_real(positions, length):
    return positions < length


def places(lengths, max_len):
    return torch.arange(max_len)


def as_it_is(mask):
    return mask


def build(places=places, is_real=is_real, sense=as_it_is, answer=as_it_is, entries=as_it_is):
    """Which places there are, which of them count as real, and what is returned of the table."""

    def mask(lengths, max_len):
        table = is_real(places(lengths, max_len), lengths[:, None])
        return entries(answer(sense(table)))

    return mask


padding_mistakes = MistakeList()


@padding_mistakes(part="is_real")
def one_token_too_many(positions, length):
    """one padding token too many counts as real: places start at 0, and you kept the place
    `length`.

    A sentence of length 2 has the places 0 and 1.
    """
    return positions <= length


@padding_mistakes(part="is_real")
def one_token_too_few(positions, length):
    """the last real token of each sentence is hidden: places start at 0, not at 1.

    A sentence of length 2 has the places 0 and 1.
    """
    return positions < length - 1


@padding_mistakes(part="is_real")
def counted_from_the_right(positions, length):
    """you count from the right: that fits padding in front (left padding).

    Here the real tokens come first and the padding follows.
    """
    return positions >= positions.numel() - length


@padding_mistakes(part="is_real")
def last_token_alone(positions, length):
    """only the last real token of each sentence is True; all those before it are real too.

    Which comparison holds for all places below the length?
    """
    return positions == length - 1


@padding_mistakes(part="is_real")
def first_padding_place_alone(positions, length):
    """only the place just behind the last token is True: your comparison asks for "equal".

    Which comparison holds for all places below the length?
    """
    return positions == length


@padding_mistakes(part="is_real")
def longest_for_all(positions, length):
    """every sentence gets the mask of the longest one.

    Does your line use each sentence's own length, and write into that sentence's row alone?
    """
    return (positions < length.max()).expand(len(length), -1)


@padding_mistakes(part="is_real")
def shortest_for_all(positions, length):
    """every sentence gets the mask of the shortest one.

    Does your line use each sentence's own length?
    """
    return (positions < length.min()).expand(len(length), -1)


@padding_mistakes(part="is_real")
def first_length_for_all(positions, length):
    """every sentence gets the mask of the first one.

    Does your line use each sentence's own length?
    """
    return (positions < length[:1]).expand(len(length), -1)


@padding_mistakes(part="is_real")
def at_least_one_token(positions, length):
    """a sentence of length 0 keeps a token: it should have none.

    Leave the lengths as they are. masked_softmax will deal with rows of which nothing is kept.
    """
    return positions < length.clamp(min=1)


@padding_mistakes(part="is_real")
def empty_sentences_full(positions, length):
    """a sentence of length 0 comes out as all real: index -1, or [-0:], counts from the end.

    Does your line hold for a length of 0?
    """
    return (positions < length) | (length == 0)


@padding_mistakes(part="is_real")
def first_token_hidden(positions, length):
    """the first token of each sentence is hidden: places start at 0, not at 1.

    A sentence of length 2 has the places 0 and 1.
    """
    return (positions > 0) & (positions < length)


@padding_mistakes(part="is_real", alone=True)
def two_tokens_too_many(positions, length):
    """two padding tokens too many count as real: `<=` is one, and a length + 1 another.

    A sentence of length 2 has the places 0 and 1.
    """
    return positions <= length + 1


@padding_mistakes(part="is_real", alone=True)
def lengths_from_short_to_long(positions, length):
    """you sort the lengths, so that the rows no longer belong to their sentences.

    Row b is about sentence b, however long the others are.
    """
    return positions < length.sort(0).values


@padding_mistakes(part="is_real", alone=True)
def lengths_from_long_to_short(positions, length):
    """you sort the lengths, so that the rows no longer belong to their sentences.

    Row b is about sentence b, however long the others are.
    """
    return positions < length.sort(0, descending=True).values


@padding_mistakes(part="is_real", alone=True)
def every_sentence_with_a_token_full(positions, length):
    """each sentence is all real or all padding: you compare its length with 0, not with places.

    For each place, compare its number with the length of its sentence.
    """
    return (length > 0).expand(-1, positions.numel())


@padding_mistakes(part="is_real")
def nothing_real(positions, length):
    """every place is False: the table you began with was never filled.

    For each place, compare its number with the length of its sentence.
    """
    return torch.zeros(len(length), positions.numel(), dtype=torch.bool)


@padding_mistakes(part="is_real")
def everything_real(positions, length):
    """every place is True: the lengths do not reach the mask.

    For each place, compare its number with the length of its sentence.
    """
    return torch.ones(len(length), positions.numel(), dtype=torch.bool)
