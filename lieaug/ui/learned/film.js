// The training as a film. Everything is in the browser: the slider never waits for the server, which hears only where it
// was left. The flow is drawn by integrating dx/dt = L x from a grid of points, in strokes that keep their proportions.

const STEPS = 10; // pieces of a stroke
const STROKE = 0.42; // length of the longest one, in units of the shown square [-1, 1]²
const FRAME = 90; // milliseconds between two pictures of the film
const GRID = [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1];

function unpacked(data) {
  const bytes = Uint8Array.from(atob(data.numbers), (letter) => letter.charCodeAt(0));
  return new Int16Array(bytes.buffer);
}

function build(root) {
  root.innerHTML = `
    <div class="controls">
      <button type="button" class="play"></button>
      <input type="range" min="0" step="1" aria-label="Step of the training">
      <output></output>
      <span class="seeds" role="group" aria-label="Seed"></span>
    </div>
    <div class="scene">
      <div class="maps"></div>
      <figure class="flow"><figcaption><strong></strong></figcaption>
        <svg viewBox="-1.42 -1.36 2.8 2.8" role="img"></svg></figure>
    </div>
    <div class="lieaug-charts curves"></div>`;
  const film = {
    root, seed: 0,
    play: root.querySelector(".play"), slider: root.querySelector("input"), said: root.querySelector("output"),
    seeds: root.querySelector(".seeds"), maps: root.querySelector(".maps"), flow: root.querySelector("figure.flow"),
    curves: root.querySelector(".curves"),
  };
  root.film = film;
  film.play.onclick = () => (film.timer ? stop(film) : start(film));
  film.slider.oninput = () => { stop(film); go(film, Number(film.slider.value)); };
  film.slider.onchange = () => tellStep(film);
  return film;
}

function tellStep(film) {
  const last = film.at === film.data.steps.length - 1;
  film.tell("step", { step: last ? null : film.data.steps[film.at] });
}

function start(film) {
  if (film.at >= film.data.steps.length - 1) go(film, 0);
  film.timer = setInterval(() => {
    if (!film.root.isConnected) return stop(film);
    if (film.at >= film.data.steps.length - 1) { stop(film); tellStep(film); return; }
    go(film, film.at + 1);
  }, FRAME);
  label(film);
}

function stop(film) {
  clearInterval(film.timer);
  film.timer = undefined;
  label(film);
}

function label(film) {
  setText(film.play, film.timer ? "❚❚ Stop" : "▶ Play");
}

function matrix(film, generator) {
  const [, seeds, k, n] = film.data.shape;
  const offset = ((film.at * seeds + film.seed) * k + generator) * n * n;
  return Array.from({ length: n }, (_, row) =>
    Array.from({ length: n }, (_, column) => film.numbers[offset + row * n + column] * film.data.unit));
}

function go(film, at) {
  film.at = at;
  film.slider.value = at;
  const { steps, stages } = film.data;
  const words = `step ${steps[at].toLocaleString("en")} of ${steps.at(-1).toLocaleString("en")} · ${stages[at]}`;
  setText(film.said, words);
  film.slider.setAttribute("aria-valuetext", words);
  film.data.names.forEach((_, generator) => drawMap(film, generator));
  drawFlow(film);
  moveCursor(film);
}

function channels(colour) {
  return [1, 3, 5].map((place) => parseInt(colour.slice(place, place + 2), 16));
}

function shade(film, value) {
  const colours = film.theme.dark ? film.data.colours.dark : film.data.colours.light;
  const place = Math.min(Math.max((value / film.data.limit + 1) / 2, 0), 1) * (colours.length - 1);
  const below = Math.min(Math.floor(place), colours.length - 2);
  const [first, second] = [channels(colours[below]), channels(colours[below + 1])];
  const mixed = first.map((part, index) => part + (second[index] - part) * (place - below));
  const luminous = 0.299 * mixed[0] + 0.587 * mixed[1] + 0.114 * mixed[2] > 140;
  return { ground: `rgb(${mixed.map(Math.round)})`, ink: luminous ? "#0f1520" : "#ffffff" };
}

