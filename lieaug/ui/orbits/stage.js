// The orbits page's stage: an example, one slider for each generator, and everything that answers them within a frame.
// The files before this one (matrix, picture, theme, row, element, painter, panels, cloud, controls, lines, forecast, film, loop,
// numbers) say at their top what they offer; none of them knows Python or the page.
//
// From Python: { run, example, examples, generator, t, locked, kind, task, …, generators } (stage.py says what they are).
// To Python: setStateValue("held", { g, t, i, o }) when a hand lets go: generator, all sliders, example, output.

class Stage {
  constructor(root) {
    this.root = root;
    this.camera = { yaw: -0.9, pitch: 0.45 };
    this.told = [];
    this.picker = node(root, "div", { class: "picker" });
    const top = node(root, "div", { class: "top" });
    this.pictures = node(top, "div", { class: "pictures" });
    const side = node(top, "div", { class: "side" });
    this.controls = new Controls(side, { move: (a, t) => this.move(a, t), drop: () => this.drop(), choose: (a) => this.choose(a) });
    const buttons = node(side, "div", { class: "buttons" });
    const marks = [["Back to 0", 0, "Every slider back to the middle"], ["Half the extent", 0.5, "As far as half of the learned extent"], ["Full extent", 1, "To where the motion stops to hold"]];
    this.marks = marks.map(([text, to, title]) => {
      const button = node(buttons, "button", { type: "button", title }, text);
      button.addEventListener("click", () => this.goTo(to));
      return button;
    });
    this.state = node(side, "p", { class: "state", "aria-live": "polite" });
    this.film = new Film(root, { jump: (t) => this.move(this.active, t, true), stop: () => this.drop() });
    this.forecast = new Forecast(root, (k) => this.showOutput(k));
    this.numbers = new Numbers(root);
    this.loop = new Loop(root);
    new ResizeObserver(() => this.resized()).observe(root);
  }

  receive(data, tell) {
    this.tell = tell;
    const sample = `${data.run}/${data.example}`;
    const isNew = this.sample !== sample;
    this.data = data;
    if (this.isFromOutside(JSON.stringify([data.t, data.generator, data.output]))) {
      [this.ts, this.active, this.output] = [[...data.t], data.generator, data.output];
    }
    if (isNew) this.enter(sample);
    this.pick();
    this.draw();
  }

  // What Python sends back of what it was told is old news: the hand has moved on since.
  isFromOutside(asked) {
    if (!this.ts) return true;
    if (this.late || this.controls.held) return false;
    this.told = this.told.filter(({ at }) => performance.now() - at < 5000); // answers may have been left out
    const place = this.told.findLastIndex(({ text }) => text === asked);
    this.told.splice(0, place + 1);
    return place < 0 && !this.told.length;
  }

  enter(sample) {
    this.sample = sample;
    this.film.halt();
    const { data } = this;
    this.matrices = data.generators.map(({ matrix }) => matrix);
    this.outputs = data.generators.map(({ output }) => output);
    this.row = Row.read(data);
    this.still = this.row.places(Matrix.identity(this.matrices[0].length));
    this.bonds = data.kind === "points" ? Cloud.bonds(this.row.items, this.still) : [];
    this.ready = false;
  }

  element = (ts) => Matrix.exp(Matrix.combine(ts, this.matrices));

  onOutputs() {
    return this.outputs[0] ? Matrix.exp(Matrix.combine(this.ts, this.outputs)) : null;
  }

  // Others stay where they are while the active one runs over its range.
  elementAt(t) {
    return this.element(this.ts.map((other, a) => (a === this.active ? t : other)));
  }

