// Lesson 1: the plane moved by exp(tL). Entries of L, its columns as arrows, the point x and t can be moved.

const FIELD = 11;
const MOST = 2;

function build(root) {
  const scene = plane(root, { label: "The plane with the arrows Lx, and the orbit of x" });
  const { svg } = scene;
  scene.field = draw(svg, "path", { fill: "none", stroke: "var(--quiet)", "stroke-width": 1.3, opacity: 0.55, "stroke-linejoin": "round" });
  scene.orbit = draw(svg, "path", { fill: "none", stroke: "var(--good)", "stroke-width": 2, opacity: 0.85 });
  scene.travelled = draw(svg, "path", { fill: "none", stroke: "var(--good)", "stroke-width": 5, opacity: 0.9, "stroke-linecap": "round" });
  scene.loop = draw(svg, "g");
  scene.velocity = draw(svg, "path", { fill: "none", stroke: "var(--ink)", "stroke-width": 2.2 });
  scene.columns = ["var(--first)", "var(--second)"].map((colour, index) => {
    const arrow = draw(svg, "path", { fill: "none", stroke: colour, "stroke-width": 2.4 });
    const tip = handle(svg, { label: `Arrow at the ${index ? "second" : "first"} axis: column ${index + 1} of L`, colour, radius: 6 });
    return { arrow, tip };
  });
  scene.moved = draw(svg, "circle", { r: 7, fill: "var(--good)", stroke: "var(--ground)", "stroke-width": 2 });
  scene.point = handle(svg, { label: "The point x", colour: "var(--ink)", radius: 6 });
  scene.pointName = draw(svg, "text", { "font-style": "italic" });
  scene.row = element(root, "div", "row");
  scene.matrix = element(scene.row, "div", "matrix");
  scene.matrix.setAttribute("role", "group");
  scene.entries = [0, 1, 2, 3].map(() => element(scene.matrix, "div", "entry"));
  return scene;
}

function connect(scene, root) {
  const { svg, from } = scene;
  const state = () => root.state;
  const paint = () => repaint(scene, state());
  const drop = () => root.release();
  const bound = (value) => clamped(rounded(value), -MOST, MOST);
  scene.entries.forEach((entry, index) => {
    entry.begin = (event) => (entry.from = [event.clientX, state().L[index]]);
    const put = (value) => {
      state().L[index] = bound(value);
      paint();
    };
    grabbable(entry, {
      move: (event) => put(entry.from[1] + (event.clientX - entry.from[0]) / 60),
      nudge: ([dx, dy]) => put(state().L[index] + 0.05 * (dx + dy)),
      drop,
    });
  });
  scene.columns.forEach(({ tip }, column) => {
    const put = (x, y) => {
      [state().L[column], state().L[2 + column]] = [bound(x), bound(y)];
      paint();
    };
    const base = column ? [0, 1] : [1, 0];
    grabbable(tip, {
      move: (event) => put(from(event)[0] - base[0], from(event)[1] - base[1]),
      nudge: ([dx, dy]) => put(state().L[column] + 0.05 * dx, state().L[2 + column] + 0.05 * dy),
      drop,
    });
  });
  const place = ([x, y]) => {
    state().x = [clamped(rounded(x), -MOST, MOST), clamped(rounded(y), -MOST, MOST)];
    paint();
  };
  grabbable(scene.point, {
    move: (event) => place(from(event)),
    nudge: ([dx, dy]) => place([state().x[0] + 0.05 * dx, state().x[1] + 0.05 * dy]),
    drop,
  });
  scene.slider = range(scene.row, {
    label: "t", min: -6.3, max: 6.3, step: 0.05, value: 0, drop,
    change: (t) => {
      state().t = t;
      paint();
    },
    show: (t) => signed(t),
  });
  svg.style.maxWidth = "560px";
  svg.style.margin = "0 auto";
}

