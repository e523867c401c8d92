"""The explorer's page in a real browser: its numbers, keys and words, and what it withstands."""

import itertools
import math
import re

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect, sync_playwright
from torch.nn.functional import scaled_dot_product_attention
from torch.testing import assert_close

import course_utils as cu
from tests.browser import QUIET, what_hides

ROOT = ".attention-explorer"
TOY = cu.toy_sentence()
PANELS = ("query", "key", "scores", "weights", "value", "output")
# As JupyterLab does it: the HTML first, its script after.
INSERT = """html => {
  document.body.innerHTML = html;
  for (const old of document.querySelectorAll("script")) {
    const script = document.createElement("script");
    script.textContent = old.textContent;
    old.replaceWith(script);
  }
}"""


@pytest.fixture(scope="module")
def browser(chromium):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def desk(browser):
    """One page without a network, in which nothing may go wrong."""
    page = browser.new_context(offline=True, viewport={"width": 1100, "height": 1000}).new_page()
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("console", lambda message: page.wrong.append(message.text))
    page.on("request", lambda request: page.wrong.append(request.url))
    return page


@pytest.fixture
def page(desk):
    """The same page with the toy sentence on it."""
    put(desk, toy())
    yield desk
    assert desk.wrong == []


def toy(**options):
    x = TOY.vectors
    return cu.explore(x, x, x, tokens=TOY.tokens, **options)


def put(page, *explorers):
    page.wrong.clear()
    page.evaluate(INSERT, "".join(explorer.html for explorer in explorers))
    page.wrong[:] = [what for what in page.wrong if not what.startswith("data:")]  # the picture


def face(page, name):
    return page.locator(ROOT).first.evaluate(f"root => root.explorer.{name}")


def numbers(page, *shape, name="output"):
    # JSON has no NaN, so the face gives lists, which the browser's own protocol carries.
    return torch.tensor(face(page, f"numbers.{name}"), dtype=torch.float64).view(*shape)


def canvas(page, name):
    return page.locator(f"{ROOT} canvas").nth(PANELS.index(name))


def spot(page, name, i, j):
    return {"position": face(page, f"place('{name}', {i}, {j})")}


def hidden_by(page, name, i, j):
    return what_hides(canvas(page, name), spot(page, name, i, j)["position"])


def sentence(page):
    return page.locator(".ae-sentence").first.inner_text()


def close(ours, theirs):
    assert_close(ours, theirs, rtol=1e-6, atol=1e-6, equal_nan=True)


def sdpa(keep=None, scale=None):
    x = TOY.vectors.double()
    return scaled_dot_product_attention(x, x, x, attn_mask=keep, scale=scale)


def control(page, role, name):
    return page.locator(ROOT).get_by_role(role, name=name)


# ---- what is computed


def test_the_numbers_are_torch_s(page):
    x = TOY.vectors.double()
    close(numbers(page, 4, 4, name="raw"), x @ x.T)
    close(numbers(page, 4, 4, name="scaled"), x @ x.T / math.sqrt(3))
    close(numbers(page, 4, 4, name="weights"), (x @ x.T / math.sqrt(3)).softmax(dim=-1))
    close(numbers(page, 4, 3), sdpa())
    expect(page.locator(".ae-note[role=status]")).to_have_text(re.compile("equal to course_utils"))


def test_every_control_recomputes_at_once(page):
    mask = control(page, "combobox", "mask")
    mask.select_option("causal")
    close(numbers(page, 4, 3), sdpa(cu.causal_mask(4, 4)))
    mask.select_option("padding")
    control(page, "spinbutton", "real keys").fill("3")
    padded = cu.padding_mask(torch.tensor([3]), 4)
    close(numbers(page, 4, 3), sdpa(padded))
    mask.select_option("none")
    control(page, "checkbox", "scale on").uncheck()
    close(numbers(page, 4, 3), sdpa(scale=1))
    control(page, "spinbutton", "scale").fill("0.25")
    assert control(page, "checkbox", "scale on").is_checked()
    close(numbers(page, 4, 3), sdpa(scale=0.25))
    slider = control(page, "slider", "temperature")
    slider.fill("1")
    assert slider.get_attribute("aria-valuetext") == "10.00"
    close(numbers(page, 4, 3), sdpa(scale=0.025))
    control(page, "button", "Reset").click()
    close(numbers(page, 4, 3), sdpa())


