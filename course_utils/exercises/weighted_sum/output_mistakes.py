"""Known mistakes in what a weighted sum returns: rows and sentences left out, added, turned."""

from __future__ import annotations

import torch

from ...checking import MistakeList

output_mistakes = MistakeList()


@output_mistakes(part="output")
def total_never_reset(output):
    """each query's result still holds the sums of the queries before it.

    Where must the total be set back to zero: before the loop over queries, or inside it?
    """
    return output.cumsum(dim=1)


@output_mistakes(part="output")
def last_row_left_out(output):
    """the last query's row stays zero: the loop over the queries ends one too early."""
    return torch.cat([output[:, :-1], torch.zeros_like(output[:, -1:])], dim=1)


@output_mistakes(part="output")
def output_transposed(output):
    """the numbers are right, but features and queries are swapped: (B, Ev, L), not (B, L, Ev).

    Which axis of the result should count the queries?
    """
    return output.transpose(1, 2)


@output_mistakes(part="output")
def output_reshaped_from_transposed(output):
    """the shape was mended with view or reshape: right numbers, but in the wrong places.

    To swap two axes takes a transpose. Better: find out why the axes came out swapped.
    """
    return output.transpose(1, 2).reshape(output.shape)


@output_mistakes(part="output")
def total_never_reset_in_the_batch(output):
    """each result still holds the sums of all queries before it, other sentences' included.

    Where must the total be set back to zero: before all loops, or inside the one over queries?
    """
    return output.flatten(0, 1).cumsum(dim=0).reshape(output.shape)


@output_mistakes(part="output")
def queries_added_up(output):
    """the outputs of all queries are added up: one row is left where each query has its own.

    Which axes must stand on the right of the arrow, if you use einsum?
    """
    return output.sum(dim=1)


@output_mistakes(part="output")
def sentences_added_up(output):
    """the batch axis is gone: the outputs of all sentences are added up.

    Sentences must not meet. Which axes must stand on the right of the arrow, if you use einsum?
    """
    return output.sum(dim=0)


@output_mistakes(part="output")
def first_sentence_alone(output):
    """you return the first sentence's output alone; look for a [0] on both inputs.

    The batch axis stands in both inputs and in the output.
    """
    return output[0]


@output_mistakes(part="output")
def returned_after_the_first_sentence(output):
    """only the first sentence comes back: the loop over the batch returns in its first turn.

    How far is `return` indented?
    """
    return output[:1]


@output_mistakes(part="output")
def sentences_in_one_table(output):
    """the rows of all sentences are put below each other in one table, and the batch axis is gone.

    torch.cat joins along an axis that is there; which function makes a new one?
    """
    return output.flatten(0, 1)


@output_mistakes(part="output")
def first_sentence_filled_only(output):
    """only the first sentence's rows are filled in, the others stay zero.

    Does the loop over the batch return in its first turn? How far is `return` indented?
    """
    return torch.cat([output[:1], torch.zeros_like(output[1:])])


@output_mistakes(part="output", alone=True)
def first_row_filled_only(output):
    """only the first query's row is filled in, the others stay zero.

    Does the loop over the queries end, or return, in its first turn?
    """
    return torch.cat([output[:, :1], torch.zeros_like(output[:, 1:])], dim=1)


@output_mistakes(part="output", alone=True)
def output_of_the_last_sentence_alone(output):
    """only the last sentence comes back: each turn of the loop replaces the one before.

    Where are the results of the other turns kept?
    """
    return output[-1]


@output_mistakes(part="output", alone=True)
def softmax_of_the_result(output):
    """you apply softmax to the result; it is a mix of values and may hold any numbers."""
    return output.softmax(dim=-1)


@output_mistakes(part="output", alone=True)
def batch_and_queries_swapped(output):
    """the numbers are right, but the axes are (L, B, Ev): the batch must come first.

    torch.stack puts its new axis first unless told otherwise: which loop is the outer one?
    """
    return output.transpose(0, 1)


@output_mistakes()
def every_sentence_with_every_sentence(weights, value):
    """each sentence's weights meet the values of all sentences: your result has four axes.

    tensordot does that. Which product pairs sentence 0 with sentence 0 only?
    """
    return torch.tensordot(weights, value, dims=([2], [1]))
