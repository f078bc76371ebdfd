// The commutator of two generators as the parallelogram that does not close: first K then L, and first L then K.
//   new Loop(parent, { change() })      change when another pair or another size is chosen
//   loop.show(scene)                    draws it for the scene's example
// The gap is exp(aL)exp(aK)x − exp(aK)exp(aL)x, and a² [L, K] x to second order in a.
class Loop {
  constructor(parent) {
    this.root = node(parent, "section", { class: "loop", "aria-label": "The order of two motions" });
    node(this.root, "h2", {}, "Does the order matter?");
    this.lead = node(this.root, "p", { class: "lead" }, "First along K, then along L, or the other way round: where the two ways end apart, the motions do not commute, and the gap is the commutator’s doing.");
    const controls = node(this.root, "div", { class: "controls" });
    this.selects = ["K", "L"].map((letter) => {
      const label = node(controls, "label", {}, `${letter} = `);
      const select = node(label, "select", { "aria-label": `Generator ${letter}` });
      select.addEventListener("change", () => this.paint());
      return select;
    });
    const label = node(controls, "label", { class: "size" }, "a = ");
    this.input = node(label, "input", { type: "range", min: 0.05, max: 1.2, step: 0.05, value: 0.6, "aria-label": "Size a of both motions" });
    this.output = node(label, "output");
    this.input.addEventListener("input", () => this.paint());
    this.input.addEventListener("keydown", (event) => event.stopPropagation());
    this.body = node(this.root, "div", { class: "body" });
    this.canvas = node(this.body, "canvas", { role: "img" });
    this.words = node(this.body, "div", { class: "numbers" });
  }

  show(scene) {
    this.scene = scene;
    const { generators } = scene.data;
    this.root.hidden = generators.length < 2;
    if (this.root.hidden) return;
    const names = generators.map(({ name }) => name);
    if (this.named !== names.join()) {
      this.named = names.join();
      this.selects.forEach((select, place) => {
        select.replaceChildren();
        names.forEach((name, k) => node(select, "option", { value: k }, name));
        select.value = place;
      });
    }
    this.paint();
  }

  paint() {
    const { scene } = this;
    if (!scene?.theme || this.root.hidden) return;
    const [K, L] = this.selects.map((select) => scene.data.generators[Number(select.value)].matrix);
    const a = Number(this.input.value);
    this.output.textContent = a.toFixed(2);
    const corner = this.corner(scene);
    const [k, l] = [K, L].map((matrix) => (share) => Matrix.exp(Matrix.scaled(matrix, a * share)));
    const ways = [[k, l], [l, k]].map(([first, second]) => {
      const shares = Array.from({ length: 17 }, (_, step) => step / 16);
      return [...shares.map(first), ...shares.map((share) => Matrix.times(second(share), first(1)))].map(corner.at);
    });
    const ends = ways.map((way) => way.at(-1));
    const shapes = [
      ...ways.flatMap((way, order) => {
        const [before, after] = [way.slice(0, 17), way.slice(17)];
        const colours = [scene.theme.blue, scene.theme.orange];
        return [[before, colours[order]], [after, colours[1 - order]]].map(([line, colour]) => ({ line, colour, width: 3 }));
      }),
      { arrow: ends, colour: scene.theme.ink, width: 2.4, dash: [5, 4], lift: 1e3 },
      { dot: ways[0][0], colour: scene.theme.ink, radius: 5, lift: 1e3 },
      { text: "x", at: ways[0][0], lift: 1e3 },
      ...ends.map((dot, order) => ({ dot, colour: scene.theme.ink, radius: 4, hollow: order === 1, lift: 1e3 })),
    ];
    Painter.paint(this.canvas, scene.theme, corner.projection([...ways.flat()]), shapes);
    this.tell(corner, ends, K, L, a);
  }

