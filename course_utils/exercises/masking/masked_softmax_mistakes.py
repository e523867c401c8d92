"""All known mistakes in masked_softmax."""

from __future__ import annotations

from .masked_softmax_after_mistakes import after_mistakes
from .masked_softmax_fill_mistakes import fill_mistakes
from .masked_softmax_hidden_mistakes import hidden_mistakes
from .masked_softmax_picking_mistakes import picking_mistakes
from .masked_softmax_step_mistakes import mistakes_of_the_softmax, step_mistakes
from .masked_softmax_whole_mistakes import whole_mistakes

masked_softmax_mistakes = [
    *hidden_mistakes,
    *fill_mistakes,
    *after_mistakes,
    *whole_mistakes,
    *picking_mistakes,
    *step_mistakes,
    *mistakes_of_the_softmax(),
]
