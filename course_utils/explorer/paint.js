// Matrices as coloured cells on a canvas.

const VIRIDIS = colours("44015448186a472d7b4240863b528b33638d2c728e26828e21918c1fa08828ae803fbc735ec96284d44baddc30d8e219fde725");
const SIGNED = colours("0530612065ab4393c390c4ddd1e5f0f7f6f6fddbc7f3a481d6604db1182b67001f");
const SMALLEST = 5, LARGEST = 42, LETTER = 11, NAME = 76;

// Black or white, whichever can be read on a colour better.
function inkOn(rgb) {
  const light = rgb.map((c) => (c / 255 <= 0.04045 ? c / 3294.6 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] > 0.179 ? "#000" : "#fff";
}

// The colour that lies this part of the way from one to another.
function mix(one, other, part) {
  return one.map((channel, n) => Math.round(channel + (other[n] - channel) * part));
}

// 256 colours between those given, each with the ink that can be read on it.
function colours(hex) {
  const anchors = hex.match(/../g).map((two) => parseInt(two, 16));
  const last = anchors.length / 3 - 1;
  return Array.from({ length: 256 }, (_, n) => {
    const place = (n / 255) * last, from = Math.min(Math.floor(place), last - 1);
    const mixed = mix(anchors.slice(from * 3, from * 3 + 3), anchors.slice(from * 3 + 3, from * 3 + 6), place - from);
    return { mixed, ink: inkOn(mixed) };
  });
}

// A number as written into a cell or a sentence.
function written(number, digits) {
  if (Number.isNaN(number)) return "NaN";
  if (!Number.isFinite(number)) return number > 0 ? "∞" : "−∞";
  const size = Math.abs(number);
  let text;
  if (Number.isInteger(number) && size < 1e6) text = String(size);
  else if (size >= 1e5 || size < 0.5 * 10 ** -digits) text = size.toExponential(Math.max(digits - 1, 0));
  else text = size.toFixed(Math.max(0, digits - Math.max(0, Math.floor(Math.log10(size)))));
  return (number < 0 ? "−" : "") + text;
}

// A number as short as a narrow cell needs it: 0.25 is .25 there.
function inCell(number, wide, shares) {
  const size = Math.abs(number);
  if (number === 0 || !Number.isFinite(number)) return written(number, 1);
  let text;
  if (size >= (wide ? 9999.5 : 999.5)) text = size.toExponential(0).replace("e+", "e");
  else if (Number.isInteger(number) || size >= 99.5) text = size.toFixed(0);
  else if (shares && !wide) text = size.toFixed(2).replace(/^0/, "");
  else text = size.toFixed(wide && size < 9.995 ? 2 : 1);
  return (number < 0 && Number(text) !== 0 ? "−" : "") + text;
}

// One matrix: `rowNames`, `columnNames` (null: numbered), `values` and `hatched` are set from outside.
class Matrix {
  constructor(canvas, rowNames, columnNames, count) {
    Object.assign(this, { canvas, rowNames, columnNames });
    this.rows = rowNames.length;
    this.columns = count;
    this.base = document.createElement("canvas");
    this.cells = document.createElement("canvas");
    this.cells.width = count;
    this.cells.height = this.rows;
    this.values = null;
    this.marks = {};
  }

  // Choose sizes for so many pixels across; `sums` keeps room for the sums of rows and columns.
  layout(width, side, sums) {
    const pen = this.canvas.getContext("2d");
    pen.font = `${LETTER}px system-ui, sans-serif`;
    const widest = (names) => Math.min(NAME, Math.max(...names.map((name) => pen.measureText(name).width)));
    this.left = Math.ceil(widest(this.rowNames)) + 8;
    this.sums = sums && side >= 26;
    const right = this.sums ? 40 : 2;
    this.height = side;
    this.width = this.columnNames ? side : Math.min(LARGEST, Math.max((width - this.left - right) / this.columns, 0.5), Math.max(side, 12));
    const names = this.columnNames || [String(this.columns)];
    this.upright = widest(names) > this.width - 3 && !!this.columnNames;
    this.top = (this.upright ? Math.ceil(widest(names)) : LETTER) + 8;
    this.across = Math.ceil(this.left + this.columns * this.width + right);
    this.down = Math.ceil(this.top + this.rows * this.height + (this.sums ? 20 : 2));
    const dense = window.devicePixelRatio || 1;
    for (const canvas of [this.canvas, this.base]) {
      canvas.width = Math.round(this.across * dense);
      canvas.height = Math.round(this.down * dense);
    }
    this.canvas.style.width = `${this.across}px`;
    this.canvas.style.height = `${this.down}px`;
  }

  pen(canvas) {
    const pen = canvas.getContext("2d"), dense = canvas.width / this.across;
    pen.setTransform(dense, 0, 0, dense, 0, 0);
    pen.clearRect(0, 0, this.across, this.down);
    pen.textBaseline = "middle";
    return pen;
  }

  // Draw the numbers. `share` says where on the scale of colours, from 0 to 1, a number lies.
  paint(theme, palette, share) {
    const pen = this.pen(this.base), { left, top, width, height, columns, rows } = this;
    this.theme = theme;
    this.nameRows(pen, theme);
    this.nameColumns(pen, theme);
    if (!this.values) {
      pen.strokeStyle = theme.line;
      pen.setLineDash([4, 4]);
      pen.strokeRect(left + 0.5, top + 0.5, columns * width - 1, rows * height - 1);
      pen.setLineDash([]);
      pen.fillStyle = theme.grey;
      pen.textAlign = "center";
      pen.font = `${LETTER}px system-ui, sans-serif`;
      pen.fillText("not yet computed", left + (columns * width) / 2, top + (rows * height) / 2, columns * width);
      return;
    }
    // One pixel a cell, enlarged: far faster than a rectangle each.
    const small = this.cells.getContext("2d"), image = small.createImageData(columns, rows);
    this.colourOf = (number) => palette[Math.round(255 * Math.min(1, Math.max(0, share(number))))];
    for (let at = 0; at < this.values.length; at++) {
      if (!this.isHatched(at)) image.data.set([...this.colourOf(this.values[at]).mixed, 255], 4 * at);
    }
    small.putImageData(image, 0, 0);
    pen.fillStyle = theme.tint;
    pen.fillRect(left, top, columns * width, rows * height);
    pen.imageSmoothingEnabled = false;
    pen.drawImage(this.cells, left, top, columns * width, rows * height);
    for (let i = 0, at = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++, at++) {
        if (this.isHatched(at)) this.paintHatched(pen, theme, left + j * width, top + i * height, this.hatched && this.hatched[at] ? null : this.values[at]);
      }
    }
    this.writeNumbers(pen, (number) => this.colourOf(number).ink);
    if (Math.min(width, height) >= 12) this.paintGaps(pen, theme);
    if (this.sums) this.writeSums(pen, theme);
  }

  isHatched(at) {
    return (this.hatched && this.hatched[at]) || !Number.isFinite(this.values[at]);
  }

  // The numbers into their cells, where they fit, in the ink for (number, row).
  writeNumbers(pen, inkOf) {
    const { left, top, width, height, columns, values } = this, wide = width >= 36;
    if (width < 26 || height < 14) return;
    const shares = !values.some((number) => Math.abs(number) > 1);
    pen.textAlign = "center";
    pen.font = `${wide ? 12 : 10}px system-ui, sans-serif`;
    values.forEach((number, at) => {
      if (this.isHatched(at)) return;
      const i = Math.floor(at / columns), j = at % columns;
      pen.fillStyle = inkOf(number, i);
      pen.fillText(inCell(number, wide, shares), left + (j + 0.5) * width, top + (i + 0.5) * height, width - 3);
    });
  }

  paintGaps(pen, theme) {
    const { left, top, width, height, columns, rows } = this;
    pen.fillStyle = theme.paper;
    for (let i = 1; i <= rows; i++) pen.fillRect(left, top + i * height - 1, columns * width, 1);
    for (let j = 1; j <= columns; j++) pen.fillRect(left + j * width - 1, top, 1, rows * height);
  }

  // A masked cell, or a number that is none, in words where they fit.
  paintHatched(pen, theme, x, y, number) {
    const { width, height } = this;
    this.hatch(pen, x, y, width, height, number === null ? theme.grey : theme.mark);
    if (number === null || width < 26) return;
    pen.fillStyle = theme.tint;
    pen.fillRect(x + 3, y + height / 2 - 7, width - 7, 14);
    pen.fillStyle = theme.ink;
    pen.textAlign = "center";
    pen.font = `${width >= 36 ? 12 : 10}px system-ui, sans-serif`;
    pen.fillText(written(number, 1), x + width / 2, y + height / 2);
  }

  hatch(pen, x, y, width, height, colour) {
    pen.strokeStyle = colour;
    pen.lineWidth = 1;
    pen.beginPath();
    const step = Math.min(7, Math.max(3, width / 2));
    for (let from = step - height; from < width; from += step) {
      const start = Math.max(from, 0), end = Math.min(from + height, width);
      pen.moveTo(x + start, y + height - (start - from));
      pen.lineTo(x + end, y + height - (end - from));
    }
    pen.stroke();
  }

  nameRows(pen, theme, only) {
    const every = Math.ceil((LETTER + 1) / this.height);
    pen.textAlign = "right";
    for (let i = 0; i < this.rows; i++) {
      if (only === undefined ? i % every : i !== only) continue;
      this.name(pen, theme, this.rowNames[i], this.left - 5, this.top + (i + 0.5) * this.height, false, only);
    }
  }

  nameColumns(pen, theme, only) {
    const every = Math.ceil((this.upright ? LETTER + 1 : this.columnNames ? 1 : 16) / this.width);
    for (let j = 0; j < this.columns; j++) {
      if (only === undefined ? j % every : j !== only) continue;
      const text = this.columnNames ? this.columnNames[j] : String(j);
      pen.textAlign = this.upright ? "left" : "center";
      this.name(pen, theme, text, this.left + (j + 0.5) * this.width, this.top - (this.upright ? 5 : 9), this.upright, only);
    }
  }

  name(pen, theme, text, x, y, upright, only) {
    pen.save();
    pen.translate(x, y);
    if (upright) pen.rotate(-Math.PI / 2);
    pen.font = `${only === undefined ? "" : "bold "}${LETTER}px system-ui, sans-serif`;
    let shown = text;
    const letters = Array.from(text);
    while (letters.length > 1 && pen.measureText(shown).width > NAME) {
      letters.pop();
      shown = `${letters.join("")}…`;
    }
    if (only !== undefined) {
      const wide = pen.measureText(shown).width, from = pen.textAlign === "right" ? -wide : pen.textAlign === "center" ? -wide / 2 : 0;
      pen.fillStyle = theme.paper;
      pen.fillRect(from - 2, -8, wide + 4, 16);
    }
    pen.fillStyle = only === undefined ? theme.ink : theme.mark;
    // In bold it may be a little wider than its place.
    pen.fillText(shown, 0, 0, pen.textAlign === "center" ? undefined : (upright ? this.top : this.left) - 6);
    pen.restore();
  }

  writeSums(pen, theme) {
    const { left, top, width, height, columns, rows } = this;
    pen.font = `${LETTER}px system-ui, sans-serif`;
    const write = (sum, x, y, one) => {
      const right = Math.abs(sum - 1) < 1e-9;
      pen.fillStyle = one && !right ? theme.mark : theme.grey;
      pen.fillText(`Σ ${right ? 1 : written(sum, 2)}`, x, y, 38);
    };
    pen.textAlign = "left";
    for (let i = 0; i < rows; i++) {
      write(sumOf(this.values, i * columns, 1, columns), left + columns * width + 3, top + (i + 0.5) * height, true);
    }
    pen.textAlign = "center";
    if (width < 36) return;
    for (let j = 0; j < columns; j++) {
      write(sumOf(this.values, j, columns, rows), left + (j + 0.5) * width, top + rows * height + 11, false);
    }
  }

  // Show the drawing, with its marks: {row, column, cell: [row, column], shares: one for each row}.
  show() {
    const pen = this.pen(this.canvas), { left, top, width, height, columns, rows, marks, theme } = this;
    pen.drawImage(this.base, 0, 0, this.across, this.down);
    if (marks.shares) {
      const faint = marks.shares.map((share) => 0.85 * (1 - Math.min(1, Math.abs(share) || 0)));
      pen.fillStyle = theme.paper;
      faint.forEach((part, i) => {
        pen.globalAlpha = part;
        pen.fillRect(left, top + i * height, columns * width, height);
      });
      pen.globalAlpha = 1;
      this.writeNumbers(pen, (number, i) => inkOn(mix(this.colourOf(number).mixed, theme.rgb, faint[i])));
    }
    if (marks.row !== undefined) {
      this.nameRows(pen, theme, marks.row);
      this.frame(pen, left, top + marks.row * height, columns * width, height, 2);
    }
    if (marks.column !== undefined) {
      if (this.columnNames) this.nameColumns(pen, theme, marks.column);
      this.frame(pen, left + marks.column * width, top, width, rows * height, 2);
    }
    if (marks.cell) {
      const [i, j] = marks.cell;
      this.nameRows(pen, theme, i);
      this.nameColumns(pen, theme, j);
      this.frame(pen, left + j * width, top + i * height, width, height, 3);
    }
  }

  frame(pen, x, y, width, height, line) {
    pen.lineWidth = line + 2;
    pen.strokeStyle = this.theme.paper;
    pen.strokeRect(x, y, width, height);
    pen.lineWidth = line;
    pen.strokeStyle = this.theme.mark;
    pen.strokeRect(x, y, width, height);
  }

  cellAt(event) {
    const box = this.canvas.getBoundingClientRect();
    const i = Math.floor((event.clientY - box.top - this.top) / this.height);
    const j = Math.floor((event.clientX - box.left - this.left) / this.width);
    return i >= 0 && j >= 0 && i < this.rows && j < this.columns ? [i, j] : null;
  }
}
