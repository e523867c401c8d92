"""The checking engine: it compares an attempt with a reference and names the mistake.

It knows neither attention nor notebooks. An `Exercise` says what to compare, `judge` compares,
a `Verdict` says what came of it; a `Prediction` is the same for an answer that is a value.
"""

from .dial import Dial
from .exercise import BFLOAT16, HALF, HOMEWORK, Case, Exercise, Mistake, MistakeList
from .judge import judge, right_cases
from .prediction import Prediction, judge_prediction
from .recognition import as_part, wrong_function
from .verdict import Verdict

__all__ = [
    "BFLOAT16",
    "HALF",
    "HOMEWORK",
    "Case",
    "Dial",
    "Exercise",
    "Mistake",
    "MistakeList",
    "Prediction",
    "Verdict",
    "as_part",
    "judge",
    "judge_prediction",
    "right_cases",
    "wrong_function",
]
