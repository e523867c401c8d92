"""explore(): what it takes, what it refuses and in which words, what it hands to a notebook."""

import base64
import io
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from PIL import Image

import course_utils as cu
from course_utils.explorer.fragment import GENERATOR
from course_utils.explorer.tensors import read_tensors

RANDOM = torch.Generator().manual_seed(0)


def normal(*shape):
    return torch.randn(*shape, generator=RANDOM)


def png_of(explorer):
    return Image.open(io.BytesIO(explorer.png))


@pytest.mark.parametrize(
    "make",
    [
        lambda x: x,
        lambda x: x.requires_grad_(),
        lambda x: x.half(),
        lambda x: x.bfloat16(),
        lambda x: x.double(),
        lambda x: x.numpy(),
        lambda x: x.tolist(),
        lambda x: x[None],
        lambda x: x[None, None],
        lambda x: (10 * x).int(),
        lambda x: x > 0,
        lambda x: x.T.contiguous().T,
    ],
    ids=[
        "plain",
        "gradient",
        "half",
        "bfloat16",
        "double",
        "array",
        "lists",
        "head",
        "batch",
        "integers",
        "booleans",
        "strides",
    ],
)
def test_whatever_holds_numbers_is_shown_exactly(make):
    given = make(normal(3, 4))
    read = read_tensors(given, given, given)
    expected = torch.as_tensor(given).detach().double().reshape(1, 3, 4)
    for tensor in read.in_float64():
        assert torch.equal(tensor, expected)
    assert png_of(cu.explore(given, given, given)).width > 400


def test_one_head_of_keys_serves_all():
    read = read_tensors(normal(4, 3, 2), normal(1, 5, 2), normal(5, 6))
    assert [tuple(tensor.shape) for tensor in read.in_float64()] == [
        (4, 3, 2),
        (4, 5, 2),
        (4, 5, 6),
    ]


def test_one_double_makes_all_double():
    assert (
        read_tensors(normal(3, 2), normal(3, 2), normal(3, 2).double()).key.dtype == torch.float64
    )


X = torch.zeros(3, 2)


@pytest.mark.parametrize(
    ("arguments", "options", "words"),
    [
        ((X, X[:, :1], X), {}, "query has 2 and key has 1"),
        ((X, X, X[:2]), {}, "key has 3 rows and value has 2"),
        ((X[0], X, X), {}, "query must have the axes (tokens, features), or (heads, tokens,"),
        ((X, X, torch.zeros(3, 0)), {}, "value is empty: its shape is (3, 0)"),
        ((torch.zeros(2, 1, 3, 2), X, X), {}, "a batch of 2, shape (2, 1, 3, 2). Pass query[0]"),
        ((torch.zeros(4, 3, 2), torch.zeros(2, 3, 2), X), {}, "key has 2 heads and query has 4"),
        ((torch.zeros(17, 3, 2), X, X), {}, "at most 16 heads; query has 17. Pass a part: query["),
        ((X, torch.zeros(65, 2), X), {}, "at most 64 tokens; key has 65. Pass a part: key[..., :6"),
        ((X, X, torch.zeros(3, 513)), {}, "at most 512 features; value has 513"),
        ((X, X, X), {"tokens": ["a"]}, "tokens must hold 3 names, one a token; it holds 1"),
        ((X, X, X), {"key_tokens": ["a"] * 4}, "key_tokens must hold 3 names"),
        ((X, X, X), {"step": "softmax"}, "explore has no step 'softmax'; it has scores, scaled,"),
        ((X, X, X), {"scale": float("nan")}, "scale must be a finite number, or None for 1 / sqr"),
        ((X, X, X), {"scale": "big"}, "it is big"),
        (
            (X, X, X),
            {"attn_mask": torch.ones(2, 3, dtype=torch.bool)},
            "must fit (queries, keys) = (3, 3); its shape is (2, 3)",
        ),
    ],
)
def test_what_does_not_fit_is_refused_in_one_message(arguments, options, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        cu.explore(*arguments, **options)


@pytest.mark.parametrize(
    ("arguments", "options", "words"),
    [
        ((X, "abc", X), {}, "key cannot be read as a tensor"),
        ((X, X, None), {}, "value cannot be read as a tensor"),
        ((X + 1j, X, X), {}, "query holds complex numbers"),
        (
            (X, X, X),
            {"tokens": "abc"},
            "must be a list of 3 names, one a token; it is 'abc'",
        ),
        ((X, X, X), {"tokens": 3}, "tokens must be a list of 3 names"),
        ((X, X, X), {"attn_mask": X @ X.T}, "True = may attend; it holds float32. Of a mask that"),
    ],
)
def test_what_is_of_the_wrong_kind_is_refused_in_one_message(arguments, options, words):
    with pytest.raises(TypeError, match=re.escape(words)):
        cu.explore(*arguments, **options)


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf, 1e38])
@pytest.mark.parametrize("step", ["scores", "output"])
def test_odd_numbers_are_shown(odd, step):
    x = normal(3, 4)
    x[1, 2] = odd
    assert png_of(cu.explore(x, x, x, step=step)).width > 400
    assert png_of(cu.explore(x * 0 + odd, x * 0 + odd, x * 0 + odd, step=step)).width > 400


