"""The question of lesson 7 that the attention explorer answers."""

from __future__ import annotations

from ...checking import Prediction
from ...inputs import real_sentence


def head_for_anna() -> int:
    """The head in which the second "her" gives its largest weight to "anna"."""
    lent = real_sentence("Anna")  # a lesson handed out alone may not have it
    anna = lent.tokens.index("anna")
    her = len(lent.tokens) - 1 - lent.tokens[::-1].index("her")
    return next(head for head, row in enumerate(lent.weights[:, her]) if row.argmax() == anna)


EXPLORED = Prediction(
    name="projections_anna",
    lesson="07_projections",
    answer=head_for_anna,
    explanation="It gives 0.26 to Anna, and 0.20 to lent. One sentence is no proof that this head "
    'knows whom a pronoun means: look at the first "her", and at "he".',
    wrong=(
        (lambda: 2, "that head looks one step back, at to, whatever the words are."),
        (lambda: 3, "there Anna comes second: Peter has more."),
        (lambda: 6, 'there "he" has the largest weight.'),
        (lambda: 1, 'there "book" has the largest weight.'),
    ),
    rounding=0.1,
    nudge='Choose the heads one by one; find the row of the second "her" and its largest weight.',
)
