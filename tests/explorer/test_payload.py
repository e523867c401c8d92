"""What travels into the page: exact numbers, harmless text, few bytes."""

import base64
import html
import json
import re

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.testing import assert_close

import course_utils as cu
from course_utils.explorer.fragment import asset, script
from course_utils.explorer.payload import STEPS

RANDOM = torch.Generator().manual_seed(0)


def attribute(explorer, name):
    return html.unescape(re.search(rf'data-{name}="([^"]*)"', explorer.html)[1])


def numbers(explorer, name, dtype="<f4"):
    return torch.from_numpy(
        np.frombuffer(base64.b64decode(attribute(explorer, name)), dtype).copy()
    )


@pytest.mark.parametrize(("dtype", "sent"), [(torch.float32, "<f4"), (torch.float64, "<f8")])
def test_the_numbers_are_those_given_bit_for_bit(dtype, sent):
    query, key, value = (
        torch.randn(2, rows, 3, dtype=dtype, generator=RANDOM) for rows in (4, 5, 5)
    )
    query[0, 0, 0] = torch.nan
    made = cu.explore(query, key, value)
    expected = torch.cat([part.flatten() for part in (query, key, value)])
    assert_close(numbers(made, "numbers", sent), expected, rtol=0, atol=0, equal_nan=True)


def test_the_numbers_to_check_are_course_utils_own():
    query, key, value = (torch.randn(2, rows, 3, generator=RANDOM) for rows in (4, 5, 5))
    keep = cu.causal_mask(4, 5)
    made = cu.explore(query, key, value, attn_mask=keep, scale=0.3)
    q, k, v = query.double(), key.double(), value.double()
    weights = cu.masked_softmax(cu.raw_scores(q, k) * 0.3, keep)
    sums = cu.scaled_dot_product_attention(q, k, v, keep, scale=0.3).sum(dim=-1)
    expected = torch.cat([weights.flatten(), sums.flatten()])
    assert_close(numbers(made, "check").double(), expected, rtol=1e-6, atol=1e-6)


def test_the_settings_are_those_given():
    x = torch.ones(2, 3)
    made = cu.explore(
        x, x, x, tokens=["a", "b"], scale=2, step="weights", attn_mask=[[True, False]]
    )
    assert json.loads(attribute(made, "settings")) == {
        "heads": 1,
        "queries": 2,
        "keys": 2,
        "features": 3,
        "valueFeatures": 3,
        "double": False,
        "tokens": ["a", "b"],
        "key_tokens": ["a", "b"],
        "scale": 2.0,
        "keep": ["10", "10"],
        "step": "weights",
        "title": "",
    }
    other = json.loads(attribute(cu.explore(x, torch.ones(4, 3), torch.ones(4, 1)), "settings"))
    assert other["tokens"] == ["q0", "q1"]
    assert other["key_tokens"] == ["k0", "k1", "k2", "k3"]
    assert other["scale"] is other["keep"] is None


@given(st.lists(st.text(), min_size=2, max_size=2), st.text())
def test_no_text_gets_out_of_its_attribute(tokens, title):
    x = torch.ones(2, 1)
    hostile = [f'{tokens[0]}"><script>alert(1)</script><!--', f"{tokens[1]}\u2028'</div>"]
    made = cu.explore(x, x, x, tokens=hostile, title=title, step="scores")
    settings = json.loads(attribute(made, "settings"))
    assert settings["tokens"] == [
        token.encode("utf-8", "replace").decode("utf-8") for token in hostile
    ]
    assert made.html.count("<script") == made.html.count("</script") == 1
    assert "<!--" not in made.html
    assert re.search(r'data-settings="[ -~]*"', made.html)


def test_script_and_output_are_small():
    assert len(script("explorer-0").encode()) < 60_000
    query, key, value = (torch.randn(12, 16, 32, generator=RANDOM) for _ in range(3))
    made = cu.explore(query, key, value, tokens=[f"token{n}" for n in range(16)])
    data, metadata = made._repr_mimebundle_()
    stored = json.dumps([data, metadata], ensure_ascii=False)  # as nbformat writes it
    assert len(stored.encode()) < 200_000
    assert len(made.png) < 25_000


def test_the_script_leaves_no_name_behind_and_asks_nobody():
    text = script("explorer-0")
    assert text.startswith('(() => {\n"use strict";')
    assert text.endswith("})();\n")
    for word in ("fetch(", "XMLHttpRequest", "import(", "innerHTML", "eval(", "http:", "https:"):
        assert word not in text
    assert "@import" not in asset("explorer.css")
    assert "url(" not in asset("explorer.css")


def test_every_rule_of_the_style_stays_inside_the_explorer():
    rules = re.sub(r"@keyframes[^}]*\}\s*\}|@media[^{]*\{", "", asset("explorer.css"))
    outside = []
    for selectors, body in re.findall(r"([^{}]*[^{}\s])\s*\{([^}]*)\}", rules):
        if all(part.strip().startswith(".attention-explorer") for part in selectors.split(",")):
            continue
        outside.append((selectors.strip(), body.strip()))
    # One rule is for JupyterLab's boxes around an explorer; they cut off what they cut off before.
    [(selectors, body)] = outside
    assert selectors.endswith(":has(.attention-explorer)")
    assert body == "overflow: clip;"


def test_comments_are_not_sent():
    for name in ("explorer.css", "view.js"):
        assert "The text sticks" not in asset(name)
        assert "/*" not in asset(name)
    assert "The machine on the page" not in asset("view.js")


def test_page_and_package_know_the_same_steps():
    names = ", ".join(f'"{step}"' for step in STEPS)
    assert f"const STEPS = [{names}];" in asset("words.js")


def test_numbers_are_little_endian_whatever_the_machine():
    made = cu.explore([[1.5]], [[1.5]], [[1.5]])
    assert base64.b64decode(attribute(made, "numbers")) == b"\0\0\xc0\x3f" * 3
