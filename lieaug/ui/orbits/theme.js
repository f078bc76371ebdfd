// The page's own colours, light or dark, for canvases, which know no CSS variables.
//   Theme.read(node)    { ink, line, ground, raised, font, blue, orange, green, gray, …, categorical, ramp, key } or
//                       undefined while the node is not on the page; `ramp` are 256 colours from ground to blue
const Theme = (() => {
  const NAMED = ["blue", "red", "orange", "green", "yellow", "violet", "gray"];

  const channels = (colour) => (colour.match(/[0-9a-f]{2}/gi) ?? []).slice(0, 3).map((part) => parseInt(part, 16));
  const mixed = (from, to, share) => from.map((value, k) => Math.round(value + share * (to[k] - value)));
  const css = ([r, g, b]) => `rgb(${r} ${g} ${b})`;

  function read(node) {
    const style = getComputedStyle(node);
    const value = (name) => style.getPropertyValue(`--st-${name}`).trim();
    const ground = value("background-color");
    if (channels(ground).length < 3) return undefined;
    const theme = {
      ink: value("text-color"), line: value("border-color"), ground, raised: value("secondary-background-color"), font: value("font"),
    };
    for (const name of NAMED) theme[name] = value(`${name}-color`);
    theme.dark = channels(ground).reduce((sum, value) => sum + value, 0) < 384;
    theme.quiet = css(mixed(channels(ground), channels(theme.ink), 0.55));
    theme.categorical = value("chart-categorical-colors").split(",").map((colour) => colour.trim());
    if (theme.categorical.length < 10) theme.categorical = NAMED.map((name) => theme[name]);
    const [dark, full] = [mixed(channels(ground), channels(theme.blue), 0.07), mixed(channels(theme.blue), channels(theme.ink), 0.25)];
    theme.ramp = Array.from({ length: 256 }, (_, k) => mixed(dark, full, k / 255));
    theme.key = [ground, theme.ink, theme.blue].join();
    return theme;
  }

  return { read };
})();
