// One step of training as a drawn pipeline: sample, move, predict, compare, update, and round again. New numbers light
// its parts in turn; the part that the text is about stays framed.

const NAMES = { sample: "Sample t", move: "Move by exp(tL)", predict: "Predict", compare: "Compare", update: "Update" };
const WAYS = { sample: "to move", move: "to predict", predict: "to compare", compare: "to update", update: "back to sample" };
const PART_MS = 420;
const still = matchMedia("(prefers-reduced-motion: reduce)");

function build(root) {
  const grid = element(root, "ol", "training");
  const scene = { grid, parts: {} };
  for (const [index, [part, name]] of Object.entries(NAMES).entries()) {
    const card = element(grid, "li", `part ${part}`);
    const head = element(card, "div", "head");
    element(head, "span", "number", String(index + 1));
    element(head, "strong", "", name);
    const arrow = element(card, "span", "arrow", part === "update" ? "↺" : "→");
    arrow.setAttribute("aria-label", WAYS[part]);
    const body = element(card, "div", "body");
    scene.parts[part] = { card, body };
  }
  return scene;
}

function picture(body, label, height = 150) {
  body.replaceChildren();
  return draw(body, "svg", { viewBox: `0 0 220 ${height}`, role: "img", "aria-label": label });
}

const text = (svg, x, y, words, attributes = {}) => {
  const node = draw(svg, "text", { x, y, ...attributes });
  node.textContent = words;
  return node;
};

// Where the t's fell, within the band from -s to s.
function drawSample(body, { t, extents, examples }, chosen) {
  const s = extents[0];
  const wide = s > 0.95;
  const reach = wide ? Math.max(Math.PI, s) * 1.08 : 1.06;
  const at = (value) => 110 + (value / reach) * 104;
  const svg = picture(body, `${t.length} values of t between −${s.toFixed(2)} and ${s.toFixed(2)}`);
  draw(svg, "rect", { x: at(-s), y: 26, width: at(s) - at(-s), height: 84, rx: 4, class: "band" });
  draw(svg, "line", { x1: 4, x2: 216, y1: 110, y2: 110, class: "axis" });
  t.forEach(([value], index) => {
    const level = 100 - 9 * (index % 8);
    draw(svg, "circle", { cx: at(value), cy: level, r: 2.6, class: "dot" });
  });
  const own = examples[chosen].t[0];
  draw(svg, "line", { x1: at(own), x2: at(own), y1: 20, y2: 114, class: "own" });
  draw(svg, "circle", { cx: at(own), cy: 20, r: 5, class: "own full" });
  const ticks = wide ? [[-Math.PI, "−π"], [0, "0"], [Math.PI, "π"]] : [[-1, "−1"], [0, "0"], [1, "1"]];
  for (const [value, name] of ticks) text(svg, at(value), 126, name, { "text-anchor": "middle" });
  text(svg, 110, 145, `s = ${s.toFixed(2)},  t = ${signed(own)}`, { "text-anchor": "middle" });
}

function pairs(values) {
  return values.length % 2 ? [] : Array.from({ length: values.length / 2 }, (_, i) => values.slice(2 * i, 2 * i + 2));
}

// The plane of one example, as large as its longest vector asks.
function exampleScale(example) {
  const all = [example.x, example.moved, example.target, example.moved_target, example.moved_prediction].flatMap(pairs);
  return 62 / Math.max(...all.map(([x, y]) => Math.hypot(x, y)), 0.3);
}

function planeOf(svg, scale) {
  draw(svg, "line", { x1: 30, x2: 190, y1: 68, y2: 68, class: "axis" });
  draw(svg, "line", { x1: 110, x2: 110, y1: 4, y2: 132, class: "axis" });
  return ([x, y]) => [110 + scale * x, 68 - scale * y];
}

// Place and velocity of the example, and where exp(tL) takes them; with `share` of the way gone.
function drawMove(body, trace, chosen) {
  const example = trace.examples[chosen];
  const svg = picture(body, "The example's two vectors before and after moving");
  const to = planeOf(svg, exampleScale(example));
  const L = trace.generators[0].flat();
  const vectors = pairs(example.x);
  const moving = vectors.map((x, index) => {
    const path = Array.from({ length: 25 }, (_, i) => times(exponential(L, (example.t[0] * i) / 24), x));
    draw(svg, "path", { d: pathOf(path, to), class: "way" });
    draw(svg, "path", { d: arrowPath(to([0, 0]), to(x)), class: index ? "before thin" : "before" });
    return { node: draw(svg, "path", { class: index ? "after thin" : "after" }), x };
  });
  text(svg, 4, 145, "as it is", { class: "before-text" });
  text(svg, 70, 145, "moved by g", { class: "after-text" });
  return (share) => {
    const g = exponential(L, share * example.t[0]);
    for (const { node, x } of moving) set(node, { d: arrowPath(to([0, 0]), to(times(g, x))) });
  };
}

