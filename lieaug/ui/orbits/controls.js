// One native slider for each generator, with its second reading and the reach that was learned.
//   new Controls(parent, { move(a, t), drop(), choose(a) })    move while dragged, drop when let go, choose on focus
//   controls.show(generators, ts, active, locked)              builds anew where generators changed, else only sets
//   reading(generator, t)                                      "0.79 rad · 45°", "×1.35", "shift 0.42"
class Controls {
  constructor(parent, hands) {
    this.parent = node(parent, "div", { class: "sliders", role: "group", "aria-label": "How far along each generator" });
    this.hands = hands;
    this.rows = [];
  }

  show(generators, ts, active, locked) {
    const key = JSON.stringify(generators.map(({ name, limit, sides }) => [name, limit, sides]));
    if (this.key !== key) this.build(generators, key);
    this.rows.forEach(({ row, input, output }, a) => {
      input.disabled = locked;
      row.classList.toggle("active", a === active);
      if (document.activeElement !== input || !this.held) input.value = ts[a];
      this.say(input, output, generators[a], ts[a]);
    });
  }

  build(generators, key) {
    this.key = key;
    this.parent.replaceChildren();
    this.rows = generators.map((generator, a) => {
      const row = node(this.parent, "label", { class: "slider" });
      const head = node(row, "span", { class: "head" });
      node(head, "span", { class: "name" }, generator.name);
      node(head, "span", { class: "verdict" }, generator.verdict);
      const output = node(head, "output");
      const { limit } = generator;
      const track = node(row, "span", { class: "track" });
      const reach = node(track, "span", { class: "reach", title: "How far it holds on held-out rows" });
      const [below, above] = generator.sides.map((side) => Math.min(side / limit, 1));
      reach.style.left = `${50 * (1 - below)}%`;
      reach.style.width = `${50 * (below + above)}%`;
      const input = node(track, "input", { type: "range", min: -limit, max: limit, step: limit / 200, "aria-label": generator.name });
      input.addEventListener("input", () => {
        this.held = true;
        this.hands.move(a, this.snapped(Number(input.value), limit));
      });
      input.addEventListener("change", () => {
        this.held = false;
        this.hands.drop();
      });
      input.addEventListener("focus", () => this.hands.choose(a));
      input.addEventListener("keydown", (event) => event.stopPropagation()); // the app has shortcuts of its own
      return { row, input, output };
    });
  }

  // Steps do not meet 0 exactly in floating point.
  snapped(t, limit) {
    return Math.abs(t) < limit / 400 ? 0 : t;
  }

  say(input, output, generator, t) {
    const text = reading(generator, t);
    output.textContent = text;
    input.setAttribute("aria-valuetext", text);
  }
}

function reading({ reading: { kind, per }, compact }, t) {
  const plain = `${t < 0 ? "−" : ""}${Math.abs(t).toFixed(2)}`;
  if (compact) return `${plain} rad · ${Math.round(per * t)}°`.replace("-", "−");
  if (kind === "factor") return `${plain} · ×${Math.exp(per * t).toFixed(2)}`;
  if (kind === "shift") return `${plain} · shift ${words(per * t)}`;
  if (kind === "rapidity") return `${plain} · β ${Math.tanh(per * t).toFixed(2)}`.replace("-", "−");
  return plain;
}
