// What all components of lessons share. Each has its own script behind this one; colours come from scene.css.

const SVG = "http://www.w3.org/2000/svg";

// An element of SVG with attributes, put into its parent.
function draw(parent, tag, attributes = {}) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  parent.append(node);
  return node;
}

function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
}

function element(parent, tag, className = "", text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  parent.append(node);
  return node;
}

const rounded = (value, step = 0.05) => Math.round(Math.round(value / step) * step * 1e6) / 1e6 || 0;
const clamped = (value, low, high) => Math.min(Math.max(value, low), high);
const signed = (value, digits = 2) => value.toFixed(digits).replace(/^-(0\.?0*)$/, "$1").replace("-", "−");

// The plane as an SVG of size × size, of which coordinates from -reach to reach are seen, y upwards.
function plane(parent, { size = 460, reach = 2.3, label }) {
  const svg = draw(parent, "svg", { viewBox: `0 0 ${size} ${size}`, role: "group", "aria-label": label });
  const scale = size / (2 * reach);
  const to = ([x, y]) => [size / 2 + scale * x, size / 2 - scale * y];
  const from = (event) => {
    const box = svg.getBoundingClientRect();
    const unit = size / box.width / scale;
    return [(event.clientX - box.left - box.width / 2) * unit, -(event.clientY - box.top - box.height / 2) * unit];
  };
  const axes = draw(svg, "g", { stroke: "var(--line)", "stroke-width": 1 });
  for (let k = Math.ceil(-reach); k <= reach; k++) {
    const [at, opacity] = [size / 2 + scale * k, k ? 0.6 : 1];
    draw(axes, "line", { x1: at, x2: at, y1: 0, y2: size, opacity, "stroke-width": k ? 1 : 1.8 });
    draw(axes, "line", { y1: at, y2: at, x1: 0, x2: size, opacity, "stroke-width": k ? 1 : 1.8 });
  }
  return { svg, to, from, scale, reach };
}

const pathOf = (points, to) =>
  points.map((point, index) => (index ? "L" : "M") + to(point).map((v) => clamped(v, -4000, 4000).toFixed(1)).join(" ")).join("");

// An arrow as a path: a line with an open head.
function arrowPath([x1, y1], [x2, y2], head = 7) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length < 2) return "";
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const h = Math.min(head, length * 0.6);
  const side = (s) => `${(x2 - h * (ux - s * 0.55 * uy)).toFixed(1)} ${(y2 - h * (uy + s * 0.55 * ux)).toFixed(1)}`;
  return `M${x1.toFixed(1)} ${y1.toFixed(1)}L${x2.toFixed(1)} ${y2.toFixed(1)}M${side(1)}L${x2.toFixed(1)} ${y2.toFixed(1)}L${side(-1)}`;
}

// Lets a node be dragged by pointer, and moved by arrow keys; `move(event | null, [dx, dy] keys)` and `drop()`.
function grabbable(node, { move, drop, nudge }) {
  node.addEventListener("pointerdown", (event) => {
    node.setPointerCapture(event.pointerId);
    node.dataset.held = "yes";
    event.preventDefault();
    node.focus({ preventScroll: true });
    node.begin?.(event);
  });
  node.addEventListener("pointermove", (event) => node.dataset.held && move(event));
  const end = () => {
    if (!node.dataset.held) return;
    delete node.dataset.held;
    drop();
  };
  node.addEventListener("pointerup", end);
  node.addEventListener("pointercancel", end);
  let late;
  node.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const size = event.shiftKey ? 5 : 1;
    nudge(step.map((value) => value * size));
    clearTimeout(late);
    late = setTimeout(drop, 250);
  });
}

// A round handle with a ring around it, to be grabbed.
function handle(svg, { label, colour, radius = 7 }) {
  const group = draw(svg, "g", { class: "grab", tabindex: 0, role: "button", "aria-label": label, style: `color:${colour}` });
  draw(group, "circle", { r: radius + 8, class: "halo" });
  draw(group, "circle", { r: radius, fill: "currentColor" });
  return group;
}

// A labelled slider of the browser's own; `change(value)` while moved, `drop()` when let go.
function range(parent, { label, min, max, step, value, change, drop, show }) {
  const row = element(parent, "label", "", "");
  element(row, "span", "", label);
  const input = element(row, "input");
  Object.assign(input, { type: "range", min, max, step });
  const output = element(row, "output");
  const say = () => {
    output.textContent = show(Number(input.value));
  };
  input.update = (to) => {
    input.value = to;
    say();
  };
  input.update(value);
  input.addEventListener("input", () => {
    say();
    change(Number(input.value));
  });
  input.addEventListener("change", drop);
  input.addEventListener("keydown", (event) => event.stopPropagation());
  return input;
}

const times = ([a, b, c, d], [x, y]) => [a * x + b * y, c * x + d * y];

// exp(tL) of a 2 × 2 matrix by its closed form: with s half the trace, (L − s)² is a multiple δ of 1.
function exponential([a, b, c, d], t) {
  const s = (a + d) / 2;
  const [p, q, r] = [a - s, b, c];
  const delta = p * p + q * r;
  const root = Math.sqrt(Math.abs(delta));
  const [even, odd] =
    root < 1e-6 ? [1, t] : delta > 0 ? [Math.cosh(root * t), Math.sinh(root * t) / root] : [Math.cos(root * t), Math.sin(root * t) / root];
  const grow = Math.exp(s * t);
  return [grow * (even + odd * p), grow * odd * q, grow * odd * r, grow * (even - odd * p)];
}

