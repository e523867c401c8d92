"""The data behind the pictures: cells, numbers, names, colours and the words of the errors."""

from __future__ import annotations

import io
from itertools import combinations, pairwise

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from matplotlib.colors import to_rgb
from matplotlib.patches import FancyBboxPatch, Rectangle

from course_utils import plots

NAN, INF = float("nan"), float("inf")
WEIGHTS = torch.tensor([[0.5, 0.25, 0.25], [0.0, 0.004, 0.996]])


@pytest.fixture(autouse=True)
def clean_figures():
    mpl.use("Agg")
    with mpl.rc_context():
        plots.use_style()
        yield
    plt.close("all")


def numbers_in(ax):
    """Return the texts in the cells as rows of strings."""
    rows, columns = ax.images[0].get_array().shape
    grid = [["" for _ in range(columns)] for _ in range(rows)]
    for text in ax.texts:
        column, row = map(round, text.get_position())
        grid[row][column] = text.get_text()
    return grid


def names_of(axis):
    return [label.get_text() for label in axis.get_ticklabels()]


def contrast(first, second):
    """Return WCAG's contrast ratio of two colours."""
    brightness = []
    for colour in (first, second):
        channels = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)
        ]
        brightness.append(0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2])
    return (max(brightness) + 0.05) / (min(brightness) + 0.05)


def outlines_of(ax):
    """Return highlighted rectangles as (column, row, width, height), of their upper left cell."""
    boxes = [patch for patch in ax.patches if isinstance(patch, Rectangle) and not patch.get_fill()]
    return [(b.get_x() + 0.5, b.get_y() + 0.5, b.get_width(), b.get_height()) for b in boxes]


def drawn_without_warning(figure):
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()


# heatmap


def test_heatmap_shows_the_matrix_named_and_numbered():
    ax = plots.heatmap(
        WEIGHTS, rows=["cat", "milk"], columns=["the", "cat", "milk"], title="weights"
    )
    np.testing.assert_allclose(ax.images[0].get_array(), WEIGHTS)
    assert numbers_in(ax) == [["0.50", "0.25", "0.25"], ["0.00", "0.00", "1.00"]]
    assert names_of(ax.yaxis) == ["cat", "milk"]
    assert names_of(ax.xaxis) == ["the", "cat", "milk"]
    assert (ax.get_title(), ax.get_xlabel(), ax.get_ylabel()) == ("weights", "keys", "queries")


def test_heatmap_draws_into_the_axes_it_is_given():
    _, ax = plt.subplots()
    assert plots.heatmap([[1, 2]], ax=ax) is ax
    assert plt.get_fignums() == [1]


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.int64, torch.bool])
def test_heatmap_takes_every_real_dtype_and_gradients(dtype):
    assert numbers_in(plots.heatmap(torch.tensor([[0, 1]], dtype=dtype))) == [["0", "1"]]
    assert numbers_in(plots.heatmap(torch.ones(1, 1, requires_grad=True))) == [["1"]]


def test_heatmap_does_not_change_or_share_what_it_draws():
    matrix = np.array([[1.0, NAN]])
    ax = plots.heatmap(matrix)
    matrix[0, 0] = 5
    assert ax.images[0].get_array()[0, 0] == 1


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (-0.001, "-1e-03"),
        (1234.5, "1234"),
        (-123.46, "-123.5"),
        (2.5e6, "2e+06"),
        (3.0, "3"),
        (0.5, "0.50"),
    ],
)
def test_numbers_are_written_in_about_six_characters(value, written):
    assert numbers_in(plots.heatmap([[value, 0.0]]))[0][0] == written


def test_a_negative_number_that_rounds_to_zero_has_no_sign():
    assert numbers_in(plots.heatmap([[-0.001, 0.5]])) == [["0.00", "0.50"]]


def test_decimals_are_kept_when_asked_for():
    assert numbers_in(plots.heatmap([[1.0, 0.25]], decimals=3)) == [["1.000", "0.250"]]


