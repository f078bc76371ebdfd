// What predictors say along the orbit of one generator, and how far that is from what is expected. Needs Lines.
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
    this.answers = new Lines(node(this.root, "div"));
    this.said = node(this.root, "p", { class: "said" });
    this.below = node(this.root, "div", { class: "errors" });
    node(this.below, "strong", { title: "Root mean square over all outputs" }, "Distance from what is expected");
    this.errors = new Lines(node(this.below, "div"));
    this.missed = node(this.below, "p", { class: "said" });
    this.note = node(this.root, "p", { class: "note" });
  }

  show(scene, output) {
    const { data, active, theme } = scene;
    const generator = data.generators[active];
    this.generator = generator;
    this.isClass = data.task === "classification";
    this.unit = this.isClass ? "" : data.unit;
    this.title.textContent = this.isClass
      ? `Probability of classes along the orbit of ${generator.short}`
      : `Prediction along the orbit of ${generator.short}`;
    this.options(data.target_columns, output);
    this.lines = this.isClass ? this.classes(data, generator, theme) : this.numbers(generator, output, theme);
    const range = this.isClass ? [0, 1] : this.spared(this.lines);
    this.answers.draw(theme, { lines: this.lines, generator, range, unit: this.unit });
    this.below.hidden = this.isClass;
    if (!this.isClass) this.showErrors(generator, theme);
    this.key(theme);
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
      const [name, colour] = [data.target_columns[k], place ? [theme.violet, theme.yellow][place - 1] : theme.blue];
      const label = place ? `class ${name}` : `class ${name}, the true one`;
      const line = (values, dash, way) => ({ name: label, way, values: values.map((row) => row[k]), colour, dash, width: place ? 1.6 : 2.5 });
      return [line(generator.plain, "6 4", "without augmentation"), line(generator.with, "", "with augmentation")];
    });
  }

  showErrors(generator, theme) {
    const far = (said) =>
      said.map((row, k) => Math.sqrt(row.reduce((sum, value, j) => sum + (value - generator.expected[k][j]) ** 2, 0) / row.length));
    const lines = [
      { name: "without augmentation", values: far(generator.plain), colour: theme.orange, dash: "7 4", width: 2 },
      { name: "with augmentation", values: far(generator.with), colour: theme.blue, width: 2.5 },
    ];
    const most = Math.max(...lines.flatMap(({ values }) => values), 1e-12);
    this.errors.draw(theme, { lines, generator, range: [0, 1.08 * most], height: 150, unit: this.unit });
  }

  spared(lines) {
    const all = lines.flatMap(({ values }) => values).filter(Number.isFinite);
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const spare = Math.max(0.08 * (high - low), 1e-6 * Math.max(Math.abs(high), Math.abs(low), 1e-6));
    return [low - spare, high + spare];
  }

  key(theme) {
    this.legend.replaceChildren();
    const entry = (text, shape, attributes) => {
      const item = node(this.legend, "span");
      const sample = vector(item, "svg", { viewBox: "0 0 26 10", width: 26, height: 10, "aria-hidden": "true" });
      vector(sample, shape, attributes);
      item.append(text);
    };
    const line = (text, colour, dash = "") => entry(text, "line", { x1: 1, x2: 25, y1: 5, y2: 5, stroke: colour, "stroke-width": 3, "stroke-dasharray": dash });
    if (this.isClass) {
      for (const { colour, name } of this.lines.filter(({ way }) => way === "with augmentation")) line(name, colour);
      line("dashed: without augmentation", theme.ink, "6 4");
    } else for (const { colour, dash, name } of [...this.lines].reverse()) line(name, colour, dash);
    if (Math.max(...this.generator.sides) > 0) entry("learned extent", "rect", { width: 26, height: 10, fill: theme.green, opacity: 0.3 });
  }

  mark(t, alone) {
    const now = this.answers.mark(t);
    const named = now.map((value, k) => [this.lines[k].way ?? this.lines[k].name, value]);
    const kept = this.isClass ? named.slice(0, 2) : named;
    const list = (pairs) => [...pairs].reverse().map(([name, value]) => `${name} ${words(value)}${this.unit && ` ${this.unit}`}`).join(" · ");
    const lead = this.isClass ? `${this.lines[0].name}: ` : "";
    this.said.textContent = `At t = ${words(t, 2)}: ${lead}${list(kept)}`;
    if (!this.isClass) this.missed.textContent = list(this.errors.mark(t).map((value, k) => [this.errors.lines[k].name, value]));
    this.note.textContent = alone ? "" : `Lines are along ${this.generator.short} alone; set the other sliders back to 0 to be on them.`;
    this.answers.svg.setAttribute("aria-label", `${this.title.textContent}. ${this.said.textContent}`);
    this.errors.svg.setAttribute("aria-label", `Distance from what is expected. ${this.missed.textContent}`);
  }
}
