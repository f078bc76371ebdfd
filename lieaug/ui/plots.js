// What every component that draws Plotly figures shares; chart.py puts it before the component's own script. Nodes, zoom
// and camera survive new data, because each figure keeps its node and goes through Plotly.react; colours come from the
// page's own CSS variables, light or dark.

const DARK_TWIN = /* filled in by chart.py */ {};
const PLOTLY = "plotly/plotly.min.js?v=" + /* filled in by chart.py */ "";

function plotly() {
  window.lieaugPlotly ??= new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = new URL(PLOTLY, document.baseURI);
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      // The server is away; whoever draws next tries again.
      window.lieaugPlotly = undefined;
      script.remove();
      resolve(undefined);
    };
    document.head.append(script);
  });
  return window.lieaugPlotly;
}

function pageTheme(root) {
  const style = getComputedStyle(root);
  const value = (name) => style.getPropertyValue(`--st-${name}`).trim();
  const channels = value("background-color").match(/[0-9a-f]{2}/gi);
  if (!channels) return undefined; // not on the page yet, or not any more
  const [r, g, b] = channels.map((part) => parseInt(part, 16));
  return {
    dark: 0.299 * r + 0.587 * g + 0.114 * b < 128,
    text: value("text-color"),
    line: value("border-color"),
    ground: value("background-color"),
    raised: value("secondary-background-color"),
    font: value("font"),
  };
}

function template(theme) {
  const axis = {
    gridcolor: theme.line, linecolor: theme.line, zerolinecolor: theme.line, tickcolor: theme.line,
    automargin: true, zerolinewidth: 1.5, ticklabelstandoff: 4, title: { font: { size: 13 }, standoff: 8 }, tickfont: { size: 12 },
  };
  const solid = { ...axis, backgroundcolor: "rgba(0,0,0,0)", showbackground: false };
  return {
    layout: {
      font: { family: theme.font, color: theme.text, size: 13 },
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      xaxis: axis, yaxis: axis, scene: { xaxis: solid, yaxis: solid, zaxis: solid },
      hoverlabel: { bgcolor: theme.raised, bordercolor: theme.line, font: { color: theme.text, family: theme.font } },
      legend: { bgcolor: "rgba(0,0,0,0)" },
      modebar: { bgcolor: "rgba(0,0,0,0)", color: theme.line, activecolor: theme.text },
    },
  };
}

function figureNode(grid, index) {
  while (grid.children.length <= index) {
    const node = document.createElement("figure");
    node.innerHTML =
      '<figcaption><strong></strong><em hidden></em><span></span></figcaption><div class="plot" role="group"></div>';
    grid.append(node);
  }
  return grid.children[index];
}

function followSize(plot) {
  // Charts also change their width without the window: columns wrap, a drawer opens.
  plot.observer ??= new ResizeObserver(() => {
    if (plot.data && plot.clientWidth) window.Plotly.Plots.resize(plot);
  });
  plot.observer.observe(plot);
}

function release(node) {
  const plot = node.querySelector(".plot");
  plot.observer?.disconnect();
  window.Plotly?.purge(plot);
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function showBadge(node, badge) {
  node.hidden = !badge;
  setText(node, badge?.text ?? "");
  node.style.setProperty("--badge", badge?.colour ?? "");
}

async function draw(node, json, theme) {
  const plot = node.querySelector(".plot");
  const coloured = theme.dark
    ? json.replace(/#[0-9A-F]{6}/gi, (colour) => DARK_TWIN[colour.toUpperCase()] ?? colour)
    : json;
  const look = JSON.stringify(theme);
  if (plot.drawn === coloured && plot.look === look) return;
  [plot.drawn, plot.look] = [coloured, look];
  const { data, layout } = JSON.parse(coloured);
  setText(node.querySelector("strong"), layout.title.text);
  setText(node.querySelector("span"), layout.meta.caption);
  showBadge(node.querySelector("em"), layout.meta.badge);
  plot.setAttribute("aria-label", layout.meta.alt);
  plot.style.height = `${layout.height}px`; // before anything is loaded, so that nothing below ever jumps
  const Plotly = await plotly();
  if (!Plotly) plot.drawn = undefined;
  if (plot.drawn !== coloured) return; // newer data came while the library was loading, or it could not be loaded
  delete layout.title;
  // Plotly.js 4.1 forgets a turned camera in spite of uirevision; its own copy of the layout still has it.
  if (layout.scene && plot.layout?.scene?.camera) layout.scene.camera = plot.layout.scene.camera;
  // A finger that wants to scroll the page must not zoom the chart instead.
  if (matchMedia("(pointer: coarse)").matches) layout.dragmode = false;
  // Without a configuration Plotly keeps the first one; a new object of equal settings may redraw from scratch.
  await Plotly.react(plot, data, { ...layout, autosize: true, template: template(theme) }, plot.data ? undefined : {
    displaylogo: false,
    displayModeBar: layout.height < 230 ? false : "hover",
    modeBarButtonsToRemove: ["select2d", "lasso2d", "zoomIn2d", "zoomOut2d", "autoScale2d"],
    toImageButtonOptions: { format: "png", scale: 3 },
  });
  followSize(plot);
}
