// What predictors say along the orbit of one generator: lines over t, the learned extent shaded, a marker at t.
//   new Forecast(parent, choose(k))    choose is called with the output that the reader picks
//   forecast.show(scene, output)       draws the lines of the active generator
//   forecast.mark(t, alone)            moves the marker; `alone` is false while other sliders are off 0
class Forecast {
  constructor(parent, choose) {
    this.root = node(parent, "figure", { class: "forecast" });
    const caption = node(this.root, "figcaption");
    this.title = node(caption, "strong");
    this.pick = node(caption, "label", { class: "pick" }, "Output ");
    this.select = node(this.pick, "select");
    this.select.addEventListener("change", () => choose(Number(this.select.value)));
    this.legend = node(this.root, "p", { class: "legend" });
    this.svg = vector(this.root, "svg", { role: "img" });
    this.said = node(this.root, "p", { class: "said" });
    this.note = node(this.root, "p", { class: "note" });
  }

  show(scene, output) {
    const { data, active, theme } = scene;
    const generator = data.generators[active];
    this.generator = generator;
    this.isClass = data.task === "classification";
    this.unit = data.unit && !this.isClass ? ` ${data.unit}` : "";
    this.title.textContent = this.isClass
      ? `Probability of classes along the orbit of ${generator.short}`
      : `Prediction along the orbit of ${generator.short}`;
    this.options(data.target_columns, output);
    this.lines = this.isClass ? this.classes(data, generator, theme) : this.numbers(generator, output, theme);
    this.draw(theme);
  }

  options(names, output) {
    this.pick.hidden = this.isClass || names.length < 2;
    if (this.named !== names.join()) {
      this.named = names.join();
      this.select.replaceChildren();
      names.forEach((name, k) => node(this.select, "option", { value: k }, name));
    }
    this.select.value = output;
  }

  numbers(generator, k, theme) {
    const of = (values) => values.map((row) => row[k]);
    return [
      { name: "expected", values: of(generator.expected), colour: theme.quiet, dash: "2 5", width: 3 },
      { name: "without augmentation", values: of(generator.plain), colour: theme.orange, dash: "7 4", width: 2 },
      { name: "with augmentation", values: of(generator.with), colour: theme.blue, width: 2.5 },
    ];
  }

  // The true class and the two others that come nearest anywhere on the orbit.
  classes(data, generator, theme) {
    const most = data.target_columns.map((_, k) => Math.max(...[...generator.with, ...generator.plain].map((row) => row[k])));
    const others = most.map((_, k) => k).filter((k) => k !== data.y).sort((a, b) => most[b] - most[a]).slice(0, 2);
    return [data.y, ...others].flatMap((k, place) => {
      const [name, colour] = [data.target_columns[k], place ? [theme.violet, theme.gray][place - 1] : theme.blue];
      const label = place ? `class ${name}` : `class ${name}, the true one`;
      const line = (values, dash, way) => ({ name: label, way, values: values.map((row) => row[k]), colour, dash, width: place ? 1.6 : 2.5 });
      return [line(generator.plain, "6 4", "without augmentation"), line(generator.with, "", "with augmentation")];
    });
  }

  draw(theme) {
    const width = Math.max(this.root.clientWidth, 200);
    const height = 220;
    const [left, right, top, bottom] = [56, 22, 10, 34];
    const { limit, sides, t, compact } = this.generator;
    const all = this.lines.flatMap(({ values }) => values).filter(Number.isFinite);
    let [low, high] = this.isClass ? [0, 1] : [Math.min(...all), Math.max(...all)];
    const spare = Math.max(0.08 * (high - low), 1e-6 * Math.max(Math.abs(high), Math.abs(low), 1e-6));
    if (!this.isClass) [low, high] = [low - spare, high + spare];
    const x = (value) => left + ((value + limit) / (2 * limit)) * (width - left - right);
    const y = (value) => top + ((high - value) / (high - low)) * (height - top - bottom);
    this.x = x;
    this.y = y;
    const { svg } = this;
    svg.replaceChildren();
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.style.height = `${height}px`;
    const [from, to] = [x(-sides[0]), x(sides[1])];
    vector(svg, "rect", { x: from, y: top, width: Math.max(to - from, 0), height: height - top - bottom, fill: theme.green, opacity: 0.13 });
    this.frame(theme, { width, height, left, right, top, bottom, low, high, limit, compact });
    for (const line of this.lines) {
      const d = line.values.map((value, k) => `${k ? "L" : "M"}${x(t[k]).toFixed(1)} ${y(value).toFixed(1)}`).join("");
      vector(svg, "path", { d, fill: "none", stroke: line.colour, "stroke-width": line.width, "stroke-dasharray": line.dash ?? "", "stroke-linejoin": "round" });
    }
    this.marker = vector(svg, "line", { y1: top, y2: height - bottom, stroke: theme.ink, "stroke-width": 1.5 });
    this.dots = this.lines.map(({ colour }) => vector(svg, "circle", { r: 4.5, fill: colour, stroke: theme.ground, "stroke-width": 1.5 }));
    this.key(theme);
  }