def test_the_wrong_axis_shows_what_breaks(page):
    canvas(page, "weights").hover(**spot(page, "weights", 1, 2))
    assert page.locator(".ae-work thead th").first.inner_text() == "key"
    control(page, "combobox", "softmax").select_option("queries")
    x = TOY.vectors.double()
    close(numbers(page, 4, 4, name="weights"), (x @ x.T / math.sqrt(3)).softmax(dim=-2))
    assert page.locator(".ae-work thead th").first.inner_text() == "query"
    told = page.locator(ROOT).inner_text()
    assert re.search(r"Rows sum to \S+ to \S+, columns to 1\. Wrong axis: a query's", told)


def test_a_row_without_any_key_gives_zeros(page):
    put(page, toy(attn_mask=torch.eye(4, dtype=torch.bool) & (torch.arange(4) != 2)))
    assert numbers(page, 4, 3)[2].tolist() == [0, 0, 0]
    canvas(page, "weights").hover(**spot(page, "weights", 2, 0))
    assert "nothing may be seen here, so all weights are 0" in sentence(page)
    assert "differ" not in page.locator(ROOT).inner_text()


def test_heads_are_chosen(page):
    query, key, value = (torch.randn(3, 4, 2) for _ in range(3))
    put(page, cu.explore(query, key, value))
    control(page, "combobox", "head").select_option("2")
    close(numbers(page, 4, 2), scaled_dot_product_attention(query, key, value)[2].double())


def test_a_page_that_disagrees_says_so(page):
    explorer = toy()
    wrong = re.sub(r'data-check="....', 'data-check="AAAA', explorer.html)
    assert wrong != explorer.html
    page.evaluate(INSERT, wrong)
    warning = page.locator(".ae-warning")
    expect(warning).to_have_text(re.compile("differ from course_utils by .*: trust course_utils"))


ODD = st.sampled_from([math.nan, math.inf, -math.inf, 1e4, -1e4, 0.0])
NUMBER = st.floats(-3, 3, width=32) | ODD
SIZES = st.tuples(*[st.integers(1, top) for top in (3, 5, 5, 4, 4)])


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), SIZES, st.sampled_from([torch.float32, torch.float64]))
def test_any_tensors_give_course_utils_numbers(page, data, sizes, dtype):
    heads, queries, keys, features, value_features = sizes

    def tensor(*shape):
        flat = data.draw(st.lists(NUMBER, min_size=math.prod(shape), max_size=math.prod(shape)))
        return torch.tensor(flat, dtype=dtype).view(shape)

    query, key = tensor(heads, queries, features), tensor(heads, keys, features)
    value = tensor(heads, keys, value_features)
    count = queries * keys
    bits = data.draw(st.none() | st.lists(st.booleans(), min_size=count, max_size=count))
    keep = None if bits is None else torch.tensor(bits).view(queries, keys)
    scale = data.draw(st.none() | st.floats(-2, 2))
    put(page, cu.explore(query, key, value, attn_mask=keep, scale=scale))
    head = data.draw(st.integers(0, heads - 1))
    if heads > 1:
        control(page, "combobox", "head").select_option(str(head))
    q, k, v = query[head].double(), key[head].double(), value[head].double()
    close(numbers(page, queries, keys, name="raw"), cu.raw_scores(q, k))
    expected = cu.scaled_dot_product_attention(q, k, v, attn_mask=keep, scale=scale)
    close(numbers(page, queries, value_features), expected)
    for name, (rows, columns) in {
        "scores": (queries, keys),
        "output": (queries, value_features),
    }.items():
        i, j = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1))
        canvas(page, name).hover(**spot(page, name, i, j))
        assert sentence(page).startswith(("query q", "output of q"))
    assert page.locator(".ae-warning").count() == 0
    assert page.wrong == []