def test_a_mask_is_broadcast_and_may_hide_everything():
    x = normal(3, 4)
    row = torch.tensor([True, False, True])
    assert cu.explore(x, x, x, attn_mask=row).html == (
        cu.explore(x, x, x, attn_mask=row.expand(3, 3)).html
    )
    assert '"000","000","000"' in cu.explore(x, x, x, attn_mask=[[False]]).html.replace(
        "&quot;", '"'
    )
    four = cu.expand_key_mask(row[None])  # (1, 1, 1, S), as a model has it
    assert cu.explore(x, x, x, attn_mask=four).html == cu.explore(x, x, x, attn_mask=row).html


def test_the_same_call_gives_the_same_bytes_and_another_another_name():
    x = torch.ones(2, 3)
    first, again = cu.explore(x, x, x), cu.explore(x, x, x)
    assert first.html == again.html
    assert first.png == again.png
    name = re.compile(r'id="(explorer-[0-9a-f]{12})"')
    assert name.findall(first.html) != name.findall(cu.explore(x, x, x, step="scores").html)


def test_a_notebook_gets_one_bundle_with_words_for_the_picture():
    x = normal(2, 3)
    made = cu.explore(x, x, x, tokens=["a", "b"], title="two")
    data, metadata = made._repr_mimebundle_()
    assert set(data) == {"text/html", "image/png", "text/plain"}
    assert base64.b64decode(data["image/png"]) == made.png
    assert data["text/plain"] == metadata["image/png"]["alt"] == repr(made)
    assert "two: queries a, b; keys a, b; shown up to the output." in made.alt
    assert f'alt="{made.alt}"' in made.html


def test_the_page_s_picture_is_the_notebook_s_in_fewer_bytes():
    x = normal(4, 3)
    made = cu.explore(x, x, x)
    inside = base64.b64decode(re.search('src="data:image/webp;base64,([^"]*)"', made.html)[1])
    pixels = np.asarray(Image.open(io.BytesIO(inside)).convert("RGB"))
    assert np.array_equal(pixels, np.asarray(png_of(made).convert("RGB")))
    assert len(inside) < len(made.png)


def test_a_page_is_a_whole_document_that_may_load_nothing():
    x = normal(2, 3)
    made = cu.explore(x, x, x, title="a < b")
    page = made.page()
    assert page.startswith("<!DOCTYPE html>")
    assert "<title>a &lt; b</title>" in page
    assert f'<meta name="generator" content="{GENERATOR}">' in page
    assert "default-src 'none'" in page
    assert made.html in page
    assert not re.search(r"https?:", page)


def test_no_figure_stays_open():
    before = plt.get_fignums()
    cu.explore(X, X, X)
    assert plt.get_fignums() == before


def test_the_picture_shows_what_was_reached_and_survives_any_token():
    x = normal(3, 3)
    narrow = png_of(cu.explore(x, x, x, step="scores")).width
    assert narrow < png_of(cu.explore(x, x, x, step="output")).width
    tokens = [r"$\frac", "牛奶", "\ud800\n"]
    made = cu.explore(x, x, x, tokens=tokens, title="$x$ 牛")
    assert png_of(made).width > 400
    made.page().encode("utf-8")
