"""Known mistakes in what scores are divided by, and `scaled_scores` built of its two steps."""

from __future__ import annotations

import math

from ...attention import raw_scores
from ...checking import MistakeList


def divided_by_the_root(scores, query, key):
    return scores / math.sqrt(query.shape[-1])


def build(raw_scores=raw_scores, scaled=divided_by_the_root):
    """The two steps: dot products, then what is done to them."""
    return lambda query, key: scaled(raw_scores(query, key), query, key)


scale_mistakes = MistakeList()


@scale_mistakes("Sakuraaa0/RaBitQCache#1", part="scaled")
def not_scaled(scores, query, key):
    """these are the raw scores: the division by √E is missing, or its result is not what you use.

    Which variable do you return or go on with: the one before the division, or the one after?
    """
    return scores


@scale_mistakes("delzac/cntkx#10", "https://imsmile2000.tistory.com/144", part="scaled")
def divided_by_the_size(scores, query, key):
    """you divide by E; it has to be the root, √E. Dividing by √E in two places makes E, too.

    A score's spread grows as √E. What would dividing by E leave of it, for E = 100?
    """
    return scores / query.shape[-1]


@scale_mistakes("esceptico/perceiver-io#9", "AI-Hypercomputer/maxtext#1370", part="scaled")
def multiplied_by_the_root(scores, query, key):
    """you multiply by √E instead of dividing; dividing by E ** -0.5 does just that.

    E ** -0.5 is 1/√E already. Should a factor below 1 be divided by, or multiplied with?
    """
    return scores * math.sqrt(query.shape[-1])


@scale_mistakes(part="scaled")
def multiplied_by_the_size(scores, query, key):
    """you multiply by E, so scores grow where they should shrink, and the root is missing.

    Should large E make the scores larger or smaller?
    """
    return scores * query.shape[-1]


@scale_mistakes(part="scaled")
def divided_by_half_the_size(scores, query, key):
    """you divide by E/2: in Python, E ** 1/2 is (E ** 1) / 2, because ** comes first.

    Try 64 ** 1/2 by itself. Where do parentheses belong?
    """
    return scores / (query.shape[-1] / 2)


@scale_mistakes(part="scaled")
def divided_by_twice_the_size(scores, query, key):
    """you divide by 2E: `/ E ** 1/2` divides by E, then by 2, and E ** -1/2 is (E ** -1) / 2.

    In Python ** comes first, then / from left to right. Where do parentheses belong?
    """
    return scores / (2 * query.shape[-1])


@scale_mistakes(part="scaled")
def multiplied_by_half_the_size(scores, query, key):
    """you multiply by E/2: two slips in one, E ** 1/2 is (E ** 1) / 2, and it should divide.

    Try 64 ** 1/2 by itself, and ask whether large E should make scores larger or smaller.
    """
    return scores * (query.shape[-1] / 2)


@scale_mistakes(part="scaled")
def divided_by_the_fourth_root(scores, query, key):
    """you divide by E ** 0.25 once; that recipe does it twice, to the query and to the key.

    How often must you divide by the fourth root until it makes √E?
    """
    return scores / query.shape[-1] ** 0.25


@scale_mistakes(part="scaled")
def divided_by_size_and_root(scores, query, key):
    """you divide by E·√E: √E is divided out three times, of query, key and scores perhaps.

    Once is enough: look for every place where you scale.
    """
    return scores / query.shape[-1] ** 1.5


@scale_mistakes(part="scaled")
def divided_by_the_root_of_the_number_of_keys(scores, query, key):
    """you divide by √S, the root of the number of keys; a score does not know how many there are.

    Which axis is summed away in a dot product? Its size decides how large a score gets.
    """
    return scores / math.sqrt(key.shape[-2])


@scale_mistakes(part="scaled")
def divided_by_the_root_of_the_number_of_queries(scores, query, key):
    """you divide by √L, the root of the number of queries.

    Which axis is summed away in a dot product? Its size decides how large a score gets.
    """
    return scores / math.sqrt(query.shape[-2])