# ---- what is told


def test_hovering_tells_how_a_number_comes_about(page):
    canvas(page, "scores").hover(**spot(page, "scores", 1, 2))
    assert sentence(page) == "query cat, key drinks: score 2 = 1×1 + 1×1 + 0×1. Scaled: 1.1547."
    table = page.locator(".ae-work tbody tr").all_inner_texts()
    assert table[2].split() == ["=", "product", "1", "1", "0"]
    assert table[3].split() == ["sum", "so", "far", "1", "2", "2"]
    canvas(page, "weights").hover(**spot(page, "weights", 1, 2))
    x = TOY.vectors.double()
    exponentials = (x @ x.T / math.sqrt(3))[1]
    exponentials = (exponentials - exponentials.max()).exp()
    assert sentence(page) == (
        "query cat gives key drinks the weight 0.3802 = 1 ÷ "
        f"{exponentials.sum():.4f}, exp of its score ÷ the sum of all 4."
    )
    canvas(page, "output").hover(**spot(page, "output", 1, 0))
    assert sentence(page).startswith("output of cat, feature 0: 0.7604 = 0.1198×0 + 0.3802×1")
    canvas(page, "key").hover(**spot(page, "key", 3, 2))
    assert sentence(page) == "key milk, feature 2: 1."


def test_numbers_of_many_features_are_counted_not_spelled_out(page):
    x = torch.ones(2, 20)
    put(page, cu.explore(x, x, x))
    canvas(page, "scores").hover(**spot(page, "scores", 0, 1))
    assert "score 20 = the sum of 20 products." in sentence(page)
    assert page.locator(".ae-work tbody tr").last.locator("td").last.inner_text() == "20"


def test_products_appear_one_by_one_unless_motion_is_unwelcome(page):
    canvas(page, "scores").hover(**spot(page, "scores", 1, 2))
    delays = page.locator(".ae-appear").evaluate_all(
        "all => all.map(one => one.style.animationDelay)"
    )
    assert delays[:3] == ["0ms", "160ms", "320ms"]
    page.emulate_media(reduced_motion="reduce")
    try:
        canvas(page, "scores").hover(**spot(page, "scores", 2, 2))
        assert page.locator(".ae-work td").count() > 0
        assert page.locator(".ae-appear").count() == 0
    finally:
        page.emulate_media(reduced_motion="no-preference")


def test_the_vectors_of_a_score_light_up(page):
    before = canvas(page, "query").screenshot()
    canvas(page, "scores").hover(**spot(page, "scores", 1, 2))
    assert canvas(page, "query").screenshot() != before


# ---- the keyboard, the mouse, a finger


def test_it_is_used_by_keyboard_alone(page):
    scores = canvas(page, "scores")
    page.locator("body").press("Tab")
    for _ in range(30):
        if scores.evaluate("canvas => canvas === document.activeElement"):
            break
        page.keyboard.press("Tab")
    assert scores.evaluate("canvas => getComputedStyle(canvas).outlineStyle") == "solid"
    assert sentence(page).startswith("query the, key the")
    for keys, names in (
        (["ArrowDown"], ("cat", "the")),
        (["End"], ("cat", "milk")),
        (["ArrowRight", "ArrowDown"], ("drinks", "milk")),
        (["Home"], ("drinks", "the")),
        (["Control+End", "ArrowDown"], ("milk", "milk")),
        (["Control+Home", "ArrowUp", "ArrowLeft"], ("the", "the")),
    ):
        for key in keys:
            page.keyboard.press(key)
        assert sentence(page).startswith("query {}, key {}".format(*names))
    keep = torch.ones(4, 4, dtype=torch.bool)
    for key in ("Enter", " "):
        keep[0, 0] ^= True
        page.keyboard.press(key)
        close(numbers(page, 4, 3), sdpa(keep))
    assert control(page, "combobox", "mask").input_value() == "hand"


