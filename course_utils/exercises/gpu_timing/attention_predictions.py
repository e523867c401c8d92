"""The questions of lesson 8 about attention's work, traffic and time."""

from __future__ import annotations

from ...checking import Prediction
from ...timing import attention_flop

LESSON = "08_gpu_timing"
FLOAT32 = 4  # bytes
NAIVE = 16  # bytes that a float32 score is moved: written, read, written, read


def least_bytes(num_queries: int, num_keys: int, head_dim: int, value_dim: int) -> int:
    """Query, key and value read once, the output written once, in float32."""
    entries = num_queries * (head_dim + value_dim) + num_keys * (head_dim + value_dim)
    return FLOAT32 * entries


def intensity(num_queries: int, num_keys: int, *, bytes_per_score: int = 0) -> float:
    """FLOP per byte of one head of size 64."""
    moved = least_bytes(num_queries, num_keys, 64, 64) + bytes_per_score * num_queries * num_keys
    return attention_flop(1, 1, num_queries, num_keys, 64, 64) / moved


ATTENTION_PREDICTIONS = [
    Prediction(
        name="timing_work_by_hand",
        lesson=LESSON,
        answer=lambda: attention_flop(1, 1, 2, 3, 4, 5),
        explanation="6 scores of 4 products each, then 10 outputs of 3 each: 54 products, 2 FLOP "
        "each.",
        wrong=(
            (lambda: 54, "those are the multiplications. Each comes with an addition."),
            (lambda: 48, "those are the scores. The second product comes on top."),
            (lambda: 60, "that is the second product. The scores come on top."),
            (
                lambda: 24,
                "that is half of the scores' work: additions count, and so does the rest.",
            ),
            (lambda: 30, "that is half of the second product's work."),
            (lambda: 96, "a value has 5 entries here, not 4."),
            (lambda: 120, "a query and a key have 4 entries here, not 5."),
            (lambda: 240, "one product follows the other: add their work, do not multiply."),
        ),
        nudge="6 scores of 4 steps, then 2 · 5 outputs of 3 steps; each step is two FLOP.",
    ),
    Prediction(
        name="timing_bytes_by_hand",
        lesson=LESSON,
        answer=lambda: least_bytes(2, 3, 4, 5),
        explanation="8 + 12 + 15 + 10 = 45 numbers of 4 bytes.",
        wrong=(
            (lambda: 45, "those are the numbers; each has 4 bytes in float32."),
            (lambda: 90, "4 bytes a number in float32; 2 would be bfloat16."),
            (lambda: 360, "float32 means 32 bits, and a byte has 8: 4 bytes a number."),
            (lambda: 35 * FLOAT32, "the output must be written, too."),
            (
                lambda: (45 + 6) * FLOAT32,
                "a program that never writes its scores need not move them.",
            ),
            (lambda: 44 * FLOAT32, "an output has as many entries as a value: 5."),
        ),
        nudge="Count the entries of query (2, 4), key (3, 4), value (3, 5) and output (2, 5).",
    ),
    Prediction(
        name="timing_intensity",
        lesson=LESSON,
        answer=lambda: intensity(1024, 1024),
        explanation="4 · 1024² · 64 FLOP over 4 · 1024 · 64 · 4 bytes: a quarter of the length.",
        wrong=(
            (lambda: 1024, "that is FLOP per *number*; a float32 has 4 bytes."),
            (lambda: 512, "that would be 2 bytes a number, or twice the work."),
            (lambda: 128, "have you counted both products, and two FLOP a step?"),
            (lambda: 64, "have you counted both products, and two FLOP a step?"),
            (lambda: 1 / 256, "the other way round: FLOP over bytes."),
        ),
        rounding=0.5,
        nudge="FLOP: 4 · L · L · E. Bytes: 4 tensors of L · E numbers, 4 bytes each.",
    ),
    Prediction(
        name="timing_naive_intensity",
        lesson=LESSON,
        answer=lambda: intensity(1024, 1024, bytes_per_score=NAIVE),
        explanation="16 bytes a score are 16 times as much as everything else together.",
        wrong=(
            (lambda: 256, "that is without the scores' own 16 bytes each."),
            (lambda: 16, "that is FLOP over the scores' bytes alone; add the four tensors'."),
            (lambda: 17, "that is how many times more bytes there are. Divide the FLOP by them."),
            (lambda: intensity(1024, 1024, bytes_per_score=8), "16 bytes a score, not 8."),
            (lambda: intensity(1024, 1024, bytes_per_score=4), "16 bytes a score, not 4."),
        ),
        rounding=0.1,
        nudge="The bytes are now 4 · 1024 · 64 · 4 and 16 · 1024² on top.",
    ),
    Prediction(
        name="timing_doubled",
        lesson=LESSON,
        answer=lambda: (
            attention_flop(1, 8, 4096, 4096, 64, 64) / attention_flop(1, 8, 2048, 2048, 64, 64)
        ),
        explanation="Twice as many queries, each with twice as many keys.",
        wrong=(
            (lambda: 2, "twice the queries, yes; and each of them meets twice the keys."),
            (lambda: 8, "the head size stays the same; only queries and keys double."),
            (lambda: 16, "only two of the sizes double."),
        ),
        nudge="How many scores are there before, and how many after?",
    ),
    Prediction(
        name="timing_memory_grows",
        lesson=LESSON,
        choices={
            "a": "Its *work* grows so. But what must be kept at one moment?",
            "b": "It holds blocks of scores and no whole matrix, so that what it needs besides "
            "its result grows like the length at most.",
            "c": "That is what keeping all scores would do: L times L of them.",
        },
        answer=lambda: "b",
        explanation="",
    ),
    Prediction(
        name="timing_half_the_bytes",
        lesson=LESSON,
        choices={
            "a": "Half the bytes are a promise about memory. Whether a processor can multiply "
            "bfloat16 at all, without unpacking each number, is another question.",
            "b": "It holds on a GPU's tensor cores. A processor without such instructions has to "
            "unpack each number first.",
            "c": "That is so where it must be emulated; newer processors multiply bfloat16 "
            "faster than float32.",
        },
        answer=lambda: "a",
        explanation="",
    ),
    Prediction(
        name="timing_compiled_causal",
        lesson=LESSON,
        choices={
            "a": "The code is right, and compiling keeps it so.",
            "b": "The compiler knows the article's lines by sight and puts SDPA in their place. "
            "One more line, and it no longer recognises them.",
            "c": "The scores above the diagonal are computed all the same: masking only hides "
            "them afterwards.",
        },
        answer=lambda: "b",
        explanation="",
    ),
    Prediction(
        name="timing_decode",
        lesson=LESSON,
        answer=lambda: round(intensity(1, 10**9), 3),
        explanation="Each number of a key or value is read (4 bytes) for one multiplication and "
        "one addition.",
        wrong=(
            (lambda: 1, "that would be 2 bytes a number; float32 has 4."),
            (lambda: 2, "that is FLOP per number read; a number has 4 bytes."),
            (lambda: 0.25, "a multiplication *and* an addition for each number."),
            (lambda: 256, "that was with 1024 queries, which share the keys they read."),
            (lambda: 4, "that is bytes per number. How many FLOP does it take part in?"),
        ),
        rounding=0.02,
        nudge="One number of a key: 4 bytes, and how many FLOP does it take part in?",
    ),
    Prediction(
        name="timing_page_faults",
        lesson=LESSON,
        choices={
            "a": "Reading and writing them costs something, but the other run does that too.",
            "b": "The arithmetic is the same in both runs.",
            "c": "Fresh memory has to be handed out by the system, page after page, and cleared "
            "before the program may write to it; kept memory is there already.",
        },
        answer=lambda: "c",
        explanation="",
    ),
]