  tell(corner, ends, K, L, a) {
    const gap = Math.hypot(...ends[0].map((value, k) => value - ends[1][k]));
    const order = Matrix.scaled(Matrix.bracket(L, K), a * a);
    const second = corner.length(order);
    const [first, other] = [Matrix.exp(Matrix.scaled(L, a)), Matrix.exp(Matrix.scaled(K, a))];
    const exact = Matrix.norm(Matrix.minus(Matrix.times(first, other), Matrix.times(other, first)));
    const closes = Matrix.norm(Matrix.bracket(L, K)) < 0.02 * Matrix.norm(K) * Matrix.norm(L);
    const rows = [
      ["Gap of the two ends", words(gap), "Length of the dashed arrow, in the units of the picture"],
      ["a² |[L, K] x|, what the commutator says", words(second), "The gap to second order in a; they agree for small a"],
      ["‖exp(aL) exp(aK) − exp(aK) exp(aL)‖", words(exact), "The same for the matrices themselves (Frobenius norm)"],
      ["a² ‖[L, K]‖", words(Matrix.norm(order)), "And to second order; 0 where the generators commute"],
    ];
    this.words.replaceChildren();
    const table = node(this.words, "table");
    for (const [name, value, title] of rows) {
      const row = node(table, "tr", { title });
      node(row, "th", { scope: "row" }, name);
      node(row, "td", {}, value);
    }
    const verdict = closes
      ? "The two ways end at the same place: these motions commute."
      : "Blue is K, orange is L. The parallelogram does not close; for small a the gap is a² [L, K] x.";
    node(this.words, "p", {}, verdict);
    this.canvas.setAttribute("aria-label", `${verdict} Gap ${words(gap)}, second order ${words(second)}.`);
  }

  // The point that is carried round: of an image one near its corner, else the item that is farthest out.
  corner(scene) {
    const { data, row } = scene;
    if (row.kind === "image") {
      const point = [0.55, -0.35];
      const at = (g) => Row.planar(g, point, data.projective);
      return {
        at: (g) => this.upwards(at(g)),
        length: (matrix) => this.velocity(matrix, point, data),
        projection: (points) => Projection.plane(points, { origin: false }),
      };
    }
    const lengths = scene.still.map((place) => Math.hypot(...place));
    const farthest = lengths.indexOf(Math.max(...lengths));
    const from = row.size === 4 ? 1 : 0;
    const names = data.columns.slice(row.items[farthest].at ?? 0, (row.items[farthest].at ?? 0) + 2);
    const at = (g) => row.places(g)[farthest].slice(from, from + 3);
    const flat = row.size - from < 3;
    const start = at(Matrix.identity(data.generators[0].matrix.length));
    return {
      at,
      // affine and linear actions are linear in the matrix: what 1 + M moves by is what M says
      length: (matrix) => Math.hypot(...at(matrix.map((line, i) => line.map((value, j) => value + (i === j ? 1 : 0)))).map((value, k) => value - start[k])),
      projection: (points) =>
        flat
          ? Projection.plane(points.map((point) => [point[0], point[1] ?? 0]), { origin: false, names })
          : this.facing(points),
    };
  }

  // In space the loop is seen face-on: along its longest way, and what is farthest from that.
  facing(points) {
    const centre = points[0].map((_, k) => points.reduce((sum, point) => sum + point[k], 0) / points.length);
    const about = points.map((point) => point.map((value, k) => value - centre[k]));
    const dot = (p, q) => p.reduce((sum, value, k) => sum + value * q[k], 0);
    const longest = (vectors) => {
      const found = vectors.reduce((best, p) => (dot(p, p) > dot(best, best) ? p : best));
      const length = Math.sqrt(dot(found, found));
      return length > 1e-9 ? found.map((value) => value / length) : null;
    };
    const across = longest(about) ?? [1, 0, 0];
    const up = longest(about.map((p) => p.map((value, k) => value - dot(p, across) * across[k]))) ?? [0, 1, 0];
    const flat = (point) => [dot(point, across) - dot(centre, across), dot(point, up) - dot(centre, up)];
    const inner = Projection.plane(points.map(flat), { origin: false });
    return {
      fit(width, height, pad) {
        const { to, unit } = inner.fit(width, height, pad);
        return { unit, to: (point) => to(flat(point)) };
      },
    };
  }

  upwards = ([x, y]) => [x, -y]; // pixel rows count downwards, figures upwards

  velocity(matrix, [x, y], { projective }) {
    const full = matrix.length === 2 ? Matrix.apply(matrix, [x, y]) : Matrix.apply(matrix, [x, y, 1]);
    const last = projective ? full[2] : 0;
    return Math.hypot(full[0] - last * x, full[1] - last * y);
  }
}