@pytest.mark.parametrize(
    ("shape", "annotated"), [((12, 12), True), ((13, 2), False), ((2, 13), False)]
)
def test_numbers_give_way_to_a_colour_bar_in_larger_matrices(shape, annotated):
    ax = plots.heatmap(torch.ones(shape))
    assert bool(ax.texts) is annotated
    assert len(ax.figure.axes) == (1 if annotated else 2)


def test_scale_starts_at_zero_for_positive_numbers_and_is_centred_for_signed_ones():
    positive = plots.heatmap([[0.2, 0.8]]).images[0]
    assert (positive.norm.vmin, positive.norm.vmax, positive.cmap.name) == (0, 0.8, "viridis")
    signed = plots.heatmap([[-3.0, 1.0]]).images[0]
    assert (signed.norm.vmin, signed.norm.vmax, signed.cmap.name) == (-3, 3, "RdBu_r")
    chosen = plots.heatmap([[-3.0, 1.0]], vmin=-1, vmax=2, cmap="PuOr").images[0]
    assert (chosen.norm.vmin, chosen.norm.vmax, chosen.cmap.name) == (-1, 2, "PuOr")


def test_a_matrix_of_zeros_has_a_scale():
    assert plots.heatmap([[0.0, 0.0]]).images[0].norm.vmax == 1


@pytest.mark.parametrize("low", [0.0, -1.0])
def test_numbers_are_legible_on_every_colour(low):
    ax = plots.heatmap(np.linspace(low, 1, 144).reshape(12, 12))
    image = ax.images[0]
    for text in ax.texts:
        column, row = map(round, text.get_position())
        background = image.cmap(image.norm(image.get_array()[row, column]))
        assert contrast(text.get_color(), background) >= 4.5


def test_cells_without_a_number_are_hatched_and_written():
    ax = plots.heatmap([[1.0, NAN], [-INF, INF]])
    hatched = {(p.get_x() + 0.5, p.get_y() + 0.5) for p in ax.patches if p.get_hatch()}
    assert hatched == {(1, 0), (0, 1), (1, 1)}
    assert numbers_in(ax) == [["1", "nan"], ["-inf", "inf"]]
    assert ax.images[0].get_array().mask.tolist() == [[False, True], [True, True]]
    assert all(contrast(text.get_color(), "#E8E8E8") >= 4.5 for text in ax.texts[1:])


def test_hatched_cells_without_numbers_are_explained_below():
    scores = torch.zeros(16, 16).masked_fill(torch.ones(16, 16).triu(1).bool(), -INF)
    assert plots.heatmap(scores).get_xlabel() == "keys\n(hatched: -inf)"


def test_highlight_outlines_cells_rows_and_columns():
    ax = plots.heatmap(WEIGHTS, highlight=[(0, 2), (1, None), (None, 0)])
    assert outlines_of(ax) == [(2, 0, 1, 1), (0, 1, 3, 1), (0, 0, 1, 2)]


def test_a_long_thin_matrix_is_stretched_so_that_its_rows_can_be_named():
    assert plots.heatmap(torch.ones(7, 384)).get_aspect() == "auto"
    assert plots.heatmap(torch.ones(40, 40)).get_aspect() == 1


def test_long_names_are_turned_and_short_ones_are_not():
    for word, angle in (("milk", 0), ("transformers", 45)):
        ax = plots.heatmap(WEIGHTS, columns=[word] * 3)
        assert {label.get_rotation() for label in ax.get_xticklabels()} == {angle}


@pytest.mark.parametrize("shape", [(3,), (2, 3, 4), (), (0, 3)])
def test_heatmap_refuses_what_is_no_matrix_and_says_its_shape(shape):
    with pytest.raises(ValueError, match="a matrix with two axes") as raised:
        plots.heatmap(torch.zeros(shape))
    assert str(raised.value).endswith(f"this has shape {shape}.")


def test_heatmap_says_which_names_do_not_fit():
    with pytest.raises(ValueError, match=r"rows has 1 names for 2 places: \['cat'\]"):
        plots.heatmap(WEIGHTS, rows=["cat"])
    with pytest.raises(ValueError, match="columns has 2 names for 3 places"):
        plots.heatmap(WEIGHTS, columns=["cat", "milk"])


