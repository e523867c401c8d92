"""What a result file must hold, and what is wrong with one that does not."""

from __future__ import annotations

import math
from typing import Any

STATUSES = ("graded", "unreadable", "missing", "unmatched", "failed")
ANSWERS = ("graded", "not attempted", "error", "timeout", "needs a person")

_TEXT, _TEXTS, _FLAG = "text", "list of texts", "true or false"
_NUMBER, _COUNT, _MAYBE = "number", "whole number", "number or null"
RESULT = {
    **dict.fromkeys(("assignment", "key", "student", "name", "file", "sha256", "reason"), _TEXT),
    **dict.fromkeys(("superseded", "remarks"), _TEXTS),
    **{"late": _FLAG, "status": STATUSES, "exercises": "object"},
    **{"points": _MAYBE, "of": _NUMBER, "seconds": _NUMBER},
}
ANSWER = {
    **{"worth": _NUMBER, "points": _NUMBER, "status": ANSWERS, "right": _COUNT, "groups": _COUNT},
    **{"would_be": _MAYBE, "mistakes": _TEXTS, "feedback": _TEXT, "message": _TEXT},
}


def fault(content: Any) -> str:
    """What is wrong with the content of a result file, or nothing."""
    if wrong := _fault(content, RESULT):
        return wrong
    for name, answer in content["exercises"].items():
        if wrong := _fault(answer, ANSWER):
            return f"{name}: {wrong}"
        if not 0 <= answer["points"] <= answer["worth"]:
            return f"{name}: {answer['points']} points, and it is worth {answer['worth']}"
        if not 0 <= answer["right"] <= answer["groups"]:
            return f"{name}: {answer['right']} right of {answer['groups']}"
    if content["status"] == "graded" and content["points"] is None:
        return "graded, and no points"
    if (content["status"] == "unmatched") != (content["student"] == ""):
        return "student must be empty where the status is unmatched, and only there"
    return ""


def _fault(content: Any, schema: dict[str, Any]) -> str:
    if not isinstance(content, dict):
        return "not an object"
    if content.keys() != schema.keys():
        odd = sorted(content.keys() ^ schema.keys())
        return f"{odd[0]} is missing" if odd[0] in schema else f"{odd[0]} means nothing"
    for key, kind in schema.items():
        if not _is(content[key], kind):
            return f"{key} is {content[key]!r}, not a {kind}"
    return ""


def _is(value: Any, kind: Any) -> bool:
    if isinstance(kind, tuple):
        return isinstance(value, str) and value in kind
    number = type(value) in (int, float) and math.isfinite(value) and value >= 0
    return {
        _TEXT: isinstance(value, str),
        _NUMBER: number,
        _MAYBE: number or value is None,
        _COUNT: type(value) is int and value >= 0,
        _FLAG: isinstance(value, bool),
        _TEXTS: isinstance(value, list) and all(isinstance(one, str) for one in value),
        "object": isinstance(value, dict),
    }[kind]