function repaint(scene, state) {
  const { L, x, t, can, loop } = state;
  const { to } = scene;
  set(scene.field, { d: fieldPath(L, to) });
  const orbit = [];
  for (let k = -160; k <= 160; k++) orbit.push(times(exponential(L, k / 16), x));
  set(scene.orbit, { d: pathOf(inside(orbit), to), visibility: loop ? "hidden" : "visible" });
  const moved = times(exponential(L, t), x);
  const way = Array.from({ length: 81 }, (_, k) => times(exponential(L, (t * k) / 80), x));
  set(scene.travelled, { d: t ? pathOf(inside(way), to) : "", visibility: loop ? "hidden" : "visible" });
  const [mx, my] = to(moved);
  set(scene.moved, { cx: mx, cy: my, visibility: t && !loop ? "visible" : "hidden" });
  const v = times(L, x);
  set(scene.velocity, { d: arrowPath(to(x), to([x[0] + v[0], x[1] + v[1]]), 9), visibility: can.includes("x") && !loop ? "visible" : "hidden" });
  const [px, py] = to(x);
  set(scene.point, { transform: `translate(${px} ${py})` });
  set(scene.pointName, { x: px + 12, y: py - 12 });
  scene.pointName.textContent = "x";
  scene.columns.forEach(({ arrow, tip }, column) => {
    const base = column ? [0, 1] : [1, 0];
    const end = [base[0] + L[column], base[1] + L[2 + column]];
    set(arrow, { d: arrowPath(to(base), to(end), 9) });
    const [ex, ey] = to(end);
    set(tip, { transform: `translate(${ex} ${ey})` });
  });
  scene.entries.forEach((entry, index) => {
    entry.textContent = signed(L[index]);
    if (entry.getAttribute("role") === "spinbutton") entry.setAttribute("aria-valuenow", L[index]);
  });
  if (loop) paintLoop(scene, state);
  else scene.loop.replaceChildren();
}

const inside = (points) => points.filter(([x, y]) => Math.abs(x) < 40 && Math.abs(y) < 40);

function fieldPath(L, to) {
  let d = "";
  for (let i = 0; i < FIELD; i++) {
    for (let j = 0; j < FIELD; j++) {
      const at = [(i - (FIELD - 1) / 2) * 0.42, (j - (FIELD - 1) / 2) * 0.42];
      const [vx, vy] = times(L, at);
      const length = Math.hypot(vx, vy);
      if (length < 0.02) continue;
      const size = 0.3 * Math.tanh(length) / length;
      d += arrowPath(to([at[0] - vx * size / 2, at[1] - vy * size / 2]), to([at[0] + vx * size / 2, at[1] + vy * size / 2]), 5);
    }
  }
  return d;
}

// Along the first generator, along L, back along the first, back along L: where it ends is the commutator's doing.
function paintLoop(scene, { L, x, loop }) {
  const { to } = scene;
  const s = loop.size;
  const pieces = [[loop.first, s, "var(--first)"], [L, s, "var(--second)"], [loop.first, -s, "var(--first)"], [L, -s, "var(--second)"]];
  const nodes = [];
  let at = x;
  scene.loop.replaceChildren();
  for (const [matrix, size, colour] of pieces) {
    const way = Array.from({ length: 25 }, (_, k) => times(exponential(matrix, (size * k) / 24), at));
    draw(scene.loop, "path", { d: pathOf(way, to), fill: "none", stroke: colour, "stroke-width": 3.5, "stroke-linecap": "round" });
    at = way.at(-1);
    nodes.push(at);
  }
  for (const node of nodes) {
    const [cx, cy] = to(node);
    draw(scene.loop, "circle", { cx, cy, r: 4, fill: "var(--ink)" });
  }
  draw(scene.loop, "path", { d: arrowPath(to(x), to(at), 9), fill: "none", stroke: "var(--ink)", "stroke-width": 2.4, "stroke-dasharray": "5 4" });
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".lieaug-scene");
  root.release = () => {
    const { L, x, t, can } = root.state;
    const held = { L: [...L], x: [...x], t: [t] };
    setStateValue("held", Object.fromEntries(Object.entries(held).filter(([name]) => can.includes(name))));
  };
  const scene = (root.scene ??= build(root));
  if (!root.state) connect(scene, root);
  if (root.querySelector("[data-held]")) return; // in the hand right now; what is let go comes back with the next data
  const can = data.locked ? [] : data.can;
  root.state = { L: [...data.L], x: [...data.x], t: data.t, can, loop: data.loop };
  const shown = (node, is) => (node.style.display = is ? "" : "none");
  scene.entries.forEach((entry, index) => {
    entry.style.color = index % 2 ? "var(--second)" : "var(--first)";
    if (can.includes("L")) {
      const names = { tabindex: 0, role: "spinbutton", "aria-valuemin": -MOST, "aria-valuemax": MOST };
      set(entry, { ...names, "aria-label": `L, row ${index < 2 ? 1 : 2}, column ${(index % 2) + 1}` });
    } else entry.removeAttribute("tabindex");
  });
  scene.columns.forEach(({ tip, arrow }) => [tip, arrow].forEach((node) => shown(node, can.includes("L") && !data.loop)));
  scene.point.classList.toggle("grab", can.includes("x"));
  shown(scene.slider.parentElement, can.includes("t"));
  scene.slider.update(data.t);
  repaint(scene, root.state);
}