def test_every_control_has_a_name(page):
    snapshot = page.locator(ROOT).aria_snapshot()
    for role in ("button", "combobox", "spinbutton", "checkbox", "slider"):
        assert not re.search(rf"- {role}(?! \")", snapshot), snapshot
    for panel in ("query Q", "key K", "scores", "weights", "value V", "output"):
        assert re.search(rf'application "{panel}', snapshot), snapshot


def test_a_click_masks_a_score_once_the_mask_is_reached(page):
    canvas(page, "scores").click(**spot(page, "scores", 3, 1))
    keep = torch.ones(4, 4, dtype=torch.bool)
    keep[3, 1] = False
    close(numbers(page, 4, 3), sdpa(keep))
    assert "Masked: this query may not see this key" in page.locator(".ae-work").inner_text()
    put(page, toy(step="scores"))
    canvas(page, "scores").click(**spot(page, "scores", 3, 1))
    assert face(page, "settings.mask") == "none"


def test_a_tap_looks_and_masks_only_when_asked(browser):
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 800})
    phone = context.new_page()
    phone.set_content(toy().page())
    canvas(phone, "scores").tap(**spot(phone, "scores", 1, 1))
    assert sentence(phone).startswith("query cat, key cat")
    assert face(phone, "settings.mask") == "none"
    control(phone, "checkbox", "edit mask").check()
    canvas(phone, "scores").tap(**spot(phone, "scores", 1, 1))
    keep = torch.ones(4, 4, dtype=torch.bool)
    keep[1, 1] = False
    close(numbers(phone, 4, 3), sdpa(keep))
    context.close()


def test_the_steps_come_in_the_article_s_order(page):
    put(page, toy(step="scores"))
    canvas(page, "weights").hover(**spot(page, "weights", 1, 1))
    assert sentence(page).startswith("Point at a number")  # not computed yet
    seen = []
    for _ in range(5):
        seen.append(face(page, "settings.step"))
        assert page.locator("[aria-current=step]").inner_text().endswith(seen[-1])
        control(page, "button", "Step").click()
    assert seen == ["scores", "scaled", "masked", "weights", "output"]
    assert face(page, "settings.step") == "scores"
    page.clock.install()
    try:
        control(page, "button", "Play").click()
        for step in (*seen[1:], "output"):
            page.clock.run_for(1600)
            assert face(page, "settings.step") == step
        assert control(page, "button", "Play").is_visible()
    finally:
        page.clock.resume()


@pytest.mark.parametrize("step", ["scores", "scaled", "masked", "weights", "output"])
def test_it_stands_at_first_where_it_was_told_to(page, step):
    put(page, toy(step=step))
    assert face(page, "settings.step") == step


@pytest.mark.parametrize(
    ("scale", "on", "factor"), [(None, True, 3**-0.5), (1, False, 1), (2, True, 2)]
)
def test_the_scale_is_on_unless_it_is_one(page, scale, on, factor):
    put(page, toy(scale=scale))
    assert control(page, "checkbox", "scale on").is_checked() == on
    assert face(page, "settings.factor") == pytest.approx(factor)


# ---- company, strangers, themes


def test_two_explorers_do_not_disturb_each_other(page):
    put(page, toy(), toy(), toy(title="another"))  # the first two have the same id
    roots = page.locator(ROOT)
    assert roots.count() == 3
    roots.nth(1).get_by_role("combobox", name="mask").select_option("causal")
    roots.nth(2).get_by_role("button", name="1 scores").click()
    states = [
        roots.nth(n).evaluate("root => [root.explorer.settings.mask, root.explorer.settings.step]")
        for n in range(3)
    ]
    assert states == [["none", "output"], ["causal", "output"], ["none", "scores"]]


