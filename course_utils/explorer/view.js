// The machine on the page: panels, controls, what is pointed at. All text goes in as text.

const STILL = window.matchMedia("(prefers-reduced-motion: reduce)");
const PAUSE = 1600;
const STACKED = 240; // pixels: two matrices, and how a number comes about, on one laptop's screen
const LARGE_TABLE = 16; // columns; a wider one is not written again in each frame

function startAll(name) {
  for (const root of document.querySelectorAll(`[id="${name}"]:not([data-started])`)) {
    root.dataset.started = "";
    try {
      start(root);
    } catch (error) {
      root.append(el("p", {}, `The picture stays still: ${error.message}`));
      console.error(error);
    }
  }
}

function el(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (typeof value === "boolean") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

// Every head's query, key, value and dot products, cut from one array.
function readHeads(root, shape) {
  const { heads, queries, keys, features, valueFeatures } = shape;
  const all = readNumbers(root.dataset.numbers, shape.double), parts = [queries * features, keys * features, keys * valueFeatures];
  const places = parts.map((size, n) => heads * parts.slice(0, n).reduce((a, b) => a + b, 0));
  return Array.from({ length: heads }, (_, h) => {
    const [query, key, value] = parts.map((size, n) => all.subarray(places[n] + h * size, places[n] + (h + 1) * size));
    return { query, key, value, raw: dotProducts(query, key, features) };
  });
}

function start(root) {
  const shape = JSON.parse(root.dataset.settings), heads = readHeads(root, shape);
  const { queries, keys, features, valueFeatures } = shape, usual = 1 / Math.sqrt(features);
  const given = shape.keep && Uint8Array.from(shape.keep.join(""), Number);
  const asGiven = {
    head: 0, scaled: shape.scale !== 1, scale: shape.scale === null || shape.scale === 1 ? usual : shape.scale,
    temperature: 1, mask: given ? "given" : "none", realKeys: keys, byHand: null, axis: "keys", step: shape.step,
  };
  const machine = { shape, tokens: shape.tokens, keyTokens: shape.key_tokens, settings: { ...asGiven } };
  let pointed = null, playing = 0, editing = false, pointer = "mouse", pending = 0;

  const factor = ({ scaled, scale, temperature }) => (scaled ? scale : 1) / temperature;
  const keptNow = ({ mask, realKeys, byHand }) =>
    mask === "given" ? given : mask === "hand" ? byHand : keptPlaces(mask, queries, keys, realKeys);
  const reached = (step) => STEPS.indexOf(machine.settings.step) >= STEPS.indexOf(step);

  function compute() {
    const { settings } = machine, head = heads[settings.head];
    Object.assign(machine, head, { keep: keptNow(settings) });
    Object.assign(machine, attend(head.raw, head.value, machine.keep, keys, valueFeatures, factor(settings), settings.axis));
  }

  // The largest distance, over all heads, from what course_utils computed.
  function disagreement() {
    const expected = readNumbers(root.dataset.check, shape.double), keep = keptNow(asGiven);
    const sent = shape.double ? Number : Math.fround;
    let largest = 0, at = 0, sumAt = heads.length * queries * keys;
    for (const head of heads) {
      const mine = attend(head.raw, head.value, keep, keys, valueFeatures, factor(asGiven), "keys");
      for (const weight of mine.weights) largest = Math.max(largest, distance(sent(weight), expected[at++]));
      for (let i = 0; i < queries; i++) {
        const sum = sumOf(mine.output, i * valueFeatures, 1, valueFeatures);
        largest = Math.max(largest, distance(sent(sum), expected[sumAt++]));
      }
    }
    return largest;
  }

  // ---- the page
  const panels = {
    query: panel("query", "query Q", shape.tokens, null, features),
    key: panel("key", "key K", shape.key_tokens, null, features),
    scores: panel("scores", "scores Q·K", shape.tokens, shape.key_tokens, keys),
    weights: panel("weights", "weights", shape.tokens, shape.key_tokens, keys),
    value: panel("value", "value V", shape.key_tokens, null, valueFeatures),
    output: panel("output", "output", shape.tokens, null, valueFeatures),
  };
  const names = Object.keys(panels);
  const sums = el("p", { class: "ae-note" }), hatched = el("p", { class: "ae-note" });
  panels.scores.box.append(hatched);
  panels.weights.box.append(sums);
  const sentence = el("p", { class: "ae-sentence", "aria-live": "polite" });
  const work = el("div", { class: "ae-work" });
  const detail = el("div", { class: "ae-detail", role: "region", "aria-label": "how this number comes about" }, sentence, work);
  const told = el("p", { class: "ae-step-words", "aria-live": "polite" });
  const inputs = controls();
  const steps = STEPS.map((step, n) => el("button", { type: "button", onclick: () => { stop(); set({ step }); } }, `${n + 1} ${step}`));
  const play = el("button", { type: "button", class: "ae-main", onclick: () => (playing ? stop() : run()) }, "▶ Play");
  const next = el("button", { type: "button", class: "ae-main", onclick: () => { stop(); forward(); } }, "Step");
  const agreement = el("p", { class: "ae-note", role: "status" });
  const stack = (...these) => el("div", { class: "ae-stack" }, ...these.map((name) => panels[name].box));
  const all = el("div", { class: "ae-panels" }, stack("query", "key"), stack("scores", "weights"), stack("value", "output"));
  root.replaceChildren(
    ...(shape.title ? [el("p", { class: "ae-title" }, shape.title)] : []),
    el("div", { class: "ae-bar", role: "group", "aria-label": "steps" }, next, play, ...steps),
    told,
    el("div", { class: "ae-bar", role: "group", "aria-label": "settings" }, ...inputs.labels),
    all,
    detail,
    agreement,
  );
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", shape.title || "attention explorer");
  root.setAttribute("data-lm-suppress-shortcuts", "true"); // JupyterLab would take the arrow keys

  function panel(name, title, rowNames, columnNames, columns) {
    const canvas = el("canvas", { tabindex: "0", role: "application", "aria-roledescription": "matrix" });
    const heading = el("div", { class: "ae-name" }, title);
    const spot = el("div", { class: "ae-spot" });
    const box = el("div", { class: "ae-panel" }, heading, el("div", { class: "ae-scroll" }, canvas, spot));
    const matrix = new Matrix(canvas, rowNames, columnNames, columns);
    canvas.setAttribute("aria-label", `${title}, ${matrix.rows} rows, ${columns} columns. Arrow keys move${name === "scores" ? ", Enter masks a score" : ""}.`);
    const look = (event) => {
      const cell = matrix.cellAt(event);
      if (cell && !(pointed && pointed.panel === name && pointed.row === cell[0] && pointed.column === cell[1])) point(name, ...cell);
      return cell;
    };
    canvas.addEventListener("pointermove", look);
    canvas.addEventListener("pointerdown", (event) => { pointer = event.pointerType; });
    canvas.addEventListener("click", (event) => {
      const cell = look(event);
      if (cell && name === "scores" && (editing || (pointer === "mouse" && reached("masked")))) toggle(...cell);
    });
    canvas.addEventListener("keydown", (event) => move(event, name, matrix));
    canvas.addEventListener("focus", () => {
      if (!pointed || pointed.panel !== name) point(name, 0, 0);
      if (canvas.matches(":focus-visible")) reveal(name);
    });
    return { box, canvas, heading, matrix, spot };
  }

  function move(event, name, matrix) {
    if (event.altKey || event.metaKey || (event.ctrlKey && !/^(Home|End)$/.test(event.key))) return;
    let { row, column } = pointed && pointed.panel === name ? pointed : { row: 0, column: 0 };
    const moves = {
      ArrowUp: () => row--, ArrowDown: () => row++, ArrowLeft: () => column--, ArrowRight: () => column++,
      Home: () => { column = 0; if (event.ctrlKey) row = 0; },
      End: () => { column = matrix.columns - 1; if (event.ctrlKey) row = matrix.rows - 1; },
    };
    if (moves[event.key]) {
      moves[event.key]();
      point(name, Math.min(Math.max(row, 0), matrix.rows - 1), Math.min(Math.max(column, 0), matrix.columns - 1));
      reveal(name);
    } else if (name === "scores" && (event.key === "Enter" || event.key === " ")) {
      toggle(row, column);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function controls() {
    const labelled = (text, input, ...more) => el("label", {}, `${text} `, input, ...more);
    const choice = (options, onchange) => el("select", { onchange }, ...options.map(([value, text]) => el("option", { value }, text)));
    const scaled = el("input", { type: "checkbox", onchange: () => set({ scaled: scaled.checked }, "scaled") });
    const scale = el("input", {
      type: "number", step: "any",
      oninput: () => Number.isFinite(scale.valueAsNumber) && set({ scale: scale.valueAsNumber, scaled: true }, "scaled", scale),
    });
    const temperature = el("input", {
      type: "range", min: "-1", max: "1", step: "0.02",
      oninput: () => set({ temperature: 10 ** temperature.valueAsNumber }, "scaled"),
    });
    const degree = el("output", { class: "ae-number" });
    const mask = choice(
      [["none", "none"], ...(given ? [["given", "as given"]] : []), ["causal", "causal"], ["padding", "padding"], ["hand", "by hand"]],
      () => set({ mask: mask.value, byHand: machine.keep.slice() }, "masked"),
    );
    const realKeys = el("input", {
      type: "number", min: "0", max: String(keys), step: "1",
      oninput: () => realKeys.validity.valid && realKeys.value && set({ realKeys: realKeys.valueAsNumber, mask: "padding" }, "masked", realKeys),
    });
    const edit = el("input", { type: "checkbox", onchange: () => { editing = edit.checked; } });
    const axis = choice([["keys", "over the keys (right)"], ["queries", "over the queries (wrong)"]], () => set({ axis: axis.value }, "weights"));
    const head = choice(heads.map((_, n) => [String(n), String(n)]), () => set({ head: Number(head.value) }));
    const reset = el("button", { type: "button", onclick: () => { stop(); edit.checked = editing = false; set(asGiven); } }, "Reset");
    const padding = labelled("real keys", realKeys);
    const labels = [
      ...(heads.length > 1 ? [labelled("head", head)] : []), labelled("scale on", scaled), labelled("scale", scale),
      labelled("temperature", temperature, degree), labelled("mask", mask), padding, labelled("edit mask by tapping", edit), labelled("softmax", axis), reset,
    ];
    const update = (except) => {
      const now = machine.settings;
      scaled.checked = now.scaled;
      if (scale !== except) scale.value = String(Number(now.scale.toPrecision(6)));
      temperature.value = String(Math.log10(now.temperature));
      degree.textContent = temperature.ariaValueText = now.temperature.toFixed(2);
      mask.value = now.mask;
      if (realKeys !== except) realKeys.value = String(now.realKeys);
      padding.hidden = now.mask !== "padding";
      axis.value = now.axis;
      head.value = String(now.head);
    };
    return { labels, update };
  }

  // ---- what happens
  function set(changes, needed, except) {
    Object.assign(machine.settings, changes);
    if (needed && !reached(needed)) machine.settings.step = needed;
    compute();
    inputs.update(except);
    paint();
    tell(false);
  }

  function toggle(i, j) {
    const byHand = machine.keep.slice();
    byHand[i * keys + j] ^= 1;
    set({ byHand, mask: "hand" }, "masked");
  }

  function forward() {
    const at = STEPS.indexOf(machine.settings.step);
    set({ step: STEPS[(at + 1) % STEPS.length] });
  }

  function run() {
    set({ step: STEPS[0] });
    playing = setInterval(() => {
      if (!root.isConnected) return stop();
      forward();
      if (reached("output")) stop();
    }, PAUSE);
    play.textContent = "■ Stop";
  }

  function stop() {
    clearInterval(playing);
    playing = 0;
    play.textContent = "▶ Play";
  }

  function point(name, row, column) {
    pointed = { panel: name, row, column };
    tell(true);
  }

  // Scroll the number that the keys point at out from under the text, its names with it where there is room.
  function reveal(name) {
    const { matrix, spot } = panels[name], { left, top, width, height } = matrix, { row, column } = pointed;
    const place = { left: left + column * width, top: top + row * height, width, height };
    for (const [side, pixels] of Object.entries(place)) spot.style[side] = `${pixels}px`;
    spot.style.scrollMargin = `${top}px 8px ${detail.offsetHeight + 8}px ${left}px`;
    spot.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // Light up what belongs to the number pointed at, and say how it comes about.
  function tell(anew) {
    for (const name of names) panels[name].matrix.marks = {};
    const idle = !pointed || !panels[pointed.panel].matrix.values;
    detail.classList.toggle("ae-idle", idle);
    if (idle) {
      sentence.textContent = "Point at a number, or reach it with Tab and the arrow keys, to see how it comes about.";
      work.replaceChildren();
    } else {
      const { panel: name, row, column } = pointed, mark = (which, marks) => (panels[which].matrix.marks = marks);
      if (name === "scores") {
        mark("query", { row });
        mark("key", { row: column });
      } else if (name === "weights") {
        mark("scores", machine.settings.axis === "keys" ? { row } : { column });
      } else if (name === "output") {
        mark("weights", { row });
        mark("value", { column, shares: lightOf(rowOf(machine.weights, row, keys)) });
      }
      mark(name, { cell: [row, column] });
      if (anew || Math.max(keys, features) <= LARGE_TABLE) describe(anew);
      else pending ||= setTimeout(() => describe(false), 100);
    }
    for (const name of names) panels[name].matrix.show();
  }

  function describe(anew) {
    clearTimeout(pending);
    pending = 0;
    if (!panels[pointed.panel].matrix.values) return;
    const words = explain(machine, pointed.panel, pointed.row, pointed.column);
    sentence.textContent = words.sentence;
    if (anew || !refill(work, words)) {
      work.replaceChildren(...(words.table ? [tableOf(words.table, anew && !STILL.matches)] : []), ...words.lines.map((line) => el("p", {}, line)));
    }
  }

  // The heaviest value stays as it is, the others are dimmed.
  function lightOf(weights) {
    const largest = largestSize(weights);
    return weights.map((weight) => weight / largest);
  }

  // `anew`: what did not change, too, because its size or its colours did.
  function paint(anew = false) {
    const { settings } = machine, style = getComputedStyle(root), theme = {};
    // The host's theme counts, not the system's: a dark JupyterLab on a light desktop is dark.
    const [red, green, blue] = (theme.rgb = style.backgroundColor.match(/[\d.]+/g).map(Number));
    root.toggleAttribute("data-dark", 0.3 * red + 0.6 * green + 0.1 * blue < 128);
    for (const name of ["ink", "paper", "grey", "line", "mark", "tint"]) theme[name] = style.getPropertyValue(`--ae-${name}`).trim();
    const signed = (name, values, size, hatched) => {
      const { matrix } = panels[name], negative = values.some((number) => number < 0);
      if (matrix.values === values && !anew) return;
      Object.assign(matrix, { values, hatched });
      matrix.paint(theme, negative ? SIGNED : VIRIDIS, (number) => (negative ? 0.5 + (0.5 * number) / size : number / size));
    };
    const empty = (name) => {
      panels[name].matrix.values = null;
      panels[name].matrix.paint(theme);
    };
    for (const name of ["query", "key", "value"]) signed(name, machine[name], largestSize(machine[name]) || 1);
    // Colours keep their meaning while the scale is changed: they belong to the scale at the start.
    const size = (largestSize(machine.raw) || 1) * (reached("scaled") ? Math.abs(factor(asGiven)) || 1 : 1);
    const masked = reached("masked") && machine.keep.map((kept) => !kept);
    panels.scores.matrix.values = null;
    const scores = reached("scaled") ? machine.scaled : machine.raw;
    signed("scores", scores, size, masked);
    panels.scores.heading.textContent = scoresName(settings);
    hatched.textContent = hatchWords(scores, masked);
    sums.textContent = reached("weights") ? sumWords(machine) : "";
    if (reached("weights")) {
      Object.assign(panels.weights.matrix, { values: machine.weights, hatched: null });
      panels.weights.matrix.paint(theme, VIRIDIS, (weight) => weight);
    } else empty("weights");
    if (reached("output")) signed("output", machine.output, largestSize(machine.value) || 1);
    else empty("output");
    steps.forEach((button, n) => {
      if (STEPS[n] === settings.step) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    });
    next.textContent = reached("output") ? "↺ Step: from the start" : `Step: ${STEPS[STEPS.indexOf(settings.step) + 1]}`;
    told.textContent = STEP_WORDS[settings.step];
  }

  function layout() {
    const width = Math.max(200, Math.min(root.clientWidth - 24, 460)), labels = 96;
    const side = Math.min(LARGEST, Math.max(SMALLEST, Math.floor(Math.min((width - labels) / keys, STACKED / Math.max(queries, keys)))));
    for (const name of names) panels[name].matrix.layout(columnsWide(name) ? width : Math.min(width, 260), side, name === "weights");
    const across = names.reduce((sum, name) => sum + (name === "key" ? 0 : panels[name].matrix.across + 14), 0);
    all.classList.toggle("ae-line", across < root.clientWidth - 16);
    all.classList.toggle("ae-narrow", root.clientWidth < 600);
    paint(true);
    tell(false);
  }

  const columnsWide = (name) => name === "scores" || name === "weights";

  const apart = disagreement();
  // Dot products of huge numbers are rounded, here and there, by more than that.
  const rounding = Math.max(...heads.map((head) => largestSize(head.query) * largestSize(head.key))) * features ** 2 * 4e-16;
  const agrees = apart <= 1e-6 + rounding;
  agreement.textContent = agrees
    ? "✓ Computed in this page, and equal to course_utils to 1e-6."
    : `The numbers of this page differ from course_utils by ${written(apart, 2)}: trust course_utils, and please tell the course's authors.`;
  agreement.classList.toggle("ae-warning", !agrees);
  compute();
  inputs.update();
  layout();

  let before = root.clientWidth;
  new ResizeObserver(() => {
    // No width: JupyterLab takes what is scrolled away out of the page, and puts it back later.
    if (root.clientWidth === before) return;
    before = root.clientWidth;
    if (before) layout();
  }).observe(root);
  const repaint = () => {
    if (!root.isConnected) return;
    paint(true);
    tell(false);
  };
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  const watcher = new MutationObserver(() => setTimeout(repaint, 50)); // the theme's style comes later
  watcher.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-name", "data-jp-theme-light", "class"] });

  root.explorer = Object.freeze({
    get settings() { return { ...machine.settings, factor: factor(machine.settings) }; },
    get numbers() {
      const { raw, scaled, keep, weights, output } = machine;
      return Object.fromEntries(Object.entries({ raw, scaled, keep, weights, output }).map(([name, list]) => [name, Array.from(list)]));
    },
    get disagreement() { return apart; },
    // Where a cell's middle lies inside its canvas.
    place(name, i, j) {
      const { left, top, width, height } = panels[name].matrix;
      return { x: left + (j + 0.5) * width, y: top + (i + 0.5) * height };
    },
  });
}

// Write changed numbers into the table and lines that stand there; false if those are others.
function refill(work, { table, lines }) {
  const cells = work.querySelectorAll("tbody td"), paragraphs = work.querySelectorAll("p");
  const rows = table ? table.rows : [], numbers = rows.flatMap((row) => row.cells);
  if (numbers.length !== cells.length || lines.length !== paragraphs.length) return false;
  if (work.querySelectorAll("tbody tr").length !== rows.length) return false;
  if (table && work.querySelector("thead th").textContent !== table.corner) return false;
  work.querySelectorAll("tbody th").forEach((head, n) => (head.textContent = rows[n].head));
  cells.forEach((cell, n) => (cell.textContent = show(numbers[n])));
  paragraphs.forEach((paragraph, n) => (paragraph.textContent = lines[n]));
  return true;
}

// The steps of a computation as a table, one product after the other unless they may not move.
function tableOf({ corner, names, rows, here }, moving) {
  const cell = (text, n, row) => {
    const made = el("td", {}, text);
    if (moving && row.appears) {
      made.className = "ae-appear";
      made.style.animationDelay = `${Math.round(n * Math.min(160, 1800 / names.length))}ms`;
    }
    if (n === here) made.classList.add("ae-here");
    if (row.sum && n === names.length - 1) made.classList.add("ae-total");
    return made;
  };
  return el("div", { class: "ae-scroll", tabindex: "0", role: "region", "aria-label": "computation, one column each" }, el("table", {},
    el("thead", {}, el("tr", {}, el("th", {}, corner), ...names.map((name) => el("th", { scope: "col" }, name)))),
    el("tbody", {}, ...rows.map((row) => el("tr", {}, el("th", { scope: "row" }, row.head), ...row.cells.map((number, n) => cell(show(number), n, row))))),
  ));
}