def test_complex_numbers_are_refused():
    for values in (torch.zeros(1, 1, dtype=torch.complex64), np.zeros((1, 1), complex)):
        with pytest.raises(ValueError, match="complex numbers cannot be drawn"):
            plots.heatmap(values)


# heatmaps


def test_heatmaps_share_one_scale():
    axes = plots.heatmaps([WEIGHTS, 2 * WEIGHTS], titles=["once", "twice"])
    assert [ax.get_title() for ax in axes] == ["once", "twice"]
    assert [ax.images[0].norm.vmax for ax in axes] == pytest.approx([1.992, 1.992])
    apart = plots.heatmaps([WEIGHTS, 2 * WEIGHTS], titles=["a", "b"], shared_scale=False)
    assert apart[0].images[0].norm.vmax == pytest.approx(0.996)


def test_heatmaps_of_many_heads_wrap_with_one_colour_bar():
    axes = plots.heatmaps(list(torch.rand(6, 13, 13)), titles=[f"head {h}" for h in range(6)])
    assert len(axes) == 6
    assert len(axes[0].figure.axes) == 7
    assert axes[4].get_subplotspec().rowspan.start == 1


def test_heatmaps_alike_name_their_axes_once():
    axes = plots.heatmaps([WEIGHTS] * 5, titles=list("abcde"), per_row=3)
    assert [ax.get_ylabel() for ax in axes] == ["queries", "", "", "queries", ""]
    assert [ax.get_xlabel() for ax in axes] == ["", "", "keys", "keys", "keys"]


def test_heatmaps_of_different_shapes_each_name_their_axes():
    axes = plots.heatmaps([WEIGHTS, WEIGHTS[:, :2]], titles=["a", "b"])
    assert [ax.get_ylabel() for ax in axes] == ["queries", "queries"]


def test_heatmaps_take_options_for_all_and_for_each():
    axes = plots.heatmaps(
        [WEIGHTS, WEIGHTS[:, :2]],
        titles=["Q", "K"],
        rows=["cat", "milk"],
        each=[{}, {"column_axis": "features"}],
    )
    assert [names_of(ax.yaxis) for ax in axes] == [["cat", "milk"]] * 2
    assert [ax.get_xlabel() for ax in axes] == ["keys", "features"]


def test_heatmaps_count_titles():
    with pytest.raises(ValueError, match="2 matrices, 1 titles, 2 sets of options"):
        plots.heatmaps([WEIGHTS, WEIGHTS], titles=["one"])
    with pytest.raises(ValueError, match="0 matrices"):
        plots.heatmaps([], titles=[])


# difference


def test_difference_shows_the_first_matrix_that_differs():
    expected = torch.zeros(2, 3, 4, 5)
    yours = expected.clone()
    yours[1, 2, 3, 4] = 0.5
    axes = plots.difference(expected, yours)
    assert [ax.get_title() for ax in axes] == ["expected[1, 2]", "yours[1, 2]", "yours - expected"]
    assert axes[2].images[0].get_array()[3, 4] == 0.5
    assert axes[0].images[0].norm.vmax == axes[1].images[0].norm.vmax
    assert axes[2].images[0].cmap.name == "RdBu_r"


def test_difference_takes_rounding_for_equal():
    expected = torch.ones(2, 2, 2)
    yours = expected.clone()
    yours[0] += 1e-7
    yours[1] += 1e-2
    assert plots.difference(expected, yours)[0].get_title() == "expected[1]"


def test_difference_of_different_shapes_draws_two_and_says_so():
    axes = plots.difference(torch.ones(2, 3, 5), torch.ones(2, 5, 3))
    assert [ax.get_title() for ax in axes] == ["expected\n(2, 3, 5)", "yours\n(2, 5, 3)"]
    assert len(axes[0].figure.axes) == 2


@pytest.mark.parametrize("shape", [(), (0,), (4,), (2, 0, 3)])
def test_difference_draws_any_shape(shape):
    axes = plots.difference(torch.ones(2, 3), torch.ones(shape))
    assert axes[1].get_title() == f"yours\n{shape}"
    same = plots.difference(torch.ones(shape), torch.zeros(shape))
    assert len(same) == 3
    drawn_without_warning(same[0].figure)


