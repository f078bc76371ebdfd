// Lesson 2: a function of the plane as shades, points that a motion carries, and how far their answers change, E(t).

const FUNCTIONS = {
  distance: ([x, y]) => Math.hypot(x, y),
  direction: ([x, y]) => x / Math.max(Math.hypot(x, y), 1e-9),
  ellipse: ([x, y]) => Math.hypot(x / 1.4, 1.4 * y),
};
const SHADES = 9;
const CURVE = { width: 460, height: 150, left: 42, right: 12, top: 12, bottom: 34 };

function build(root) {
  const scene = plane(root, { size: 400, reach: 2.6, label: "The plane, shaded by the answer; points as the motion carries them" });
  const { svg } = scene;
  svg.style.maxWidth = "430px";
  svg.style.margin = "0 auto";
  scene.shade = document.createElementNS(SVG, "foreignObject");
  set(scene.shade, { x: 0, y: 0, width: 400, height: 400 });
  scene.tint = document.createElement("div");
  scene.tint.className = "tint";
  scene.shade.append(scene.tint);
  svg.prepend(scene.shade);
  scene.level = draw(svg, "path", { fill: "none", stroke: "var(--good)", "stroke-width": 2.5, "stroke-dasharray": "6 4" });
  scene.trails = draw(svg, "path", { fill: "none", stroke: "var(--ink)", "stroke-width": 1, opacity: 0.35 });
  scene.dots = draw(svg, "g");
  scene.point = handle(svg, { label: "The point x", colour: "var(--second)" });
  scene.start = draw(svg, "circle", { r: 6, fill: "none", stroke: "var(--second)", "stroke-width": 2, "stroke-dasharray": "3 3" });
  scene.curve = curveIn(root);
  scene.row = element(root, "div", "row");
  return scene;
}

function curveIn(root) {
  const { width, height, left, right, top, bottom } = CURVE;
  const svg = draw(root, "svg", { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": "How far answers change, over t" });
  svg.style.maxWidth = "560px";
  svg.style.margin = "0.5rem auto 0";
  const base = height - bottom;
  const curve = { svg, base };
  curve.band = draw(svg, "rect", { x: left, width: width - left - right, fill: "var(--quiet)", opacity: 0.18 });
  draw(svg, "path", { d: `M${left} ${top}V${base}H${width - right}`, fill: "none", stroke: "var(--line)", "stroke-width": 1.5 });
  curve.line = draw(svg, "path", { fill: "none", stroke: "var(--first)", "stroke-width": 2.5, "stroke-linejoin": "round" });
  curve.stem = draw(svg, "line", { y1: top, y2: base, stroke: "var(--second)", "stroke-width": 1.5 });
  curve.dot = draw(svg, "circle", { r: 5, fill: "var(--second)", stroke: "var(--ground)", "stroke-width": 1.5 });
  curve.hidden = draw(svg, "text", { x: (width + left) / 2, y: (top + base) / 2, "text-anchor": "middle", opacity: 0.75 });
  curve.hidden.textContent = "The curve appears once you have said what you expect.";
  curve.ticks = draw(svg, "g", { "text-anchor": "middle" });
  const up = draw(svg, "text", { x: left - 8, y: top + 9, "text-anchor": "end" });
  up.textContent = "E(t)";
  curve.said = draw(svg, "text", { x: width - right, y: top + 4, "text-anchor": "end" });
  curve.grip = handle(svg, { label: "t: how far everything is moved", colour: "var(--second)", radius: 6 });
  return curve;
}

function connect(scene, root) {
  const state = () => root.state;
  const paint = () => repaint(scene, state());
  const drop = () => root.release();
  const bound = (value) => clamped(rounded(value), -2.5, 2.5);
  const place = ([x, y]) => {
    state().x = [bound(x), bound(y)];
    paint();
  };
  grabbable(scene.point, {
    move: (event) => place(scene.from(event)),
    nudge: ([dx, dy]) => place([state().x[0] + 0.05 * dx, state().x[1] + 0.05 * dy]),
    drop,
  });
  const { svg, grip } = scene.curve;
  const { width, left, right } = CURVE;
  const turn = (t) => {
    state().t = clamped(rounded(t), -state().most, state().most);
    paint();
  };
  grabbable(grip, {
    move: (event) => {
      const box = svg.getBoundingClientRect();
      const at = ((event.clientX - box.left) * width) / box.width;
      turn(((at - left) / (width - left - right) - 0.5) * 2 * state().most);
    },
    nudge: ([dx, dy]) => turn(state().t + 0.05 * (dx + dy)),
    drop,
  });
  scene.shape = range(scene.row, {
    label: "shape a of the motion", min: 0.5, max: 2.5, step: 0.05, value: 1, drop,
    change: (value) => {
      state().a = value;
      paint();
    },
    show: (value) => value.toFixed(2),
  });
}

// The answer as shades: an image of transparencies, through which the theme's own blue is seen.
function shade(scene, name) {
  if (scene.shaded === name) return;
  scene.shaded = name;
  const size = 200;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const context = canvas.getContext("2d");
  const image = context.createImageData(size, size);
  const [low, high] = name === "direction" ? [-1, 1] : [0, 3];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const at = [((column + 0.5) / size - 0.5) * 2 * scene.reach, (0.5 - (row + 0.5) / size) * 2 * scene.reach];
      const level = Math.floor(clamped((FUNCTIONS[name](at) - low) / (high - low), 0, 0.999) * SHADES) / (SHADES - 1);
      image.data[4 * (row * size + column) + 3] = 20 + 130 * level;
    }
  }
  context.putImageData(image, 0, 0);
  const mask = `url(${canvas.toDataURL()}) 0 0 / 100% 100%`;
  scene.tint.style.mask = mask;
}