  // Everything that does not change while one slider is dragged.
  draw() {
    const theme = Theme.read(this.root);
    if (!theme || !this.root.clientWidth) return void requestAnimationFrame(() => this.root.isConnected && this.draw());
    this.theme = theme;
    this.root.classList.toggle("light", !theme.dark);
    this.ready = true;
    this.panels = Panels.of(this);
    this.place();
    this.controls.show(this.data.generators, this.ts, this.active, this.data.locked);
    const reaches = Math.min(...this.data.generators[this.active].sides) > 0;
    this.marks.forEach((button, k) => (button.disabled = this.data.locked || (k > 0 && !reaches)));
    const shown = this.panels.find((panel) => !panel.still);
    const others = this.ts.map((t, a) => (a === this.active ? 0 : t));
    const { limit } = this.data.generators[this.active];
    this.curves = Array.from({ length: 49 }, (_, k) => this.element(others.map((t, a) => (a === this.active ? limit * (k / 24 - 1) : t))));
    this.film.show(this, shown, (t) => this.elementAt(t));
    this.forecast.show(this, this.output);
    this.numbers.show(this);
    this.loop.show(this);
    this.paint();
    this.speak();
  }

  place() {
    const key = this.panels.map(({ title }) => title).join("|");
    if (this.placed !== key) {
      this.placed = key;
      this.pictures.replaceChildren();
      this.canvases = this.panels.map((panel) => {
        const figure = node(this.pictures, "figure", { class: panel.image ? "picture" : "drawing" });
        node(figure, "figcaption", {}, panel.title);
        const canvas = node(figure, "canvas", { role: "img" });
        if (panel.image) canvas.classList.add("pixels");
        if (panel.grab) this.turnable(canvas);
        return canvas;
      });
      if (!this.panels.length) node(this.pictures, "p", { class: "none" }, "These rows have no picture: their vectors have more entries than space has directions. The table below shows how they move.");
    }
    if (!this.panels.length) this.numbers.root.open = true;
  }