def test_difference_of_one_axis_is_one_row():
    axes = plots.difference(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 4.0]))
    assert numbers_in(axes[2]) == [["0", "2"]]
    assert axes[0].get_ylabel() == ""


def test_difference_says_where_a_result_is_empty():
    axes = plots.difference(torch.ones(2, 3), torch.ones(0, 3))
    assert [numbers_in(ax)[0][0] for ax in axes] == ["1", "empty"]


def test_difference_writes_both_results_alike():
    axes = plots.difference(torch.tensor([1, 2]), torch.tensor([1.0, 2.5]))
    assert [numbers_in(ax) for ax in axes[:2]] == [[["1.00", "2.00"]], [["1.00", "2.50"]]]


@pytest.mark.parametrize("dtype", [torch.bool, torch.int64, torch.bfloat16])
def test_difference_of_any_dtype(dtype):
    axes = plots.difference(torch.eye(2).to(dtype), torch.ones(2, 2))
    assert numbers_in(axes[2]) == [["0", "1"], ["1", "0"]]


def test_difference_of_special_numbers():
    expected, yours = torch.tensor([NAN, INF, -INF, 1.0]), torch.tensor([NAN, INF, 0.0, NAN])
    assert numbers_in(plots.difference(expected, yours)[2]) == [["0", "0", "inf", "nan"]]


# bars, lines, arrows


def test_bars_are_as_high_as_the_numbers():
    ax = plots.bars([0.25, 0.75], labels=["cat", "milk"], title="row 0", ylim=(0, 1))
    assert [bar.get_height() for bar in ax.patches] == [0.25, 0.75]
    assert [text.get_text() for text in ax.texts] == ["0.25", "0.75"]
    assert names_of(ax.xaxis) == ["cat", "milk"]
    assert ax.get_ylim() == (0, 1)
    assert ax.get_legend() is None
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_title()) == ("keys", "weight", "row 0")


def test_bars_say_what_has_no_height():
    ax = plots.bars([1.0, INF, -INF, NAN])
    assert [bar.get_height() for bar in ax.patches] == [1, 0, 0, 0]
    assert [text.get_text() for text in ax.texts] == ["1", "inf", "-inf", "nan"]
    drawn_without_warning(ax.figure)


def test_many_bars_have_no_numbers():
    assert not plots.bars(torch.full((60,), 0.25)).texts


def test_groups_of_bars_differ_in_hatch_and_do_not_overlap():
    ax = plots.bars({"raw": [1.0, 2.0], "scaled": [0.5, 1.0]})
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["raw", "scaled"]
    assert len({bar.get_hatch() for bar in ax.patches}) == 2
    edges = sorted((bar.get_x(), bar.get_x() + bar.get_width()) for bar in ax.patches)
    assert all(end <= start + 1e-9 for (_, end), (start, _) in pairwise(edges))


def test_bars_refuse_a_matrix():
    with pytest.raises(ValueError, match=r"bars draws rows of numbers; this has shape \(2, 3\)"):
        plots.bars(WEIGHTS)
    with pytest.raises(ValueError, match=r"'raw' has shape \(2, 3\)"):
        plots.bars({"raw": WEIGHTS})


def test_lines_hold_the_numbers_and_differ_in_marker():
    ax = plots.lines([4, 64, 1024], {"raw": [2, 8, 32], "scaled": [1, 1, 1]}, logx=True, logy=True)
    assert [line.get_ydata().tolist() for line in ax.lines] == [[2, 8, 32], [1, 1, 1]]
    assert len({line.get_marker() for line in ax.lines}) == 2
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert names_of(ax.xaxis) == ["4", "64", "1024"]


def test_lines_say_which_series_does_not_fit():
    with pytest.raises(ValueError, match="raw has 2 numbers for 3 values of x"):
        plots.lines([1, 2, 3], {"raw": [1, 2]})


def test_names_of_arrows_that_end_close_together_are_stacked():
    ax = plots.arrows([[1.0, 2.0], [1.0, 2.05]], ["cat", "dog"])
    ax.figure.draw_without_rendering()
    cat, dog = (text.get_window_extent() for text in ax.texts if text.get_text())
    assert not cat.overlaps(dog)