// What is said about x and g·x (rings), and what should be said (dots).
function drawPredict(body, trace, chosen) {
  const example = trace.examples[chosen];
  const svg = picture(body, "Predictions as rings, what they should be as dots");
  const to = planeOf(svg, exampleScale(example));
  const show = (says, should, tone) =>
    pairs(should).forEach((place, index) => {
      const [a, b] = [to(place), to(pairs(says)[index])];
      draw(svg, "line", { x1: a[0], y1: a[1], x2: b[0], y2: b[1], class: `miss ${tone}` });
      draw(svg, "circle", { cx: a[0], cy: a[1], r: index ? 3 : 4.5, class: `${tone} full` });
      draw(svg, "circle", { cx: b[0], cy: b[1], r: index ? 5 : 7, class: `${tone} ring` });
    });
  show(example.prediction, example.target, "before");
  show(example.moved_prediction, example.moved_target, "after");
  text(svg, 4, 145, "○ f says");
  text(svg, 78, 145, "● should be");
}

function bar(svg, y, name, value, share, tone) {
  text(svg, 4, y, name);
  text(svg, 216, y, value, { "text-anchor": "end" });
  draw(svg, "rect", { x: 4, y: y + 6, width: Math.max(212 * Math.min(share, 1), 1.5), height: 7, rx: 3, class: `bar ${tone}` });
}

function drawCompare(body, { terms, weights, unit, total }) {
  const svg = picture(body, "The terms of the objective");
  const [task, moved] = [terms.task / unit, (weights.equivariance * terms.equivariance) / unit];
  const reward = weights.extent * (terms.extent ?? 0);
  const most = Math.max(task, moved, Math.abs(reward), 1e-9);
  bar(svg, 16, "task", signed(task), task / most, "before");
  bar(svg, 50, "equivariance", signed(moved), moved / most, "after");
  bar(svg, 84, "−w log s", signed(reward), Math.abs(reward) / most, "reward");
  draw(svg, "line", { x1: 4, x2: 216, y1: 112, y2: 112, class: "axis" });
  text(svg, 4, 130, "total", { class: "strong" });
  text(svg, 216, 130, signed(total), { "text-anchor": "end", class: "strong" });
}

// The entries of L after the step, with an arrow for those that changed.
function drawUpdate(body, trace) {
  const { generators, generators_after: after, extents, extents_after: reach, generators_learn: learns } = trace;
  const svg = picture(body, learns ? "L before and after the step" : "Only the predictor learned in this step");
  const most = Math.max(1, ...after[0].flat().map(Math.abs));
  after[0].forEach((row, i) =>
    row.forEach((value, j) => {
      const [x, y] = [12 + 100 * j, 4 + 48 * i];
      const tone = value < 0 ? "negative" : "positive";
      draw(svg, "rect", { x, y, width: 96, height: 44, rx: 5, class: `cell ${tone}`, "fill-opacity": 0.08 + (0.5 * Math.abs(value)) / most });
      text(svg, x + 48, y + 20, signed(value), { "text-anchor": "middle", class: "strong" });
      const change = value - generators[0][i][j];
      text(svg, x + 48, y + 37, learns ? `${change < 0 ? "▼" : "▲"} ${Math.abs(change).toFixed(3)}` : "·", { "text-anchor": "middle", class: "small" });
    }),
  );
  text(svg, 110, 122, `s  ${extents[0].toFixed(2)} → ${reach[0].toFixed(2)}`, { "text-anchor": "middle" });
  text(svg, 110, 143, learns ? "L, s and f have learned" : `only f; L learns at step ${trace.next_turn}`, { "text-anchor": "middle", class: "small" });
}

function repaint(scene, { trace, example, part }) {
  const { parts } = scene;
  drawSample(parts.sample.body, trace, example);
  scene.go = drawMove(parts.move.body, trace, example);
  drawPredict(parts.predict.body, trace, example);
  drawCompare(parts.compare.body, trace);
  drawUpdate(parts.update.body, trace);
  scene.go(1);
  for (const [name, { card }] of Object.entries(parts)) card.classList.toggle("about", name === part);
}

// Lights the parts one after the other; the example travels while "move" is lit.
function light(scene) {
  cancelAnimationFrame(scene.frame);
  const begun = performance.now();
  const names = Object.keys(NAMES);
  const frame = (now) => {
    const place = (now - begun) / PART_MS;
    names.forEach((name, index) => scene.parts[name].card.classList.toggle("lit", Math.floor(place) === index));
    scene.go(clamped(place - 1, 0, 1));
    if (place < names.length) scene.frame = requestAnimationFrame(frame);
  };
  scene.frame = requestAnimationFrame(frame);
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".lieaug-scene");
  const scene = (root.scene ??= build(root));
  const drawn = JSON.stringify([data.trace.step, data.example, data.part]);
  if (scene.drawn === drawn) return;
  const isNew = scene.step !== data.trace.step;
  scene.drawn = drawn;
  scene.step = data.trace.step;
  repaint(scene, data);
  scene.grid.setAttribute("aria-label", `Step ${data.trace.step} of training, in five parts`);
  if (isNew && !still.matches) light(scene);
}
