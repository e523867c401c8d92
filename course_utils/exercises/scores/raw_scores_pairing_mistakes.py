"""Known mistakes in pairing queries with keys one by one: broadcasting, other measures."""

from __future__ import annotations

from torch.nn.functional import normalize

from ...attention import raw_scores
from .mistakes import raw_scores_mistakes


def all_pairs(query, key):
    """Every query beside every key, ready to broadcast: (B, L, 1, E), (B, 1, S, E)."""
    return query[:, :, None, :], key[:, None, :, :]


@raw_scores_mistakes(part="product")
def multiplied_place_by_place(query, key):
    """* multiplies place by place: query l only ever meets key l, and nothing is added up.

    Every query has to meet every key. Which product does that?
    """
    return query * key


@raw_scores_mistakes(part="product")
def each_query_with_the_key_of_its_place(query, key):
    """query l meets only key l: one number a query, where one number a pair is asked.

    Every query has to meet every key. How do you give the keys an axis of their own?
    """
    return (query * key).sum(-1)


@raw_scores_mistakes(part="product")
def key_of_the_same_place(query, key):
    """a row of yours holds one number, over and over: key[b, l] stands where key[b, s] belongs."""
    own = (query * key[:, : query.shape[1]]).sum(-1, keepdim=True)
    return own.expand(-1, -1, key.shape[1])


@raw_scores_mistakes(part="product")
def first_query_for_all(query, key):
    """all rows of yours are alike: the first query's scores stand in every row."""
    return raw_scores(query[:, :1].expand_as(query), key)


@raw_scores_mistakes(part="product")
def first_key_for_all(query, key):
    """all columns of yours are alike: every query meets the first key only."""
    return raw_scores(query, key[:, :1].expand_as(key))


@raw_scores_mistakes(part="product")
def added_up_over_the_queries(query, key):
    """you multiplied all pairs, then added up over the queries' axis, and (B, S, E) is left.

    Which axis has to disappear: queries, keys or components?
    """
    q, k = all_pairs(query, key)
    return (q * k).sum(1)


@raw_scores_mistakes(part="product")
def added_up_over_the_keys(query, key):
    """you multiplied all pairs, then added up over the keys' axis, and (B, L, E) is left.

    Which axis has to disappear: queries, keys or components?
    """
    q, k = all_pairs(query, key)
    return (q * k).sum(2)


@raw_scores_mistakes(part="product")
def components_added_not_multiplied(query, key):
    """you added the components of query and key where they should be multiplied."""
    q, k = all_pairs(query, key)
    return (q + k).sum(-1)


@raw_scores_mistakes(part="product")
def signs_dropped_before_adding(query, key):
    """you added up the products without their signs; a negative product must pull the sum down."""
    return raw_scores(query.abs(), key.abs())


@raw_scores_mistakes(part="product")
def largest_product_only(query, key):
    """each score of yours is the largest of the products, not their sum."""
    q, k = all_pairs(query, key)
    return (q * k).amax(-1)


@raw_scores_mistakes(part="product")
def distances(query, key):
    """these are distances: 0 for equal vectors. A dot product multiplies, it does not subtract."""
    q, k = all_pairs(query, key)
    return (q - k).norm(dim=-1)


@raw_scores_mistakes(part="product")
def squared_distances(query, key):
    """these are squared distances: 0 for equal vectors. A dot product does not subtract."""
    q, k = all_pairs(query, key)
    return ((q - k) ** 2).sum(-1)


@raw_scores_mistakes(part="product")
def negative_distances(query, key):
    """these are distances with a minus: near is high, but it is another measure than asked.

    Multiply place by place, then add up.
    """
    return -distances(query, key)


@raw_scores_mistakes(part="product")
def cosines(query, key):
    """these are cosines: you divided by the lengths of query and key. Here the lengths count."""
    return raw_scores(normalize(query, dim=-1), normalize(key, dim=-1))


@raw_scores_mistakes(part="product")
def keys_normalised(query, key):
    """you gave every key length 1 first. In a dot product the length of a key counts."""
    return raw_scores(query, normalize(key, dim=-1))


@raw_scores_mistakes(part="product")
def queries_normalised(query, key):
    """you gave every query length 1 first. In a dot product the length of a query counts."""
    return raw_scores(normalize(query, dim=-1), key)


@raw_scores_mistakes(part="product", alone=True)
def components_subtracted(query, key):
    """you subtracted the components of the key from those of the query; they are multiplied."""
    q, k = all_pairs(query, key)
    return (q - k).sum(-1)


@raw_scores_mistakes(part="product", alone=True)
def products_multiplied_together(query, key):
    """you multiplied the products together (prod) where they should be added up (sum)."""
    q, k = all_pairs(query, key)
    return (q * k).prod(-1)


@raw_scores_mistakes(part="product", alone=True)
def negative_squared_distances(query, key):
    """these are squared distances with a minus: near is high, but it is another measure."""
    return -squared_distances(query, key)
