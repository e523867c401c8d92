"""Known mistakes in the matrix product of all queries with all keys: axes, operands, letters.

Those of broadcasting are in raw_scores_pairing_mistakes.py, those of loops in
raw_scores_loop_mistakes.py.
"""

from __future__ import annotations

import torch

from ...attention import raw_scores
from . import raw_scores_loop_mistakes, raw_scores_pairing_mistakes
from .mistakes import raw_scores_mistakes

__all__ = ["raw_scores_loop_mistakes", "raw_scores_mistakes", "raw_scores_pairing_mistakes"]


@raw_scores_mistakes("hyunwoongko/transformer", part="product")
def key_viewed_in_another_shape(query, key):
    """key.view(B, E, S) has the right shape and the wrong order: it cuts the keys up anew.

    Which operation swaps two axes and leaves every key whole?
    """
    return query @ key.view(key.shape[0], key.shape[2], key.shape[1])


@raw_scores_mistakes(part="product")
def key_reshaped(query, key):
    """key.reshape(B, E, S) has the right shape and the wrong order: it cuts the keys up anew.

    Which operation swaps two axes and leaves every key whole?
    """
    return query @ key.reshape(key.shape[0], key.shape[2], key.shape[1])


@raw_scores_mistakes(
    "https://theorempath.com/labs/proof-tasks/attention-shape-trace", part="product"
)
def all_axes_of_key_reversed(query, key):
    """you reversed all of key's axes, as .T does on three: (B, S, E) became (E, S, B).

    Which two axes should change places, and which should stay where it is?
    """
    return query @ key.permute(2, 1, 0)


@raw_scores_mistakes("heykeetae/Self-Attention-GAN#11", part="product")
def key_not_transposed(query, key):
    """key is not transposed: this runs only where S = E.

    A matrix product takes columns of the right-hand matrix. What must stand in its columns?
    """
    return query @ key


@raw_scores_mistakes(part="product")
def batch_and_keys_swapped(query, key):
    """you swapped key's axes 0 and 1, so that the batch and the keys changed places.

    Count from the end: which two axes make up one sentence's matrix of keys?
    """
    return query @ key.transpose(0, 1)


@raw_scores_mistakes(part="product")
def batch_of_key_moved_last(query, key):
    """key's axes are now (S, E, B): the batch has moved to the end.

    Only two axes change places here; the batch stays in front.
    """
    return query @ key.permute(1, 2, 0)


@raw_scores_mistakes(part="product")
def components_of_key_moved_first(query, key):
    """key's axes are now (E, B, S): the components have moved in front of the batch.

    Only two axes change places here; the batch stays in front.
    """
    return query @ key.permute(2, 0, 1)


@raw_scores_mistakes(part="product")
def query_transposed_instead(query, key):
    """you transposed the query, so columns of the queries meet columns of the keys.

    Rows of the left meet columns of the right: which of the two has to be turned?
    """
    return query.transpose(-2, -1) @ key


@raw_scores_mistakes(part="product")
def both_transposed(query, key):
    """you transposed both, so the query's components meet where its words should: (B, E, L).

    Rows of the left meet columns of the right: which of the two has to be turned?
    """
    return query.transpose(-2, -1) @ key.transpose(-2, -1)


@raw_scores_mistakes(part="product")
def key_transposed_and_put_first(query, key):
    """you put the transposed keys first: columns of the keys meet columns of the queries.

    Which of the two belongs on the left, if each row of the result is one query's?
    """
    return key.transpose(-2, -1) @ query


@raw_scores_mistakes(part="product")
def queries_and_keys_changed_places(query, key):
    """the table is turned: your rows are keys and your columns queries, (B, S, L).

    Whose row is it? One row of scores belongs to one query.
    """
    return key @ query.transpose(-2, -1)


@raw_scores_mistakes(part="product")
def queries_with_queries(query, key):
    """you multiplied the queries with the queries; the keys have no say in it."""
    return query @ query.transpose(-2, -1)


@raw_scores_mistakes(part="product")
def keys_with_keys(query, key):
    """you multiplied the keys with the keys; the queries have no say in it."""
    return key @ key.transpose(-2, -1)


@raw_scores_mistakes("aipixel/AEMatter#3", "pytorch/pytorch#122959", part="product")
def attended_over_the_batch(query, key):
    """you took axis 0 for the words: sentences are matched with sentences, place by place.

    Here the batch comes first. Which axis numbers the queries, and which the keys?
    """
    return query.transpose(0, 1) @ key.permute(1, 2, 0)


@raw_scores_mistakes(part="product")
def attended_over_the_batch_and_turned_back(query, key):
    """you matched sentences with sentences, word place by word place, not words with words.

    Which axis numbers the queries, and which the keys?
    """
    return (query.transpose(0, 1) @ key.permute(1, 2, 0)).transpose(0, 1)


@raw_scores_mistakes(part="product")
def keys_of_the_first_sentence(query, key):
    """every sentence of yours is matched with the keys of the first one (key[0])."""
    return query @ key[0].T


@raw_scores_mistakes(part="product")
def keys_of_all_sentences_summed(query, key):
    """the keys of all sentences are added up before the product; each needs its own.

    In einsum this happens when the two batch axes have different letters.
    """
    return torch.einsum("ble,cse->bls", query, key)


@raw_scores_mistakes(part="product")
def tables_of_all_sentences_added_up(query, key):
    """the batch is gone: the scores of all sentences are added up in one table (L, S)."""
    return torch.einsum("ble,bse->ls", query, key)


@raw_scores_mistakes(part="product")
def first_sentence_alone(query, key):
    """this is the table of the first sentence alone, (L, S); every sentence has one."""
    return query[0] @ key[0].T


@raw_scores_mistakes(part="product")
def queries_with_keys_of_every_sentence(query, key):
    """you matched each sentence with every sentence: four axes, (B, L, B, S).

    A query meets only the keys of its own sentence. Which product keeps sentences apart?
    """
    return torch.tensordot(query, key, dims=([2], [2]))


@raw_scores_mistakes(part="product")
def all_sentences_in_one_table(query, key):
    """you matched all sentences' queries with all sentences' keys in one large table.

    A query meets only the keys of its own sentence. What keeps the sentences apart?
    """
    return query.reshape(-1, query.shape[-1]) @ key.reshape(-1, key.shape[-1]).T


@raw_scores_mistakes(part="product")
def scores_of_a_query_added_up(query, key):
    """each query has one number, the sum of its scores; the keys' axis is gone.

    In einsum a letter that is missing after the arrow is summed away.
    """
    return torch.einsum("ble,bse->bl", query, key)


@raw_scores_mistakes(part="product")
def components_added_up_apart(query, key):
    """you added up each query and each key first and multiplied the sums.

    In einsum this happens when the two component axes have different letters.
    """
    return torch.einsum("ble,bsf->bls", query, key)


@raw_scores_mistakes(part="product")
def means_multiplied(query, key):
    """you multiplied the mean of each query with the mean of each key.

    Which comes first: multiplying place by place, or taking them together?
    """
    return query.mean(-1)[:, :, None] * key.mean(-1)[:, None, :]


@raw_scores_mistakes(part="product")
def components_never_added_up(query, key):
    """these are the products, place by place, (B, L, S, E); they are not yet added up.

    Which axis has to disappear?
    """
    return query[:, :, None, :] * key[:, None, :, :]


@raw_scores_mistakes(part="product")
def keys_of_the_sentence_before(query, key):
    """each sentence is matched with the keys of the one before it in the batch."""
    return raw_scores(query, key.roll(1, dims=0))
