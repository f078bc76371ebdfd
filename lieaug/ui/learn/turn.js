// Lesson 3: a digit to turn by hand, and what a predictor says about it on the way round.

const BOX = { width: 460, height: 150, left: 52, right: 12, top: 12, bottom: 34 };

function build(root) {
  const svg = draw(root, "svg", { viewBox: "0 0 300 260", role: "group", "aria-label": "A handwritten digit to turn" });
  Object.assign(svg.style, { maxWidth: "380px", margin: "0 auto" });
  draw(svg, "circle", { cx: 150, cy: 130, r: 112, fill: "none", stroke: "var(--line)", "stroke-width": 2 });
  const arc = draw(svg, "path", { fill: "none", stroke: "var(--good)", "stroke-width": 5, "stroke-linecap": "round" });
  const turned = draw(svg, "g");
  const glass = draw(turned, "foreignObject", { x: 70, y: 50, width: 160, height: 160 });
  const ink = document.createElement("div");
  ink.className = "tint ink";
  glass.append(ink);
  const said = draw(svg, "text", { x: 292, y: 20, "text-anchor": "end" });
  const grip = handle(svg, { label: "Turn the digit", colour: "var(--second)" });
  const chart = draw(root, "svg", { viewBox: `0 0 ${BOX.width} ${BOX.height}`, "aria-hidden": "true" });
  Object.assign(chart.style, { maxWidth: "560px", margin: "0.25rem auto 0" });
  const base = BOX.height - BOX.bottom;
  const middle = (BOX.top + base) / 2;
  draw(chart, "path", { d: `M${BOX.left} ${BOX.top}V${base}H${BOX.width - BOX.right}`, fill: "none", stroke: "var(--line)", "stroke-width": 1.5 });
  draw(chart, "path", { d: `M${BOX.left} ${middle}H${BOX.width - BOX.right}`, stroke: "var(--line)", "stroke-dasharray": "4 4" });
  for (const [text, y] of [["nine", BOX.top + 8], ["six", base]]) draw(chart, "text", { x: BOX.left - 8, y, "text-anchor": "end" }).textContent = text;
  for (const angle of [-180, -90, 0, 90, 180]) {
    const x = BOX.left + ((BOX.width - BOX.left - BOX.right) * (angle + 180)) / 360;
    draw(chart, "text", { x, y: base + 20, "text-anchor": angle === 180 ? "end" : "middle" }).textContent = `${angle}°`.replace("-", "−");
  }
  const line = draw(chart, "path", { fill: "none", stroke: "var(--first)", "stroke-width": 2.5, "stroke-linejoin": "round" });
  const stem = draw(chart, "line", { y1: BOX.top, y2: base, stroke: "var(--second)", "stroke-width": 1.5 });
  const wait = draw(chart, "text", { x: (BOX.left + BOX.width) / 2, y: middle - 8, "text-anchor": "middle", opacity: 0.75 });
  wait.textContent = "What a predictor says appears after your vote.";
  return { svg, said, arc, turned, ink, grip, line, stem, wait, base };
}

function repaint(scene, { angle, says, reveal }) {
  const radians = (angle * Math.PI) / 180;
  scene.said.textContent = `${angle}°`.replace("-", "−");
  set(scene.turned, { transform: `rotate(${angle} 150 130)` });
  const at = (turn) => [150 + 112 * Math.sin(turn), 130 - 112 * Math.cos(turn)];
  const [x, y] = at(radians);
  set(scene.grip, { transform: `translate(${x} ${y})` });
  const way = Array.from({ length: 41 }, (_, k) => at((radians * k) / 40));
  set(scene.arc, { d: pathOf(way, (point) => point) });
  const across = (value) => BOX.left + ((BOX.width - BOX.left - BOX.right) * (value + 180)) / 360;
  const up = (value) => BOX.top + ((scene.base - BOX.top) * (1.2 - clamped(value, -1.2, 1.2))) / 2.4;
  const points = says.map((value, index) => [across(-180 + (360 * index) / (says.length - 1)), up(value)]);
  set(scene.line, { d: reveal ? pathOf(points, (point) => point) : "" });
  set(scene.stem, { x1: across(angle), x2: across(angle) });
  scene.wait.style.display = reveal ? "none" : "";
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".lieaug-scene");
  root.release = () => data.locked || setStateValue("held", { angle: [root.state.angle] });
  const fresh = !root.scene;
  const scene = (root.scene ??= build(root));
  if (fresh) {
    const turn = (angle) => {
      root.state.angle = clamped(Math.round(angle), -180, 180);
      repaint(scene, root.state);
    };
    grabbable(scene.grip, {
      move: (event) => {
        const box = scene.svg.getBoundingClientRect();
        turn((Math.atan2(event.clientX - box.left - box.width / 2, box.top + box.height / 2 - event.clientY) * 180) / Math.PI);
      },
      nudge: ([dx, dy]) => turn(root.state.angle + 5 * (dx + dy)),
      drop: () => root.release(),
    });
  }
  if (root.querySelector("[data-held]")) return;
  root.state = { angle: data.angle, says: data.says, reveal: data.reveal };
  scene.ink.style.mask = `url(${data.picture}) 0 0 / 100% 100%`;
  scene.grip.style.pointerEvents = data.locked ? "none" : "";
  repaint(scene, root.state);
}