const motionOf = (state) => (state.L ? state.L : [0, -state.a * state.a, 1 / (state.a * state.a), 0]);

function changes(state, t) {
  const f = FUNCTIONS[state.f];
  const g = exponential(motionOf(state), t);
  const total = state.points.reduce((sum, point) => sum + Math.abs(f(times(g, point)) - f(point)), 0);
  return total / state.points.length / state.spread;
}

function repaint(scene, state) {
  const { to } = scene;
  const { x, t, points, mode } = state;
  const motion = motionOf(state);
  const whole = mode !== "point";
  const g = exponential(motion, t);
  scene.dots.replaceChildren();
  let trails = "";
  if (whole) {
    for (const point of points) {
      const [cx, cy] = to(times(g, point));
      const level = Math.min(FUNCTIONS[state.f](point) / (state.f === "direction" ? 2 : 3) + (state.f === "direction" ? 0.5 : 0), 1);
      draw(scene.dots, "circle", { cx, cy, r: 5, fill: "var(--ground)" });
      draw(scene.dots, "circle", { cx, cy, r: 5, fill: "var(--first)", "fill-opacity": 0.1 + 0.9 * level, stroke: "var(--ink)", "stroke-width": 1 });
      const way = Array.from({ length: 17 }, (_, k) => times(exponential(motion, (t * k) / 16), point));
      trails += pathOf(way, to);
    }
  }
  set(scene.trails, { d: trails });
  const [px, py] = to(x);
  set(scene.point, { transform: `translate(${px} ${py})` });
  const [sx, sy] = to(state.from);
  set(scene.start, { cx: sx, cy: sy });
  const radius = FUNCTIONS.distance(state.from);
  const circle = Array.from({ length: 91 }, (_, k) => [radius * Math.cos((k * Math.PI) / 45), radius * Math.sin((k * Math.PI) / 45)]);
  set(scene.level, { d: !whole && state.reveal ? pathOf(circle, to) : "" });
  if (whole) paintCurve(scene.curve, state);
}

function paintCurve(curve, state) {
  const { width, left, right, top } = CURVE;
  const across = (t) => left + (width - left - right) * (t / state.most / 2 + 0.5);
  const up = (value) => Math.max(curve.base - (curve.base - top) * (value / 1.25), top - 4);
  const line = Array.from({ length: 81 }, (_, k) => (k / 40 - 1) * state.most);
  set(curve.line, { d: state.reveal ? pathOf(line.map((t) => [across(t), up(changes(state, t))]), (point) => point) : "" });
  set(curve.band, { y: up(state.band), height: curve.base - up(state.band), visibility: state.reveal ? "visible" : "hidden" });
  const at = across(state.t);
  set(curve.stem, { x1: at, x2: at });
  set(curve.dot, { cx: at, cy: up(changes(state, state.t)), visibility: state.reveal ? "visible" : "hidden" });
  set(curve.grip, { transform: `translate(${at} ${curve.base})` });
  curve.said.textContent = `t = ${signed(state.t)}` + (state.reveal ? `, E = ${changes(state, state.t).toFixed(2)}` : "");
  curve.hidden.style.display = state.reveal ? "none" : "";
  if (curve.ticked !== state.most) {
    curve.ticked = state.most;
    curve.ticks.replaceChildren();
    const round = state.most > 3;
    for (const [value, name] of round ? [[-Math.PI, "−π"], [-Math.PI / 2, "−π/2"], [0, "0"], [Math.PI / 2, "π/2"], [Math.PI, "π"]] : [[-1, "−1"], [-0.5, "−0.5"], [0, "0"], [0.5, "0.5"], [1, "1"]]) {
      const text = draw(curve.ticks, "text", { x: across(value), y: curve.base + 28 });
      text.textContent = value === 0 ? "t = 0" : name;
    }
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".lieaug-scene");
  root.release = () => {
    const { x, t, a, mode } = root.state;
    if (data.locked) return;
    setStateValue("held", mode === "point" ? { x } : mode === "shape" ? { t: [t], a: [a] } : { t: [t] });
  };
  const scene = (root.scene ??= build(root));
  if (!root.state) connect(scene, root);
  if (root.querySelector("[data-held]")) return;
  root.state = { ...data, x: [...data.x] };
  const shown = (node, is) => (node.style.display = is ? "" : "none");
  shown(scene.point, data.mode === "point");
  shown(scene.start, data.mode === "point");
  shown(scene.curve.svg, data.mode !== "point");
  shown(scene.row, data.mode === "shape");
  scene.curve.grip.style.pointerEvents = data.locked ? "none" : "";
  scene.shape.update(data.a);
  scene.shape.disabled = data.locked;
  shade(scene, data.f);
  repaint(scene, root.state);
}