def test_no_name_is_left_behind(page):
    page.evaluate("document.body.replaceChildren()")
    before = set(page.evaluate("Object.getOwnPropertyNames(window)"))
    put(page, toy())
    # The page's own ids become names of its window, as in every page.
    after = set(page.evaluate("Object.getOwnPropertyNames(window)"))
    assert {name for name in after - before if not name.startswith("explorer-")} == set()


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=20), st.sampled_from(["<", "&lt;", "</script>", "<!--", "`${1}`", "\u2028"])
)
def test_a_token_cannot_run_anything(page, text, trick):
    token = f"{text}{trick}<img src=x onerror='document.title = \"stolen\"'>"
    x = torch.eye(2)
    put(page, cu.explore(x, x, x, tokens=[token, "b"], title=token))
    canvas(page, "scores").hover(**spot(page, "scores", 0, 1))
    written = token.encode("utf-8", "replace").decode("utf-8")
    told = page.locator(".ae-sentence").evaluate("node => node.textContent")
    assert told.startswith(f"query {written}, key b: score 0")
    assert page.locator(f"{ROOT} img").count() == 0
    assert page.title() != "stolen"
    assert page.wrong == []


def framed(page, explorer, allowed):
    """The explorer in a frame of its own that may do only what is allowed."""
    page.evaluate(
        """([html, allowed]) => {
          const frame = document.createElement("iframe");
          frame.sandbox = allowed;
          frame.srcdoc = html;
          frame.style = "width: 900px; height: 900px";
          document.body.replaceChildren(frame);
        }""",
        [explorer.html, allowed],
    )
    return page.frame_locator("iframe")


def test_without_scripts_the_picture_is_shown(browser):
    explorer, page = toy(), browser.new_page()
    frame = framed(page, explorer, "")
    image = frame.locator("img")
    expect(image).to_be_visible()
    assert image.evaluate("image => image.naturalWidth") > 400
    assert image.get_attribute("alt") == explorer.alt
    assert frame.locator("canvas").count() == 0
    page.close()


def test_it_lives_in_a_frame_that_may_only_run_scripts(page):
    """As hosted notebooks show outputs: of another origin, without cookies or storage."""
    frame = framed(page, toy(), "allow-scripts")
    frame.get_by_role("combobox", name="mask").select_option("causal")
    causal = frame.locator(ROOT).evaluate("root => root.explorer.numbers.output")
    close(torch.tensor(causal, dtype=torch.float64).view(4, 3), sdpa(cu.causal_mask(4, 4)))
    page.wrong[:] = [what for what in page.wrong if not what.startswith("data:")]  # the picture


def luminance(rgb):
    channels = [c / 255 for c in rgb]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("jupyter", ["", "dark"])
def test_every_text_can_be_read(page, scheme, jupyter):
    page.emulate_media(color_scheme=scheme)
    try:
        if jupyter:  # JupyterLab's dark theme on a light system, too
            page.evaluate(
                """() => {
                  document.body.dataset.jpThemeLight = "false";
                  document.body.style.setProperty("--jp-layout-color0", "#111");
                  document.body.style.setProperty("--jp-content-font-color1", "#fff");
                }"""
            )
        dark = bool(jupyter) or scheme == "dark"
        page.locator(f"{ROOT}{'[data-dark]' if dark else ':not([data-dark])'}").wait_for()
        colours = page.locator(ROOT).evaluate(
            """root => Object.fromEntries(["ink", "grey", "mark", "paper", "tint"].map(name => {
              const probe = document.createElement("i");
              probe.style.color = `var(--ae-${name})`;
              root.append(probe);
              const rgb = getComputedStyle(probe).color.match(/[\\d.]+/g).slice(0, 3).map(Number);
              probe.remove();
              return [name, rgb];
            }))"""
        )
        for text, ground in itertools.product(("ink", "grey", "mark"), ("paper", "tint")):
            if (text, ground) != ("grey", "tint"):
                assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground, colours)
    finally:
        page.emulate_media(color_scheme="light")
        page.evaluate(
            "document.body.removeAttribute('style'); delete document.body.dataset.jpThemeLight"
        )