function drawMap(film, generator) {
  const button = film.maps.children[generator];
  const entries = matrix(film, generator).slice(0, film.data.rows).flat();
  const cells = button.querySelector(".cells");
  while (cells.children.length < entries.length) cells.append(document.createElement("i"));
  const numbered = film.data.columns.length <= 4;
  entries.forEach((value, index) => {
    const { ground, ink } = shade(film, value);
    const cell = cells.children[index];
    cell.style.background = ground;
    cell.style.color = ink;
    setText(cell, numbered ? (Math.abs(value) < 0.005 ? "0.00" : value.toFixed(2).replace("-", "−")) : "");
  });
  setText(button.querySelector("small"), `reaches ${film.data.extents[film.at][film.seed][generator].toFixed(2)}`);
  button.setAttribute("aria-pressed", String(generator === film.chosen));
}

function prepareMaps(film) {
  const { names, columns } = film.data;
  film.maps.style.setProperty("--map", `${Math.max(9, 2.4 * Math.min(columns.length, 5))}rem`);
  while (film.maps.children.length > names.length) film.maps.lastChild.remove();
  names.forEach((name, generator) => {
    let button = film.maps.children[generator];
    if (!button) {
      button = document.createElement("button");
      button.type = "button";
      button.innerHTML = '<strong></strong><small></small><span class="cells"></span>';
      film.maps.append(button);
    }
    setText(button.querySelector("strong"), name);
    button.querySelector(".cells").style.setProperty("--columns", columns.length);
    const cells = button.querySelector(".cells");
    while (cells.children.length > film.data.rows * columns.length) cells.lastChild.remove();
    button.onclick = () => {
      film.chosen = generator;
      go(film, film.at);
      film.tell("choice", { generator });
    };
  });
}

function prepareSeeds(film) {
  const seeds = film.data.shape[1];
  film.seed = Math.min(film.seed, seeds - 1);
  film.seeds.hidden = seeds < 2;
  film.seeds.replaceChildren("Seed", ...Array.from({ length: seeds }, (_, seed) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = seed + 1;
    button.setAttribute("aria-pressed", String(seed === film.seed));
    button.onclick = () => {
      film.seed = seed;
      for (const other of film.seeds.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
      go(film, film.at);
    };
    return button;
  }));
}

// The velocity at a point of the shown square, in its units.
function velocity(film, L, [a, b]) {
  const { size, affine, projective, centre, halfWidth } = film.data.flow;
  return ([u, v]) => {
    const point = centre.slice();
    point[a] += u * halfWidth;
    if (b !== a) point[b] += v * halfWidth;
    const full = affine || projective ? [...point, 1] : point;
    const moved = L.map((row) => row.reduce((sum, entry, column) => sum + entry * full[column], 0));
    if (projective) for (let row = 0; row < size; row++) moved[row] -= full[row] * moved[size];
    return [moved[a] / halfWidth, b === a ? 0 : moved[b] / halfWidth];
  };
}

function stroke(speed, from, duration) {
  const way = [];
  let point = from;
  const step = (direction) => {
    const h = (direction * duration) / STEPS;
    const k1 = speed(point);
    const k2 = speed([point[0] + (h / 2) * k1[0], point[1] + (h / 2) * k1[1]]);
    point = [point[0] + h * k2[0], point[1] + h * k2[1]];
  };
  for (let i = 0; i < STEPS / 2; i++) step(-1);
  way.push(point);
  for (let i = 0; i < STEPS; i++) { step(1); way.push(point); }
  return way;
}

