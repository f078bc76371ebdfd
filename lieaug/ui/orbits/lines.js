// Lines over the group parameter t in an SVG, with a shaded extent and a marker that follows a hand.
//   new Lines(parent)
//   lines.draw(theme, { lines, generator, range, height, unit })   lines: { values, colour, width, dash }, values over generator.t;
//                                                                  generator: { t, limit, sides, compact }; range: [low, high]
//   lines.mark(t)      moves the marker and returns the value of each line there
class Lines {
  constructor(parent) {
    this.svg = vector(parent, "svg", { role: "img" });
  }

  draw(theme, { lines, generator, range: [low, high], height = 220, unit = "" }) {
    const width = Math.max(this.svg.parentElement.clientWidth, 200);
    const box = { width, height, left: 56, right: 22, top: 10, bottom: 34 };
    const { left, right, top, bottom } = box;
    const { limit, sides, t } = generator;
    this.lines = lines;
    this.t = t;
    this.x = (value) => left + ((value + limit) / (2 * limit)) * (width - left - right);
    this.y = (value) => top + ((high - value) / (high - low)) * (height - top - bottom);
    const { svg, x, y } = this;
    svg.replaceChildren();
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.style.height = `${height}px`;
    const [from, to] = [x(-sides[0]), x(sides[1])];
    vector(svg, "rect", { x: from, y: top, width: Math.max(to - from, 0), height: height - top - bottom, fill: theme.green, opacity: 0.13 });
    this.frame(theme, box, [low, high], generator, unit);
    for (const line of lines) {
      const d = line.values.map((value, k) => `${k ? "L" : "M"}${x(t[k]).toFixed(1)} ${y(value).toFixed(1)}`).join("");
      vector(svg, "path", { d, fill: "none", stroke: line.colour, "stroke-width": line.width, "stroke-dasharray": line.dash ?? "", "stroke-linejoin": "round" });
    }
    this.marker = vector(svg, "line", { y1: top, y2: height - bottom, stroke: theme.ink, "stroke-width": 1.5 });
    this.dots = lines.map(({ colour }) => vector(svg, "circle", { r: 4.5, fill: colour, stroke: theme.ground, "stroke-width": 1.5 }));
  }

  frame(theme, { width, height, left, right, top, bottom }, [low, high], { limit, compact }, unit) {
    const { svg, x, y } = this;
    const text = (attributes, name) => vector(svg, "text", { fill: theme.quiet, "font-size": 12, ...attributes }, name);
    for (const [value, name] of ticks(low, high, height / 42)) {
      vector(svg, "line", { x1: left, x2: width - right, y1: y(value), y2: y(value), stroke: theme.line });
      text({ x: left - 6, y: y(value) + 4, "text-anchor": "end" }, name);
    }
    const along = compact
      ? ["−180°", "−90°", "0", "90°", "180°"].map((name, k) => [(k / 2 - 1) * limit, name])
      : ticks(-limit, limit, 6);
    for (const [value, name] of along) text({ x: x(value), y: height - bottom + 16, "text-anchor": "middle" }, name);
    text({ x: width - right, y: height - 4, "text-anchor": "end" }, compact ? "t, all the way round" : "t");
    if (unit) text({ x: left, y: height - 4 }, `in ${unit}`);
    vector(svg, "line", { x1: x(0), x2: x(0), y1: top, y2: height - bottom, stroke: theme.line, "stroke-width": 1.5 });
  }

  at(values, t) {
    const place = ((t - this.t[0]) / (this.t.at(-1) - this.t[0])) * (this.t.length - 1);
    const k = Math.min(Math.max(Math.floor(place), 0), this.t.length - 2);
    return values[k] + (place - k) * (values[k + 1] - values[k]);
  }

  mark(t) {
    if (!this.marker) return [];
    const x = this.x(t);
    this.marker.setAttribute("x1", x);
    this.marker.setAttribute("x2", x);
    const now = this.lines.map(({ values }) => this.at(values, t));
    now.forEach((value, k) => {
      this.dots[k].setAttribute("cx", x);
      this.dots[k].setAttribute("cy", this.y(value));
    });
    return now;
  }
}
