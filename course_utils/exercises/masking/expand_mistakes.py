"""Known mistakes in expand_key_mask, with the sentence a learner reads."""

from __future__ import annotations

import math

import torch

from ...checking import MistakeList


def as_it_is(keep):
    return keep


def placed(keep):
    return keep[:, None, None]


def build(sense=as_it_is, placed=placed, entries=as_it_is):
    """Which entries are True, where the new axes go, and what the entries are."""
    return lambda keep: entries(placed(sense(keep)))


expand_mistakes = MistakeList()


@expand_mistakes(part="sense")
def inverted(keep):
    """True and False have changed places.

    Only the shape is to change here. True stays True.
    """
    return ~keep


@expand_mistakes("bentrevett/pytorch-seq2seq#96", "hyunwoongko/transformer#40", part="placed")
def on_the_query_rows(keep):
    """the tokens lie on the axis of the queries, so whole rows are hidden and padding is still
    seen.

    The mask is about keys. Which of the four axes (B, H, L, S) are theirs?
    """
    return keep[:, None, :, None]


@expand_mistakes("ml-explore/mlx-lm#1903", "lucidrains/vit-pytorch#71", part="placed")
def no_axis_for_the_heads(keep):
    """(B, 1, S) has no axis for the heads: sentences line up with heads, silently wrong where B =
    H.

    Write (B, H, L, S), and your shape below it, flush right. Under which letter is your B?
    """
    return keep[:, None]


@expand_mistakes(part="placed")
def both_axes_in_front(keep):
    """the new axes are in front, (1, 1, B, S): sentences line up with the queries.

    Write (B, H, L, S), and your shape below it. Under which letter is your B?
    """
    return keep[None, None]


@expand_mistakes(part="placed")
def one_axis_in_front(keep):
    """a new axis is in front of the batch: sentences line up with the heads.

    Write (B, H, L, S), and your shape below it. Under which letter is your B?
    """
    return keep[None, :, None]


@expand_mistakes(part="placed")
def both_axes_behind(keep):
    """the new axes are behind, (B, S, 1, 1): tokens line up with the heads.

    Write (B, H, L, S), and your shape below it. Under which letter is your S?
    """
    return keep[:, :, None, None]


@expand_mistakes(part="placed")
def as_it_came(keep):
    """the mask is (B, S) still: against (B, H, L, S), sentences line up with the queries.

    A new axis of size 1 wherever the mask should be the same for all.
    """
    return keep


@expand_mistakes(part="placed")
def an_axis_too_many(keep):
    """one axis of size 1 too many: five axes, where the scores have four.

    (B, 1, 1, S): one for the heads, one for the queries.
    """
    return keep[:, None, None, None]


@expand_mistakes(part="placed")
def repeated_for_each_query(keep):
    """the mask is copied for each query, as if there were S of them; the axis should have size 1.

    An axis of size 1 fits any number of queries, and costs no memory.
    """
    return keep[:, None, None].expand(-1, 1, keep.shape[1], -1)


@expand_mistakes(part="placed", alone=True)
def repeated_without_an_axis_for_the_heads(keep):
    """the mask is copied for each query, as if there were S of them, and has no axis for the heads.

    An axis of size 1 fits any number of queries. And where do the heads stand in (B, H, L, S)?
    """
    return keep[:, None].expand(-1, keep.shape[1], -1)


@expand_mistakes(part="placed", alone=True)
def both_axes_around(keep):
    """one new axis is in front and one behind, (1, B, S, 1): sentences line up with the heads,
    tokens with the queries.

    Write (B, H, L, S), and your shape below it. Under which letter is your B?
    """
    return keep[None, :, :, None]


@expand_mistakes(part="placed", alone=True)
def all_in_one_row(keep):
    """all sentences stand in one row, (1, 1, 1, B * S): -1 took the batch in as well.

    view(keep.shape[0], ...) keeps the sentences apart.
    """
    return keep.reshape(1, 1, 1, -1)


@expand_mistakes(part="placed", alone=True)
def each_token_a_sentence(keep):
    """each token became a sentence of its own, (B * S, 1, 1, 1): the tokens should stay behind.

    (B, 1, 1, S): only two axes of size 1 are new.
    """
    return keep.reshape(-1, 1, 1, 1)


@expand_mistakes(part="placed")
def pairs_of_real_tokens(keep):
    """you also hide the rows of padding queries (keep times keep): those rows are then empty.

    Who asks does not matter here: only keys are hidden, and the query axis has size 1.
    """
    return (keep[:, :, None] & keep[:, None])[:, None]


@expand_mistakes(part="placed")
def sentences_and_tokens_swapped(keep):
    """batch and tokens have changed places.

    Only axes of size 1 are added here; nothing is transposed.
    """
    return keep.T[:, None, None]


@expand_mistakes(part="placed")
def reordered_by_view(keep):
    """batch and tokens have changed places, and view or reshape has mixed up the entries besides.

    Only axes of size 1 are added here, between the two.
    """
    return keep.reshape(keep.shape[1], 1, 1, keep.shape[0])


@expand_mistakes(part="entries")
def zeros_and_ones(keep):
    """the entries became float 0 and 1: added to scores, they hide nothing.

    Only the shape is to change here.
    """
    return keep.float()


@expand_mistakes(part="entries")
def made_to_be_added(keep):
    """the entries became 0 and -inf: an additive mask.

    That is the next exercise. Only the shape is to change here.
    """
    return torch.zeros(keep.shape).masked_fill(~keep, -math.inf)