  frame(theme, { width, height, left, right, top, bottom, low, high, limit, compact }) {
    const { svg, x, y } = this;
    const text = (attributes, name) => vector(svg, "text", { fill: theme.quiet, "font-size": 12, ...attributes }, name);
    for (const [value, name] of ticks(low, high, 5)) {
      vector(svg, "line", { x1: left, x2: width - right, y1: y(value), y2: y(value), stroke: theme.line });
      text({ x: left - 6, y: y(value) + 4, "text-anchor": "end" }, name);
    }
    const along = compact
      ? ["−180°", "−90°", "0", "90°", "180°"].map((name, k) => [(k / 2 - 1) * limit, name])
      : ticks(-limit, limit, 6);
    for (const [value, name] of along) text({ x: x(value), y: height - bottom + 16, "text-anchor": "middle" }, name);
    text({ x: width - right, y: height - 4, "text-anchor": "end" }, compact ? "t, all the way round" : "t");
    if (this.unit) text({ x: left, y: height - 4 }, `in${this.unit}`);
    vector(svg, "line", { x1: x(0), x2: x(0), y1: top, y2: height - bottom, stroke: theme.line, "stroke-width": 1.5 });
  }

  key(theme) {
    this.legend.replaceChildren();
    const entry = (colour, dash, text) => {
      const item = node(this.legend, "span");
      const sample = vector(item, "svg", { viewBox: "0 0 26 10", width: 26, height: 10, "aria-hidden": "true" });
      vector(sample, "line", { x1: 1, x2: 25, y1: 5, y2: 5, stroke: colour, "stroke-width": 3, "stroke-dasharray": dash ?? "" });
      item.append(text);
    };
    if (this.isClass) {
      for (const line of this.lines.filter(({ way }) => way === "with augmentation")) entry(line.colour, "", line.name);
      entry(theme.ink, "6 4", "dashed: without augmentation");
    } else for (const { colour, dash, name } of [...this.lines].reverse()) entry(colour, dash, name);
    const item = node(this.legend, "span");
    const sample = vector(item, "svg", { viewBox: "0 0 26 10", width: 26, height: 10, "aria-hidden": "true" });
    vector(sample, "rect", { width: 26, height: 10, fill: theme.green, opacity: 0.3 });
    item.append("learned extent");
  }

  at(values, t) {
    const grid = this.generator.t;
    const place = ((t - grid[0]) / (grid.at(-1) - grid[0])) * (grid.length - 1);
    const k = Math.min(Math.max(Math.floor(place), 0), grid.length - 2);
    return values[k] + (place - k) * (values[k + 1] - values[k]);
  }

  mark(t, alone) {
    if (!this.marker) return;
    const x = this.x(t);
    this.marker.setAttribute("x1", x);
    this.marker.setAttribute("x2", x);
    const now = this.lines.map(({ values }) => this.at(values, t));
    now.forEach((value, k) => {
      this.dots[k].setAttribute("cx", x);
      this.dots[k].setAttribute("cy", this.y(value));
    });
    const named = this.lines.map((line, k) => [line.way ? `${line.name} ${line.way}` : line.name, now[k]]);
    const kept = this.isClass ? named.slice(0, 2) : named;
    const text = kept.reverse().map(([name, value]) => `${name} ${words(value)}${this.unit}`).join(" · ");
    this.said.textContent = `At t = ${words(t, 2)}: ${text}`;
    this.note.textContent = alone ? "" : `Lines are along ${this.generator.short} alone; set the other sliders back to 0 to be on them.`;
    this.svg.setAttribute("aria-label", `${this.title.textContent}. ${this.said.textContent}`);
  }
}
