"""Known mistakes in cosine_attention: in the lengths.

The scale, the softmax, and whole functions have a file of their own.
"""

from __future__ import annotations

from ...attention import raw_scores, softmax, weighted_sum
from ...checking import MistakeList


def of_length_one(x):
    return x / x.norm(dim=-1, keepdim=True)


def multiplied(cosines, scale, query):
    return scale * cosines


def over_the_keys(scores):
    return softmax(scores)


def build(unit=of_length_one, scaled=multiplied, softmax=over_the_keys):
    """What is done to query and key, what the scale does, and how scores become weights."""

    def attention(query, key, value, scale):
        scores = scaled(raw_scores(unit(query), unit(key)), scale, query)
        return weighted_sum(softmax(scores), value)

    return attention


cosine_mistakes = MistakeList()


@cosine_mistakes(part="unit")
def lengths_left_in(x):
    """your scores are dot products, not cosines: the lengths were not divided out.

    How large does your score get when a key is twice as long, in the same direction?
    """
    return x


@cosine_mistakes(part="unit")
def divided_by_the_squared_length(x):
    """you divide by the squared lengths: the root is missing, or the division is made twice.

    What length has x / x.norm() ** 2?
    """
    return x / (x**2).sum(-1, keepdim=True)


@cosine_mistakes(part="unit")
def root_of_the_length(x):
    """you divide by the root of each length: the root was taken twice, or of the norm.

    What length has x / x.norm().sqrt()?
    """
    return x / x.norm(dim=-1, keepdim=True).sqrt()


@cosine_mistakes(part="unit")
def lengths_over_the_tokens(x):
    """your lengths run over the tokens: each feature was divided by its size over the sentence.

    Which axis of (B, L, E) holds the entries of one vector? F.normalize takes axis 1 unless told
    otherwise.
    """
    return x / x.norm(dim=1, keepdim=True)


@cosine_mistakes(part="unit")
def lengths_without_keepdim(x):
    """the lengths lie along the features: their last axis is gone, and broadcasting lines them up
    with the wrong one.

    x is (B, L, E). Which shape must its lengths have, and what does keepdim=True do?
    """
    return x / x.norm(dim=-1)


@cosine_mistakes(part="unit")
def lengths_over_the_batch(x):
    """your lengths run over the batch, axis 0; each vector has a length of its own.

    Which axis of (B, L, E) holds the entries of one vector?
    """
    return x / x.norm(dim=0, keepdim=True)


@cosine_mistakes(part="unit")
def one_length_for_all(x):
    """you divide by one length, that of all entries together: .norm() without an axis.

    Each query and each key has a length of its own.
    """
    return x / x.norm()


@cosine_mistakes(part="unit")
def one_length_for_a_sentence(x):
    """you divide by one length for a whole sentence; each query and key has one of its own."""
    return x / x.flatten(1).norm(dim=1)[:, None, None]


@cosine_mistakes(part="unit")
def sums_of_the_sizes_made_one(x):
    """you divide by the sum of the sizes, the norm with p = 1; a cosine takes the root of the sum
    of squares.

    What is the length of (3, 4)?
    """
    return x / x.norm(p=1, dim=-1, keepdim=True)


@cosine_mistakes(part="unit")
def largest_made_one(x):
    """you divide by the largest entry; a cosine takes the root of the sum of squares.

    What is the length of (3, 4)?
    """
    return x / x.abs().amax(-1, keepdim=True)


@cosine_mistakes(part="unit")
def entries_added_up(x):
    """you divide by the sum of the entries, which may even be negative; a length is the root of
    the sum of squares.

    What is the length of (3, -4)?
    """
    return x / x.sum(-1, keepdim=True)


@cosine_mistakes(part="unit")
def mean_taken_off(x):
    """you subtract each vector's mean first: what you compare are correlations, not cosines."""
    return of_length_one(x - x.mean(-1, keepdim=True))


@cosine_mistakes(part="unit")
def mean_square_made_one(x):
    """you divide by the root of the mean square (RMS): your vectors have length √E, not 1.

    What should the dot product of such a vector with itself be?
    """
    return x / (x**2).mean(-1, keepdim=True).sqrt()


@cosine_mistakes(part="unit")
def softmax_of_the_vectors(x):
    """you make each vector's entries sum to 1 by softmax; it is its length that should be 1."""
    return softmax(x)
