// What the numbers mean, in sentences and small tables: {sentence, table: {corner, names, rows}, lines}.

const STEPS = ["scores", "scaled", "masked", "weights", "output"];
const STEP_WORDS = {
  scores: "Each query meets each key: multiply feature by feature, add up. That sum is their score.",
  scaled: "Each score is multiplied by the scale, so that many features do not mean large scores.",
  masked: "Keys that a query may not see are taken out (hatched).",
  weights: "Softmax turns the scores that are left into weights: positive, and each row sums to 1.",
  output: "Each output is the sum of the values, each times its weight.",
};
const SPELLED_OUT = 6;

// Four decimals at most: 0.25 and not 0.2500.
const show = (number) => written(number, 4).replace(/\.(\d*[1-9])?0+$/, (_, kept) => (kept ? `.${kept}` : ""));

// "a×b + c×d" where this is short; otherwise how many there are.
function spelled(first, second) {
  if (first.length > SPELLED_OUT) return `the sum of ${first.length} products`;
  return first.map((a, n) => `${bracketed(a)}×${bracketed(second[n])}`).join(" + ");
}

const bracketed = (number) => (number < 0 ? `(${show(number)})` : show(number));

function runningSums(numbers) {
  let sum = 0;
  return numbers.map((number) => (sum += number));
}

const rowOf = (matrix, i, columns) => Array.from(matrix.subarray(i * columns, (i + 1) * columns));
const columnOf = (matrix, j, columns) => Array.from({ length: matrix.length / columns }, (_, i) => matrix[i * columns + j]);

function explain(machine, panel, i, j) {
  return { query: ofInput, key: ofInput, value: ofInput, scores: ofScore, weights: ofWeight, output: ofOutput }[panel](machine, i, j, panel);
}

function ofInput(machine, i, j, panel) {
  const { features, valueFeatures } = machine.shape;
  const columns = panel === "value" ? valueFeatures : features;
  const name = (panel === "query" ? machine.tokens : machine.keyTokens)[i];
  return { sentence: `${panel} ${name}, feature ${j}: ${show(machine[panel][i * columns + j])}.`, lines: [] };
}

function ofScore(machine, i, j) {
  const { features, keys } = machine.shape, { settings } = machine, at = i * keys + j;
  const query = rowOf(machine.query, i, features), key = rowOf(machine.key, j, features);
  const products = query.map((number, e) => number * key[e]), raw = machine.raw[at];
  const lines = [], masked = !machine.keep[at], reached = STEPS.indexOf(settings.step);
  let sentence = `query ${machine.tokens[i]}, key ${machine.keyTokens[j]}: `;
  sentence += `score ${show(raw)} = ${spelled(query, key)}.`;
  if (reached >= 1) {
    let line = settings.scaled ? `× scale ${show(settings.scale)}` : "scale off";
    if (settings.temperature !== 1) line += `, ÷ temperature ${show(settings.temperature)}`;
    lines.push(`${show(raw)} ${line} = ${show(machine.scaled[at])}`);
    sentence += ` Scaled: ${show(machine.scaled[at])}.`;
  }
  if (reached >= 2 && masked) {
    lines.push("Masked: this query may not see this key, so its score becomes −∞ and its weight 0.");
    sentence += " Masked.";
  }
  return {
    sentence,
    lines,
    table: {
      corner: "feature",
      names: products.map((_, e) => String(e)),
      rows: [
        { head: `query ${machine.tokens[i]}`, cells: query },
        { head: `× key ${machine.keyTokens[j]}`, cells: key },
        { head: "= product", cells: products, appears: true },
        { head: "sum so far", cells: runningSums(products), appears: true, sum: true },
      ],
    },
  };
}

function ofWeight(machine, i, j) {
  const { queries, keys } = machine.shape, overKeys = machine.settings.axis === "keys";
  const pick = (matrix) => (overKeys ? rowOf(matrix, i, keys) : columnOf(matrix, j, keys));
  const keep = pick(machine.keep), weights = pick(machine.weights);
  const scores = pick(machine.scaled).map((score, n) => (keep[n] ? score : -Infinity));
  const largest = scores.reduce((a, b) => Math.max(a, b), -Infinity), here = overKeys ? j : i;
  const weight = machine.weights[i * keys + j];
  const start = `query ${machine.tokens[i]} gives key ${machine.keyTokens[j]} the weight ${show(weight)}`;
  if (!keep.some(Boolean)) return { sentence: `${start}: nothing may be seen here, so all weights are 0.`, lines: [] };
  const exponentials = scores.map((score) => Math.exp(score - largest));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  const lines = [`The largest score, ${show(largest)}, is subtracted first; that changes no weight and keeps exp small.`];
  if (!overKeys) lines.push("Over the queries: the column sums to 1, and the row need not.");
  return {
    sentence: `${start} = ${show(exponentials[here])} ÷ ${show(sum)}, exp of its score ÷ the sum of all ${overKeys ? keys : queries}.`,
    lines,
    table: {
      corner: overKeys ? "key" : "query",
      names: overKeys ? machine.keyTokens : machine.tokens,
      here,
      rows: [
        { head: "score", cells: scores },
        { head: "exp(score − largest)", cells: exponentials, appears: true },
        { head: "sum so far", cells: runningSums(exponentials), appears: true, sum: true },
        { head: `÷ ${show(sum)} = weight`, cells: weights, appears: true },
      ],
    },
  };
}

function ofOutput(machine, i, c) {
  const { keys, valueFeatures } = machine.shape;
  const weights = rowOf(machine.weights, i, keys), values = columnOf(machine.value, c, valueFeatures);
  const products = weights.map((weight, n) => weight * values[n]);
  return {
    sentence: `output of ${machine.tokens[i]}, feature ${c}: ${show(machine.output[i * valueFeatures + c])} = ${spelled(weights, values)}.`,
    lines: [],
    table: {
      corner: "key",
      names: machine.keyTokens,
      rows: [
        { head: `weight of query ${machine.tokens[i]}`, cells: weights },
        { head: `× value, feature ${c}`, cells: values },
        { head: "= product", cells: products, appears: true },
        { head: "sum so far", cells: runningSums(products), appears: true, sum: true },
      ],
    },
  };
}

function scoresName({ step, mask }) {
  if (step === "scores") return "scores Q·K";
  return step === "scaled" || mask === "none" ? "scores, scaled" : "scores, scaled and masked";
}

// What the hatched cells are.
function hatchWords(values, masked) {
  const odd = new Set();
  values.forEach((number, at) => {
    if (masked && masked[at]) odd.add("masked");
    else if (!Number.isFinite(number)) odd.add(written(number, 1));
  });
  return odd.size ? `Hatched: ${[...odd].join(", ")}.` : "";
}

// What the weights add up to, in one line.
function sumWords(machine) {
  const { queries, keys } = machine.shape, range = (sums) => {
    const low = Math.min(...sums), high = Math.max(...sums);
    return high - low < 1e-9 || Number.isNaN(low) ? show(Math.abs(low - 1) < 1e-9 ? 1 : low) : `${written(low, 2)} to ${written(high, 2)}`;
  };
  const rows = range(Array.from({ length: queries }, (_, i) => sumOf(machine.weights, i * keys, 1, keys)));
  const columns = range(Array.from({ length: keys }, (_, j) => sumOf(machine.weights, j, keys, queries)));
  const wrong = machine.settings.axis === "queries" ? " Wrong axis: a query's weights no longer add up to 1." : "";
  return `Rows sum to ${rows}, columns to ${columns}.${wrong}`;
}
