"""The real model, for the tests that compare the course's extracts with it."""

from __future__ import annotations

import os

import pytest

from course_utils.data import make_minilm_layer0 as maker


def needed():
    """Skip the test where the model is not installed; in CI it must be."""
    if not maker.installed():
        sentence = f"the real model is not installed; to compare with it: {maker.HOW_TO_INSTALL}"
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