@scale_mistakes(part="scaled")
def divided_by_the_root_of_the_batch(scores, query, key):
    """you divide by √B, the root of the batch size: len(query) and query.shape[0] are B.

    Which axis is summed away in a dot product? Its size decides how large a score gets.
    """
    return scores / math.sqrt(query.shape[0])


@scale_mistakes(part="scaled")
def divided_by_the_root_of_the_number_of_axes(scores, query, key):
    """you divide by √3, always: len(query.shape) and query.dim() count axes, they are no size.

    Which entry of query.shape says how long a query is?
    """
    return scores / math.sqrt(query.dim())


@scale_mistakes(part="scaled")
def divided_by_the_root_of_a_sentences_numbers(scores, query, key):
    """you divide by √(L·E), as if a whole sentence were one vector; a dot product runs over E only.

    How many products are added up in one score?
    """
    return scores / math.sqrt(query.shape[-2] * query.shape[-1])


@scale_mistakes(part="scaled")
def divided_by_8(scores, query, key):
    """you divide by 8, whatever the size; that is √64, right for heads of 64 and no others.

    Read the size off the query instead of writing the number down.
    """
    return scores / 8


@scale_mistakes(part="scaled")
def divided_by_2(scores, query, key):
    """you divide by 2, whatever the size; that is √4, a number from an example with E = 4.

    Read the size off the query instead of writing the number down.
    """
    return scores / 2


@scale_mistakes(part="scaled")
def divided_by_3(scores, query, key):
    """you divide by 3, whatever the size; that is √9, a number from an example with E = 9.

    Read the size off the query instead of writing the number down.
    """
    return scores / 3


@scale_mistakes(part="scaled")
def divided_by_the_root_of_512(scores, query, key):
    """you divide by √512, whatever the size; that is the width of the paper's model.

    Read the size off the query instead of writing the number down.
    """
    return scores / math.sqrt(512)


@scale_mistakes(part="scaled")
def divided_by_the_root_of_one_less(scores, query, key):
    """you divide by √(E - 1); that is for samples of unknown mean, and here nothing is estimated.

    A score is a sum of E products. How many of them vary freely?
    """
    return scores / (query.shape[-1] - 1) ** 0.5 if query.shape[-1] > 1 else scores * math.inf


@scale_mistakes(part="scaled")
def divided_by_the_root_rounded_down(scores, query, key):
    """you divide by √E rounded down to a whole number (int, // or isqrt do that).

    √7 is 2.65 and not 2: keep it a float.
    """
    return scores / math.isqrt(query.shape[-1])


@scale_mistakes(part="scaled")
def quotients_rounded_down(scores, query, key):
    """// rounds every quotient down to a whole number; a score may be anything in between.

    Which operator divides and keeps the decimals?
    """
    return scores // math.sqrt(query.shape[-1])


@scale_mistakes(part="scaled")
def root_of_the_quotients(scores, query, key):
    """you took the root of the scores too, and negative ones have none: NaN.

    The root belongs to E alone. Where does its parenthesis close?
    """
    return (scores / query.shape[-1]).sqrt()


@scale_mistakes(part="scaled")
def root_subtracted(scores, query, key):
    """you subtract √E; softmax ignores whatever is subtracted from a whole row.

    What makes numbers that are spread too far less spread?
    """
    return scores - math.sqrt(query.shape[-1])


@scale_mistakes(part="scaled")
def divided_by_their_own_spread(scores, query, key):
    """you divide by the scores' own standard deviation; then one key changes the others' scores.

    √E is what that spread is on average. The scale must not look at the numbers.
    """
    return scores / scores.std()


@scale_mistakes(part="scaled")
def divided_by_the_spread_of_each_row(scores, query, key):
    """you divide each row by its own standard deviation, so no query can be surer than another.

    √E is what that spread is on average. The scale must not look at the numbers.
    """
    alone = scores.shape[-1] == 1  # where torch would warn, and give NaN
    return scores * math.nan if alone else scores / scores.std(dim=-1, keepdim=True)
