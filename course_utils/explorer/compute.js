// Attention in plain numbers. A matrix is a flat Float64Array, row after row. Knows no page.

// (L, E), (S, E) -> (L, S)
function dotProducts(query, key, features) {
  const rows = query.length / features, columns = key.length / features;
  const scores = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let e = 0; e < features; e++) sum += query[i * features + e] * key[j * features + e];
      scores[i * columns + j] = sum;
    }
  }
  return scores;
}

// Softmax of the places start, start + stride, ...; those not kept get 0, and so do all if none is.
function softmaxOf(scores, keep, weights, start, stride, count) {
  let largest = -Infinity, sum = 0, kept = false;
  for (let n = 0, at = start; n < count; n++, at += stride) {
    if (!keep[at]) continue;
    kept = true;
    largest = Math.max(largest, scores[at]);
  }
  if (!kept) return;
  for (let n = 0, at = start; n < count; n++, at += stride) {
    weights[at] = Math.exp((keep[at] ? scores[at] : -Infinity) - largest);
    sum += weights[at];
  }
  for (let n = 0, at = start; n < count; n++, at += stride) weights[at] /= sum;
}

// (L, S) -> (L, S); over the keys each row sums to 1, over the queries each column.
function maskedSoftmax(scores, keep, columns, axis) {
  const weights = new Float64Array(scores.length), rows = scores.length / columns;
  if (axis === "keys") {
    for (let i = 0; i < rows; i++) softmaxOf(scores, keep, weights, i * columns, 1, columns);
  } else {
    for (let j = 0; j < columns; j++) softmaxOf(scores, keep, weights, j, columns, rows);
  }
  return weights;
}

// (L, S), (S, Ev) -> (L, Ev)
function weightedSum(weights, value, columns, features) {
  const rows = weights.length / columns;
  const output = new Float64Array(rows * features);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const weight = weights[i * columns + j];
      for (let c = 0; c < features; c++) output[i * features + c] += weight * value[j * features + c];
    }
  }
  return output;
}

function keptPlaces(kind, rows, columns, realKeys) {
  const keep = new Uint8Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      keep[i * columns + j] = kind === "causal" ? j <= i : kind === "padding" ? j < realKeys : 1;
    }
  }
  return keep;
}

// Everything after the dot products.
function attend(raw, value, keep, columns, features, factor, axis) {
  const scaled = raw.map((score) => score * factor);
  const weights = maskedSoftmax(scaled, keep, columns, axis);
  return { scaled, weights, output: weightedSum(weights, value, columns, features) };
}

// How far a number is from what was expected, beyond a relative share; 0 for two that are no numbers.
function distance(mine, theirs) {
  if (Object.is(mine, theirs) || (Number.isNaN(mine) && Number.isNaN(theirs))) return 0;
  const apart = Math.abs(mine - theirs) / (1 + Math.abs(theirs));
  return Number.isNaN(apart) || apart === Infinity ? Infinity : apart;
}

function sumOf(numbers, start, stride, count) {
  let sum = 0;
  for (let n = 0; n < count; n++) sum += numbers[start + n * stride];
  return sum;
}

function largestSize(numbers) {
  let largest = 0;
  for (const number of numbers) {
    if (Number.isFinite(number)) largest = Math.max(largest, Math.abs(number));
  }
  return largest;
}

function readNumbers(text, double) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer), size = double ? 8 : 4;
  const numbers = new Float64Array(bytes.length / size);
  for (let n = 0; n < numbers.length; n++) {
    numbers[n] = double ? view.getFloat64(n * size, true) : view.getFloat32(n * size, true);
  }
  return numbers;
}
