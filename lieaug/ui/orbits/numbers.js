// The example in numbers, before and after, and the matrix g that moves it.
//   new Numbers(parent)
//   numbers.show(scene)       builds the rows
//   numbers.move(scene, g)    fills in what g makes of them; does nothing while the table is folded
class Numbers {
  constructor(parent) {
    this.root = node(parent, "details", { class: "row-numbers" });
    node(this.root, "summary", {}, "In numbers: before, after, and the matrix");
    this.matrix = node(this.root, "div", { class: "matrix" });
    this.scroll = node(this.root, "div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "The example in numbers" });
    this.root.addEventListener("toggle", () => this.last && this.move(...this.last));
  }

  show({ row, data }) {
    this.scroll.replaceChildren();
    const table = node(this.scroll, "table");
    const head = node(node(table, "thead"), "tr");
    for (const name of [data.kind === "image" ? "Corner of the frame" : "Column", "Before", "After"]) node(head, "th", { scope: "col" }, name);
    const body = node(table, "tbody");
    const add = (name) => {
      const line = node(body, "tr");
      node(line, "th", { scope: "row" }, name);
      return [node(line, "td"), node(line, "td")];
    };
    this.cells = row.columns.map(add);
    this.targets = data.task === "classification" ? [] : data.target_columns.map((name) => add(`target ${name}`));
    this.before = row.row(Matrix.identity(data.generators[0].matrix.length));
    this.cells.forEach(([before], k) => (before.textContent = words(this.before[k])));
    this.targets.forEach(([before], k) => (before.textContent = words(data.y[k])));
  }

  move(scene, g) {
    this.last = [scene, g];
    if (!this.root.open) return;
    const after = scene.row.row(g);
    this.cells.forEach(([, cell], k) => {
      cell.textContent = words(after[k]);
      cell.classList.toggle("changed", Math.abs(after[k] - this.before[k]) > 1e-6 * Math.max(Math.abs(this.before[k]), 1e-6));
    });
    const target = scene.row.target(g, scene.onOutputs());
    this.targets.forEach(([, cell], k) => (cell.textContent = words(target[k])));
    this.matrix.style.setProperty("--columns", g.length);
    this.matrix.replaceChildren();
    node(this.matrix, "span", { class: "equals" }, "g = ");
    const entries = node(this.matrix, "div", { class: "entries", role: "img", "aria-label": `g = ${g.map((line) => line.map((v) => words(v)).join(" ")).join("; ")}` });
    for (const value of g.flat()) node(entries, "span", {}, value.toFixed(3).replace("-", "−"));
  }
}
