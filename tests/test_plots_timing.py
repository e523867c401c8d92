"""The pictures of lesson 8: what the lanes, moments, roofs and points hold."""

from __future__ import annotations

import io

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

from course_utils import plots

LANES = {
    "host": [(0, 1, "launch"), (1, 9, "synchronize")],
    "device": [(1, 4, "work"), (4, 7, "work"), (7, 9, "other")],
}


@pytest.fixture(autouse=True)
def clean_figures():
    mpl.use("Agg")
    with mpl.rc_context():
        plots.use_style()
        yield
    plt.close("all")


def bars_of(ax):
    return [(b.get_x(), b.get_x() + b.get_width(), round(b.get_y() + 0.25)) for b in ax.patches]


def test_timeline_draws_each_piece_in_its_lane():
    ax = plots.timeline(LANES, title="waiting")
    assert bars_of(ax) == [(0, 1, 0), (1, 9, 0), (1, 4, 1), (4, 7, 1), (7, 9, 1)]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["host", "device"]
    assert (ax.get_title(), ax.get_xlabel()) == ("waiting", "time (ms)")
    bottom, top = ax.get_ylim()
    assert bottom > top, "the first lane is on top"


def test_timeline_names_alike_what_is_alike_and_only_where_it_fits():
    ax = plots.timeline(LANES | {"clock": [(0, 0.01, "too narrow for its name")]})
    texts = [text.get_text() for text in ax.texts]
    assert texts.count("work") == 2
    assert "too narrow for its name" not in texts
    looks = [(patch.get_edgecolor(), patch.get_hatch()) for patch in ax.patches]
    assert looks[2] == looks[3] != looks[4]
    assert len({colour for colour, _ in looks[:2]}) == 1, "a lane has one colour"


def test_timeline_marks_moments_by_name():
    ax = plots.timeline(LANES, marks={"start": 1, "end": 9})
    assert [line.get_xdata()[0] for line in ax.lines] == [1, 9]
    assert {"start", "end"} <= {text.get_text() for text in ax.texts}
    ax.figure.savefig(io.BytesIO(), format="png")


def test_timeline_draws_into_the_axes_it_is_given():
    _, ax = plt.subplots()
    assert plots.timeline(LANES, ax=ax) is ax


def test_timeline_refuses_what_ends_before_it_starts():
    with pytest.raises(ValueError, match="'work' of device ends before it starts"):
        plots.timeline({"device": [(3, 2, "work")]})


def test_roofline_is_memory_up_to_the_ridge_and_compute_from_there():
    ax = plots.roofline({"a": (1.0, 5e9), "b": (100.0, 50e9)}, compute=80e9, bandwidth=10e9)
    roof = ax.lines[0]
    assert roof.get_xdata()[1] == 8
    assert roof.get_ydata()[0] == pytest.approx(roof.get_xdata()[0] * 10e9)
    assert roof.get_ydata()[1:].tolist() == [80e9, 80e9]
    drawn = {line.get_label(): (line.get_xdata()[0], line.get_ydata()[0]) for line in ax.lines[1:]}
    assert drawn == {"a": (1.0, 5e9), "b": (100.0, 50e9)}
    assert len({line.get_marker() for line in ax.lines[1:]}) == 2
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")


def test_roofline_draws_further_ceilings_from_the_memory_roof_on():
    ax = plots.roofline({}, compute=80e9, bandwidth=10e9, ceilings={"exp": 40e9})
    assert [line.get_ydata()[0] for line in ax.lines] == [pytest.approx(10e9), 40e9]
    assert ax.lines[1].get_xdata()[0] == 4
    assert "exp" in {text.get_text() for text in ax.texts}
    ax.figure.savefig(io.BytesIO(), format="png")


@pytest.mark.parametrize("rates", [(0, 1), (1, 0), (-1, 1)])
def test_roofline_refuses_rates_that_are_none(rates):
    with pytest.raises(ValueError, match="needs positive rates"):
        plots.roofline({}, compute=rates[0], bandwidth=rates[1])
