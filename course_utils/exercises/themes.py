"""Misconceptions that turn up in several exercises, told by the words in the mistakes' names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..checking import Exercise, Mistake

# Words in "part: name" of a mistake put it here; it may be in more than one place, or in none.
THEMES = {
    "Softmax along the wrong axis": r"normalised over|softmax over|softmax without an axis"
    r"|loops over two|maximum (of each column|over)",
    "The scale": r"\bscaled?\b(?!:| scores)|divided by (the root|half|twice|the \w*size|size|\d)"
    r"|multiplied by (the root|half|the \w*size)|quotients|already scaled",
    "The sense of a mask": r"\bsense|inverted|opposite|true for|queries hidden|to keep|turned:"
    r"|itself and the future|tokens hidden|(kept|hidden) as ones",
    "The number that hides, and when it is put in": r"minus (1e9|\d{2}|one|a tiny)|finite"
    r"|filled (with|but)|filled$|infinity|infinities|made to be added|as (ones|0 and 1)|set to"
    r"|(mask|masks|causal|hidden) after",
    "The shape of a mask": r"mask \w* ?an axis|axis for|axes for|expanded:|\bplaced|mask as it came"
    r"|keep squeezed|added to keep|\bsquare\b"
    r"|mask (of|on|repeated|transposed|without an axis)",
    "Rows without a key, and NaN": r"\bnan\b|empty (rows|columns)|zero by zero|without a key",
    "The future": r"causal|future|later|bottom right|diagonal|is past|next key|own key",
    "Transposing, viewing, reshaping": r"transpos|view|reshape|axes reversed|turned over"
    r"|axes of the key|moved|interleaved|in turn|flattened|batch of key|components of key",
    "Heads": r"\bheads?\b(?! size)|pieces",
    "Query, key and value mixed up": r"with (keys|queries)$|used as|compared with"
    r"|(keys?|values?|queries|query|inputs) (and \w+ )?(weights )?(swapped|exchanged|changed)"
    r"|for all three|made (with|from|like)|is the (key|query)|before (key|query)$",
    "Sentences of a batch mixed up": r"\bbatch\b|sentences?\b",
    "One too many, one too few": r"one (\w+ )?(more|less|early|too)|too (many|few|often)|left out"
    r"|skipped|partial block|counted twice|off by|one added|overlap",
    "A sum over the wrong axis, or none": r"added up|summed|keepdim|new axis|running sums|averaged"
    r"|left in a table|mean instead|lined up|stacked",
    "Large numbers": r"largest (not|subtracted|minus)|one maximum|overflow"
    r"|(smallest|mean) subtracted|scores cut off|maximum with its places",
    "Rounding and dtypes": r"\bround|precision|\bhalf$|in half|float(16|32)|whole (numbers|zeros|"
    r"seconds)|zeros and ones|digits|dtype|converted",
    "The gradient": r"gradient|too late",
    "Blocks and running totals": r"block|rescaled"
    r"|factors? (upside|cut|lined)|denominator|total so far",
    "Timing without waiting": r"synchron|wait|warm up|clock|readings|while the device",
    "Something else is returned": r"returned"
    r"|order reversed|before (key|query)$|numpy|dict|three numbers",
}


def of_theme(pattern: str, table: Mapping[str, Exercise]) -> dict[Exercise, list[Mistake]]:
    """The mistakes whose name or part fits, by exercise."""
    found: dict[Exercise, list[Mistake]] = {}
    for row in table.values():
        # A part that is an exercise says where the mistake is, not what it is.
        fitting = [m for m in row.mistakes if re.search(pattern, _words(m, table))]
        if fitting:
            found[row] = fitting
    return found


def _words(mistake: Mistake, table: Mapping[str, Exercise]) -> str:
    part = "" if mistake.part in table else mistake.part or ""
    return f"{part}: {mistake.name}".replace("_", " ")