function drawFlow(film) {
  const svg = film.flow.querySelector("svg");
  film.flow.hidden = !film.data.flow;
  if (!film.data.flow) return;
  const { planes, down, size } = film.data.flow;
  const plane = planes[film.chosen];
  const speed = velocity(film, matrix(film, film.chosen), plane);
  const points = GRID.flatMap((u) => GRID.map((v) => [u, v]));
  const fastest = Math.max(...points.map((point) => Math.hypot(...speed(point))));
  const duration = fastest > 1e-9 ? STROKE / fastest : 0;
  const sign = down ? 1 : -1; // y of the drawing points down
  const lines = points.map((point) => {
    const way = stroke(speed, point, duration).map(([u, v]) => [u, sign * v]);
    const [[x0, y0], [x1, y1]] = way.slice(-2);
    const length = Math.hypot(x1 - way[0][0], y1 - way[0][1]);
    const path = `M${way.map((p) => p.map((c) => c.toFixed(3)).join(" ")).join("L")}`;
    if (length < 0.04) return `<circle cx="${way[5][0].toFixed(3)}" cy="${way[5][1].toFixed(3)}" r="0.015"/>`;
    const turn = (Math.atan2(y1 - y0, x1 - x0) * 180) / Math.PI;
    return `<path d="${path}" fill="none"/><path d="M-0.05 -0.032L0.02 0L-0.05 0.032Z" stroke="none"
      transform="translate(${x1.toFixed(3)} ${y1.toFixed(3)}) rotate(${turn.toFixed(1)})"/>`;
  });
  const [a, b] = plane.map((axis) => film.data.columns[axis]);
  svg.innerHTML = `<g stroke="${film.theme.line}" stroke-width="0.008"><path d="M-1.3 0H1.3M0 -1.3V1.3"/></g>
    <g stroke="currentColor" stroke-width="0.016" fill="currentColor" style="color:var(--st-primary-color)">${lines.join("")}</g>
    <g fill="${film.theme.text}" font-size="0.11" font-family="inherit"><text x="1.24" y="-0.04">${a}</text>
    <text x="0.05" y="${down ? 1.33 : -1.24}">${size > 1 ? b : ""}</text></g>`;
  const title = `Flow of ${film.data.names[film.chosen].split(" ")[0]}${size > 2 ? ` on the ${a}–${b} plane` : ""}`;
  setText(film.flow.querySelector("strong"), title);
  svg.setAttribute("aria-label", `${title} at step ${film.data.steps[film.at]}`);
}

function moveCursor(film) {
  const x = film.data.steps[film.at];
  for (const node of film.curves.children) {
    const plot = node.querySelector(".plot");
    if (!plot.data || plot.busy) continue;
    plot.busy = true; // at most one change a picture, however fast the slider moves
    const line = { type: "line", x0: x, x1: x, yref: "paper", y0: 0, y1: 1, line: { color: film.theme.text, width: 1.5 } };
    requestAnimationFrame(() => {
      plot.busy = false;
      const now = film.data.steps[film.at];
      window.Plotly.relayout(plot, { shapes: [{ ...line, x0: now, x1: now }] });
    });
  }
}

async function drawCurves(film) {
  await Promise.all(film.data.curves.map(async (json, index) => {
    const node = figureNode(film.curves, index);
    await draw(node, json, film.theme);
    const plot = node.querySelector(".plot");
    if (plot.hears || !plot.on) return;
    plot.hears = true;
    plot.on("plotly_click", ({ points: [point] }) => {
      const steps = film.data.steps;
      const nearest = steps.reduce((best, step, place) => (Math.abs(step - point.x) < Math.abs(steps[best] - point.x) ? place : best), 0);
      stop(film);
      go(film, nearest);
      tellStep(film);
    });
  }));
  moveCursor(film);
}

function place(film, data) {
  // The slider stays where it is unless Python asks for another step than it did before.
  const last = data.steps.length - 1;
  const before = film.data;
  const nearest = (step) => data.steps.reduce((best, s, i) => (Math.abs(s - step) < Math.abs(data.steps[best] - step) ? i : best), 0);
  if (!before || (before.step !== data.step && data.step !== before.steps[film.at])) {
    return data.step === null ? last : nearest(data.step);
  }
  if (film.at === before.steps.length - 1) return last;
  return nearest(before.steps[film.at]);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".lieaug-film");
  const film = root.film ?? build(root);
  film.tell = setTriggerValue;
  const at = place(film, data);
  film.data = data;
  film.chosen = data.chosen;
  film.numbers = unpacked(data);
  film.slider.max = data.steps.length - 1;
  let attempts = 60;
  const redraw = () => {
    film.theme = pageTheme(root);
    if (!film.theme) {
      if (attempts-- > 0) requestAnimationFrame(redraw);
      return;
    }
    prepareMaps(film);
    prepareSeeds(film);
    label(film);
    go(film, film.timer ? Math.min(film.at ?? at, data.steps.length - 1) : at);
    drawCurves(film);
  };
  redraw();
  return () => setTimeout(() => {
    if (root.isConnected) return;
    stop(film);
    [...film.curves.children].forEach(release);
  });
}