def test_arrows_end_at_the_vectors_and_share_a_name_where_they_are_equal():
    ax = plots.arrows(
        torch.tensor([[1.0, 0.0], [0.0, 2.0], [1.0, 0.0], [0.0, 0.0]]), ["a", "b", "c", "d"]
    )
    tips = {text.get_text(): text.xy for text in ax.texts if text.get_text()}
    assert tips == {"a, c": (1, 0), "b": (0, 2), "d": (0, 0)}
    assert ax.get_aspect() == 1
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    assert left < 0 < 1 < right
    assert bottom < 0 < 2 < top


@pytest.mark.parametrize(("shape", "names"), [((2, 3), "ab"), ((2,), "ab"), ((2, 2), "abc")])
def test_arrows_refuse_what_has_not_two_components_and_a_name(shape, names):
    with pytest.raises(ValueError, match=r"arrows draws vectors of shape \(N, 2\) with N names"):
        plots.arrows(torch.ones(shape), list(names))


# histogram


def log_normal(median, spread, count=4000, seed=0):
    return median * 10 ** np.random.default_rng(seed).normal(0, spread, count)


def test_histogram_counts_every_number_in_the_same_bins():
    rows = {"raw": [0.0, 1.0, 1.5, 4.0], "scaled": torch.tensor([2.0, 2.0, 3.0])}
    ax = plots.histogram(rows, bins=4, title="t", xlabel="score")
    raw, scaled = (patch.get_data() for patch in ax.patches)
    assert raw.values.tolist() == [1, 2, 0, 1]
    assert scaled.values.tolist() == [0, 0, 2, 1]
    assert raw.edges.tolist() == scaled.edges.tolist() == [0, 1, 2, 3, 4]
    assert (ax.get_title(), ax.get_xlabel(), ax.get_ylabel()) == ("t", "score", "count")
    assert (ax.get_xlim(), ax.get_ylim()[0], ax.get_xscale()) == ((0, 4), 0, "linear")


def test_histogram_with_logx_has_bins_that_look_equally_wide():
    rows = {"raw": log_normal(1e-9, 1.5), "scaled": log_normal(0.3, 0.2)}
    ax = plots.histogram(rows, logx=True)
    assert ax.get_xscale() == "log"
    for patch, row in zip(ax.patches, rows.values(), strict=True):
        counts, edges, _ = patch.get_data()
        assert counts.sum() == len(row)
        assert len(counts) == 30
        ratios = edges[1:] / edges[:-1]
        np.testing.assert_allclose(ratios, ratios[0], rtol=1e-9)


def test_histograms_differ_without_colour_and_are_named():
    ax = plots.histogram({name: [1.0, 2.0] for name in "abcd"})
    assert len({patch.get_linestyle() for patch in ax.patches}) == 4
    assert len({patch.get_edgecolor() for patch in ax.patches}) == 4
    assert {patch.get_facecolor()[3] for patch in ax.patches} == {0.2}
    assert [text.get_text() for text in ax.get_legend().get_texts()] == list("abcd")
    assert plots.histogram({"alone": [1.0, 2.0]}).get_legend() is None


@pytest.mark.parametrize(
    ("median", "label"),
    [
        (0.3, "median 0.30"),
        (1e-9, "median 1.0e-09"),
        (0.0, "median 0.0"),
        (-0.05, "median -0.050"),
        (2.5, "median 2.50"),
        (20.0, "median 20"),
        (250000.0, "median 2e+05"),
    ],
)
def test_histogram_marks_the_median(median, label):
    ax = plots.histogram({"": [median - 1, median, median + 2]})
    assert [text.get_text() for text in ax.texts] == [label]
    (line,) = ax.lines
    assert line.get_xdata().tolist() == [median] * 2
    bars_end = max(ax.patches[0].get_data().values)
    assert bars_end < line.get_ydata()[1] == ax.get_ylim()[1]


