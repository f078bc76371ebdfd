// Figures in a responsive grid. Where Python asks for it, figures and the cells of heat maps can be chosen with mouse and
// keyboard.

function choices(node, index, data, tell) {
  const plot = node.querySelector(".plot");
  const title = node.querySelector("strong");
  const meta = JSON.parse(data.figures[index]).layout.meta;
  if (!data.choose || meta.choice === "none") return;
  plot.choose = (point) => {
    for (const other of node.parentElement.children) {
      if (meta.choice === "figure") markChosen(other, other === node);
    }
    tell({ figure: index, ...point });
  };
  if (meta.choice === "figure") {
    node.classList.add("choosable");
    markChosen(node, meta.chosen);
    title.tabIndex = 0;
    title.setAttribute("role", "button");
    title.onclick = () => plot.choose({});
    title.onkeydown = (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      plot.choose({});
    };
  }
  if (meta.cells) walkCells(plot, meta);
}

function markChosen(node, chosen) {
  node.classList.toggle("chosen", Boolean(chosen));
  node.querySelector("strong").setAttribute("aria-pressed", String(Boolean(chosen)));
}

function walkCells(plot, meta) {
  // The arrow keys go from cell to cell; the chosen one is outlined by Python.
  const [rows, columns] = meta.cells;
  plot.cell = meta.cell ?? plot.cell ?? [0, 0];
  plot.tabIndex = 0;
  plot.onkeydown = (event) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Enter: [0, 0] }[event.key];
    if (!step) return;
    event.preventDefault();
    plot.cell = [
      Math.min(Math.max(plot.cell[0] + step[0], 0), rows - 1),
      Math.min(Math.max(plot.cell[1] + step[1], 0), columns - 1),
    ];
    plot.choose({ x: plot.cell[1], y: plot.cell[0] });
  };
}

function hearClicks(plot) {
  if (plot.hears || !plot.on) return;
  plot.hears = true;
  plot.on("plotly_click", ({ points: [point] }) => {
    if (!plot.choose || !point) return;
    if (Array.isArray(point.pointNumber)) plot.cell = point.pointNumber;
    plot.choose({ trace: point.curveNumber, x: point.x, y: point.y });
  });
}

export default function ({ data, parentElement, setTriggerValue }) {
  if (!data.figures.length) (window.requestIdleCallback ?? setTimeout)(plotly); // a page that will have charts, but has none yet
  const grid = parentElement.querySelector(".lieaug-charts");
  grid.style.setProperty("--min-width", data.min_width ? `${data.min_width}px` : "100%");
  let attempts = 60;
  const redraw = () => {
    const theme = pageTheme(grid);
    if (!theme) {
      if (attempts-- > 0) requestAnimationFrame(redraw);
      return;
    }
    data.figures.forEach(async (json, index) => {
      const node = figureNode(grid, index);
      choices(node, index, data, (choice) => setTriggerValue("choice", choice));
      await draw(node, json, theme);
      hearClicks(node.querySelector(".plot"));
    });
    for (const extra of [...grid.children].slice(data.figures.length)) {
      release(extra);
      extra.remove();
    }
  };
  redraw();
  // Browsers allow few WebGL contexts, so those of pages left behind are given back.
  return () => setTimeout(() => !grid.isConnected && [...grid.children].forEach(release));
}
