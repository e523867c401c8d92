"""Known mistakes in cosine_attention: in the scale, in the softmax, and whole functions."""

from __future__ import annotations

import math

import torch

from ...attention import raw_scores, softmax, weighted_sum
from ...checking import MistakeList
from ...variants import cosine_attention as right_attention
from .cosine_mistakes import cosine_mistakes as mistakes_in_the_lengths
from .cosine_mistakes import of_length_one
from .softmax_mistakes import softmax_mistakes

cosine_mistakes = MistakeList(mistakes_in_the_lengths)


@cosine_mistakes(part="scaled")
def scale_unused(cosines, scale, query):
    """the scale is not used, or only added, of which softmax takes no notice: your weights are too
    even.

    What are the largest and the smallest weight that scores of 1 and -1 can give?
    """
    return cosines


@cosine_mistakes(part="scaled")
def divided_by_the_scale(cosines, scale, query):
    """you divide by the scale; it multiplies.

    Should a large scale make the weights more even or more unequal?
    """
    return cosines / scale


@cosine_mistakes(part="scaled")
def scaled_by_the_root_too(cosines, scale, query):
    """you divide by √E as well: the scale stands in its place, cosines do not grow with E."""
    return scale * cosines / math.sqrt(query.shape[-1])


@cosine_mistakes(part="scaled")
def scaled_by_the_root_instead(cosines, scale, query):
    """you divide by √E instead of multiplying by the scale."""
    return cosines / math.sqrt(query.shape[-1])


@cosine_mistakes(part="scaled")
def scaled_on_both_sides(cosines, scale, query):
    """query and key are both multiplied by the scale: each score by its square.

    If both sides get a factor, what must it be?
    """
    return scale**2 * cosines


@cosine_mistakes(part="scaled")
def distances_for_scores(cosines, scale, query):
    """your scores are cosine distances, 1 - cos: the keys least alike get the most weight."""
    return scale * (1 - cosines)


@cosine_mistakes(part="scaled")
def signs_dropped(cosines, scale, query):
    """you take cosines without their sign: a key that points away is not a good one."""
    return scale * cosines.abs()


@cosine_mistakes("PetrochukM/PyTorch-NLP#2", part="softmax")
def softmax_over_the_queries(scores):
    """your softmax runs over the queries: every column of the weights sums to 1, the rows do not.

    Which axis holds the keys that compete for one query's attention?
    """
    return scores.softmax(-2)


@cosine_mistakes(part="softmax")
def largest_not_subtracted(scores):
    """a large scale gives NaN: exp overflows, because the largest score was not subtracted first.

    What does torch.tensor(100.0).exp() give, and which constant may be taken off all scores?
    """
    return scores.exp() / scores.exp().sum(-1, keepdim=True)


@cosine_mistakes()
def compared_place_by_place(query, key, value, scale):
    """query i is compared with key i alone: cosine_similarity pairs what stands at the same place.

    Every query with every key: what shape have the scores then?
    """
    cosines = torch.cosine_similarity(query, key, dim=-1)
    return softmax(scale * cosines) @ value


@cosine_mistakes()
def lengths_of_the_keys_along_the_queries(query, key, value, scale):
    """the lengths of the keys lie along the queries: column j of the scores belongs to key j.

    The lengths are (B, L) and (B, S). Which new axis does each of them need, to fit (B, L, S)?
    """
    lengths = (query.norm(dim=-1) * key.norm(dim=-1))[..., None]
    return weighted_sum(softmax(scale * raw_scores(query, key) / lengths), value)


@cosine_mistakes()
def lengths_of_the_keys_over_the_tokens(query, key, value, scale):
    """the lengths of the keys run over the tokens; those of the queries are right.

    F.normalize takes axis 1 unless told otherwise. Which axis holds the entries of one vector?
    """
    keys = key / key.norm(dim=1, keepdim=True)
    return weighted_sum(softmax(scale * raw_scores(of_length_one(query), keys)), value)


@cosine_mistakes()
def queries_alone_made_one(query, key, value, scale):
    """only the queries have length 1; a long key still gets large scores.

    Whose lengths does a cosine divide by?
    """
    return weighted_sum(softmax(scale * raw_scores(of_length_one(query), key)), value)


@cosine_mistakes()
def keys_alone_made_one(query, key, value, scale):
    """only the keys have length 1; a long query still has large scores.

    Whose lengths does a cosine divide by?
    """
    return weighted_sum(softmax(scale * raw_scores(query, of_length_one(key))), value)


@cosine_mistakes()
def values_made_one_too(query, key, value, scale):
    """the values have length 1 in yours; they are mixed as they are."""
    return right_attention(query, key, of_length_one(value), scale)


@cosine_mistakes()
def scaled_after_the_softmax(query, key, value, scale):
    """you multiply by the scale after the softmax: the weights of a query then sum to it, not to 1.

    Which numbers can the scale make more unequal: weights by a factor, or scores?
    """
    return scale * right_attention(query, key, value, 1.0)


@cosine_mistakes()
def scores_made_one(query, key, value, scale):
    """you divide each row of dot products by its own length; it is the vectors that are to have
    length 1, before the product."""
    return weighted_sum(softmax(scale * of_length_one(raw_scores(query, key))), value)


@cosine_mistakes()
def weights_returned(query, key, value, scale):
    """you return the weights; one step is left.

    What do the weights mix?
    """
    return softmax(scale * raw_scores(of_length_one(query), of_length_one(key)))


@cosine_mistakes()
def keys_and_values_swapped(query, key, value, scale):
    """key and value have changed places: you compare the queries with the values and mix the keys.

    In which order does your function take its arguments, and in which does it use them?
    """
    return right_attention(query, value, key, scale)


cosine_mistakes += softmax_mistakes("softmax")