  turnable(canvas) {
    canvas.tabIndex = 0;
    canvas.classList.add("turnable");
    canvas.title = "Drag, or use the arrow keys, to look from another side";
    const turn = (dx, dy) => {
      this.camera.yaw -= dx / 120;
      this.camera.pitch = Math.min(Math.max(this.camera.pitch + dy / 120, -1.5), 1.5);
      this.paint();
    };
    let from;
    canvas.addEventListener("pointerdown", (event) => {
      from = [event.clientX, event.clientY];
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!from) return;
      turn(event.clientX - from[0], event.clientY - from[1]);
      from = [event.clientX, event.clientY];
    });
    const end = () => {
      if (from) this.redrawStills();
      from = undefined;
    };
    canvas.addEventListener("pointerup", end);
    canvas.addEventListener("pointercancel", end);
    canvas.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-12, 0], ArrowRight: [12, 0], ArrowUp: [0, -12], ArrowDown: [0, 12] }[event.key];
      if (!way) return;
      event.preventDefault();
      event.stopPropagation();
      turn(...way);
      this.redrawStills();
    });
  }

  redrawStills() {
    this.film.show(this, this.panels.find((panel) => !panel.still), (t) => this.elementAt(t));
    this.film.mark(this.ts[this.active]);
    this.loop.show(this);
  }

  // What follows the hand: pictures, numbers, markers.
  paint() {
    if (!this.ready) return;
    const g = this.element(this.ts);
    this.panels.forEach((panel, k) => panel.paint(this.canvases[k], g, { curves: this.curves }));
    this.numbers.move(this, g);
    const t = this.ts[this.active];
    this.forecast.mark(t, this.ts.every((other, a) => a === this.active || other === 0));
    this.film.mark(t);
  }

  move(a, t, playing = false) {
    if (!playing) this.film.halt();
    if (a !== this.active) this.choose(a);
    this.ts[a] = t;
    const { input, output } = this.controls.rows[a];
    if (playing) input.value = t;
    this.controls.say(input, output, this.data.generators[a], t);
    this.paint();
    this.lastPaint = performance.now();
  }

  choose(a) {
    if (a === this.active) return;
    this.film.halt();
    this.active = a;
    if (this.ready) this.draw();
  }

  goTo(share) {
    this.film.halt();
    if (share === 0) this.ts = this.ts.map(() => 0);
    else this.ts[this.active] = share * Math.min(...this.data.generators[this.active].sides);
    this.draw();
    this.drop();
  }

  showOutput(k) {
    this.output = k;
    this.forecast.show(this, k);
    this.paint();
    this.drop();
  }

  drop(example = this.data.example) {
    this.speak();
    clearTimeout(this.late); // one message for many presses of a key
    this.late = setTimeout(() => {
      this.late = undefined;
      const t = this.ts.map((value) => Math.trunc(1e4 * value) / 1e4); // never beyond a limit
      this.told.push({ text: JSON.stringify([t, this.active, this.output]), at: performance.now() });
      this.tell({ g: this.active, t, i: example, o: this.output });
    }, 120);
    if (this.ts.some((value, a) => a !== this.active && value !== 0)) this.draw(); // curves and film are those of all together
  }

  speak() {
    const moved = this.data.generators.filter((_, a) => this.ts[a] !== 0);
    const how = this.data.generators.flatMap((generator, a) => (this.ts[a] ? [`${generator.short} by ${reading(generator, this.ts[a])}`] : []));
    this.state.textContent = moved.length ? `Moved along ${how.join(" and ")}.` : "Unmoved: all sliders are at 0.";
    this.panels?.forEach((panel, k) => this.canvases[k].setAttribute("aria-label", `${panel.title}. ${panel.still ? "" : this.state.textContent}`));
  }

  // Which example: by what the motion breaks, at random, or by its row.
  pick() {
    const { examples, example, generator } = this.data;
    const key = JSON.stringify([this.data.run, examples, this.active, example, this.data.locked]);
    if (this.picked === key) return;
    this.picked = key;
    this.picker.replaceChildren();
    const label = node(this.picker, "label", {}, "Example ");
    const select = node(label, "select", { "aria-label": "Example" });
    examples.forEach(({ name }, k) => node(select, "option", { value: k }, name));
    select.value = example;
    select.disabled = this.data.locked;
    select.addEventListener("change", () => this.drop(Number(select.value)));
    const by = (sign) => examples.map((_, k) => k).sort((a, b) => sign * (examples[b].breaking[this.active] - examples[a].breaking[this.active]))[0];
    const short = this.data.generators[this.active ?? generator].short;
    const ways = [
      [`Worst for ${short}`, () => by(1), "The row whose answer this motion breaks most"],
      [`Best for ${short}`, () => by(-1), "The row whose answer it breaks least"],
      ["At random", () => Math.floor(Math.random() * examples.length), "Any of the examples kept with the run"],
    ];
    for (const [text, which, title] of ways) {
      const button = node(this.picker, "button", { type: "button", title }, text);
      button.disabled = this.data.locked;
      button.addEventListener("click", () => this.drop(which()));
    }
    if (examples[0].thumbnail) this.thumbnails(examples, example);
  }

  thumbnails(examples, example) {
    const strip = node(this.picker, "div", { class: "thumbnails", role: "group", "aria-label": "Examples" });
    examples.forEach(({ name, thumbnail }, k) => {
      const button = node(strip, "button", { type: "button", title: name, "aria-label": name, "aria-pressed": k === example });
      button.disabled = this.data.locked;
      node(button, "img", { src: thumbnail, alt: "" });
      button.addEventListener("click", () => this.drop(k));
    });
  }

  resized() {
    if (this.ready && this.width !== this.root.clientWidth) {
      this.width = this.root.clientWidth;
      this.draw();
    }
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".lieaug-orbits");
  root.stage ??= new Stage(root);
  root.stage.receive(data, (held) => setStateValue("held", held));
  return () => setTimeout(() => !root.isConnected && root.stage.film.halt());
}