def pixels(page, name, x, y, wide, high):
    """The colours of a piece of a panel; what was never drawn on is None."""
    flat = canvas(page, name).evaluate(
        """(canvas, [x, y, w, h]) => {
          const copy = Object.assign(document.createElement("canvas"), { width: w, height: h });
          const pen = copy.getContext("2d", { willReadFrequently: true });
          pen.drawImage(canvas, x, y, w, h, 0, 0, w, h);
          return [...pen.getImageData(0, 0, w, h).data];
        }""",
        [x, y, wide, high],
    )
    found = [tuple(flat[at : at + 4]) for at in range(0, len(flat), 4)]
    return [colour[:3] if colour[3] else None for colour in found]


def test_numbers_of_dimmed_values_can_be_read(page):
    canvas(page, "output").hover(**spot(page, "output", 2, 1))
    shades = set()
    for row, column in itertools.product(range(4), (0, 2)):
        place = spot(page, "value", row, column)["position"]
        found = pixels(page, "value", place["x"] - 8, place["y"] - 8, 16, 16)
        ground = max(set(found), key=found.count)
        shades.add(ground)
        assert max(contrast(colour, ground) for colour in found) >= 4.5, (row, column, ground)
    assert len(shades) > 4  # they are dimmed, each by its weight


@pytest.mark.parametrize("name", ["query", "scores", "output"])
def test_a_name_that_is_pointed_at_keeps_its_first_letter(page, name):
    assert max(TOY.tokens, key=len) == TOY.tokens[2]  # the one that fills its place
    canvas(page, "output").hover(**spot(page, "output", 2, 1))
    canvas(page, name).hover(**spot(page, name, 2, 1))
    high = canvas(page, name).evaluate("canvas => canvas.height")
    assert set(pixels(page, name, 0, 0, 1, high)) <= {None, (255, 255, 255)}


def test_before_anything_is_pointed_at_no_empty_box_hides_the_numbers(browser):
    page = browser.new_page(viewport={"width": 1280, "height": 700})
    x = torch.randn(7, 32)
    page.set_content(cu.explore(x, x, x, title="seven tokens").page())
    assert hidden_by(page, "weights", 1, 3) is None
    high = page.locator(ROOT).evaluate("root => root.clientHeight")
    canvas(page, "scores").hover(**spot(page, "scores", 3, 3))
    assert page.locator(".ae-work td").count() > 0
    assert page.locator(ROOT).evaluate("root => root.clientHeight") == high  # nothing jumps
    page.close()


@pytest.mark.parametrize("size", [(1280, 600), (360, 640)])
def test_what_the_keys_point_at_is_in_sight(browser, size):
    page = browser.new_page(viewport=dict(zip(("width", "height"), size, strict=True)))
    x = torch.randn(48, 16)
    page.set_content(cu.explore(x, x, x).page())
    for name, last in (("query", 15), ("scores", 47), ("weights", 47), ("output", 15)):
        canvas(page, name).focus()
        for key, place in (("Control+End", (47, last)), ("Control+Home", (0, 0))):
            page.keyboard.press(key)
            assert hidden_by(page, name, *place) is None, (name, key)
    page.close()


@pytest.mark.parametrize("width", [360, 768])
def test_nothing_overflows_and_everything_can_be_hit(browser, width):
    page = browser.new_page(viewport={"width": width, "height": 800})
    x = torch.randn(2, 16, 32)
    tokens = [f"token{n}" * (n % 3 + 1) for n in range(16)]
    page.set_content(cu.explore(x, x, x, tokens=tokens, title="a title " * 20).page())
    canvas(page, "output").hover(**spot(page, "output", 3, 3))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sizes = page.locator(f"{ROOT} button, {ROOT} select, {ROOT} label").evaluate_all(
        "all => all.filter(one => one.offsetParent).map(one => one.getBoundingClientRect().height)"
    )
    assert min(sizes) >= 32
    page.close()


def test_it_fits_its_place_again_when_that_changes(page):
    width = canvas(page, "scores").evaluate("canvas => canvas.clientWidth")
    page.set_viewport_size({"width": 300, "height": 900})
    page.wait_for_function(f"document.querySelectorAll('{ROOT} canvas')[2].clientWidth < {width}")
    page.set_viewport_size({"width": 1100, "height": 1000})