def test_medians_close_together_are_labelled_on_levels_of_their_own():
    rows = {name: log_normal(0.3 + place / 100, 0.2) for place, name in enumerate("abc")}
    ax = plots.histogram(rows, logx=True)
    ax.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in ax.texts]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    stems = [line.get_window_extent() for line in ax.lines]
    assert not any(box.overlaps(stem) for box in boxes for stem in stems)


def test_histogram_can_leave_the_medians_out():
    ax = plots.histogram({"a": [1.0, 2.0]}, medians=False)
    assert (len(ax.lines), len(ax.texts)) == (0, 0)


@pytest.mark.parametrize("logx", [False, True])
@pytest.mark.parametrize("row", [[3.0], [1e-9] * 4, torch.ones(3, requires_grad=True)])
def test_histogram_of_one_size_only(row, logx):
    ax = plots.histogram({"same": row}, logx=logx)
    assert sum(ax.patches[0].get_data().values) == len(row)
    drawn_without_warning(ax.figure)


def test_histogram_draws_into_the_axes_it_is_given():
    _, ax = plt.subplots()
    assert plots.histogram({"a": [1.0, 2.0]}, ax=ax) is ax


@pytest.mark.parametrize(
    ("rows", "logx", "words"),
    [
        ({}, False, "histogram draws named rows of numbers; there are none."),
        ({"a": []}, False, r"histogram draws rows of numbers; 'a' has shape \(0,\)\."),
        ({"a": WEIGHTS}, False, r"histogram draws rows of numbers; 'a' has shape \(2, 3\)\."),
        ({"a": [1.0, NAN, INF]}, False, "histogram: 2 of 3 numbers in 'a' are not finite."),
        ({"b": [1.0], "a": [1.0, 0.0]}, True, "1 of 2 numbers in 'a' are not positive; a log"),
        ({"a": [-1.0, 0.0]}, True, "2 of 2 numbers in 'a' are not positive; a logarithmic axis"),
    ],
)
def test_histogram_says_what_it_cannot_draw(rows, logx, words):
    with pytest.raises(ValueError, match=words):
        plots.histogram(rows, logx=logx)
    assert not plt.get_fignums()


# pipeline

STEPS = (
    "tensors",
    "scores",
    "scaling",
    "masking",
    "softmax",
    "weighted sum",
    "projections",
    "timing",
    "tiles",
)


def boxes_of(ax):
    return [patch for patch in ax.patches if isinstance(patch, FancyBboxPatch)]


@pytest.mark.parametrize("step", STEPS)
def test_pipeline_marks_the_step(step):
    ax = plots.pipeline(current=step)
    marked = [box for box in boxes_of(ax) if to_rgb(box.get_edgecolor()) == to_rgb("#D55E00")]
    assert len(marked) == (3 if step == "tensors" else 1)


def test_pipeline_dashes_what_is_optional_unless_it_is_the_step():
    dashed = [
        sum(b.get_linestyle() == "--" for b in boxes_of(plots.pipeline(current=c)))
        for c in ("softmax", "masking", ("masking", "scaling"))
    ]
    assert dashed == [3, 2, 1]


def test_pipeline_text_stays_inside_its_box():
    ax = plots.pipeline(current=["projections", "masking", "weighted sum", "tensors"])
    ax.figure.draw_without_rendering()
    boxes = [box.get_window_extent() for box in boxes_of(ax)]
    for text in filter(lambda text: text.get_text(), ax.texts):
        extent = text.get_window_extent()
        assert any(
            box.x0 < extent.x0 and extent.x1 < box.x1 and box.y0 < extent.y0 and extent.y1 < box.y1
            for box in boxes
        ), text.get_text()


def test_pipeline_lists_its_steps():
    with pytest.raises(ValueError, match=r"no step \['softmaxx'\]; it has projections, tensors"):
        plots.pipeline(current="softmaxx")


# style


def test_style_has_readable_sizes_and_colours_that_stand_out():
    assert min(mpl.rcParams[f"{part}.labelsize"] for part in ("axes", "xtick", "ytick")) >= 11
    assert mpl.rcParams["savefig.dpi"] == 110
    for look in list(mpl.rcParams["axes.prop_cycle"])[:3]:
        assert contrast(look["color"], "white") >= 3
