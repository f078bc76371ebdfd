// Nodes and words.
//   node(parent, tag, attributes, text)    a new element, put into its parent
//   vector(parent, tag, attributes)        the same for SVG
//   words(value)                           a number for people: −0.53, 1.2×10⁻⁵, 1,340
//   ticks(low, high, most)                 round numbers between two, at most so many, as [value, text]
function node(parent, tag, attributes = {}, text = "") {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text) made.textContent = text;
  parent.append(made);
  return made;
}

function vector(parent, tag, attributes = {}, text = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text) made.textContent = text;
  parent.append(made);
  return made;
}

function words(value, digits = 3) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size < 1e-12) return "0";
  if (size >= 1e-3 && size < 1e5) {
    const places = Math.max(digits - 1 - Math.floor(Math.log10(size)), 0);
    return Number(value.toFixed(Math.min(places, 6))).toLocaleString("en", { maximumFractionDigits: 6 }).replace("-", "−");
  }
  const [mantissa, power] = value.toExponential(digits - 1).split("e");
  const raised = String(Number(power)).replace(/./g, (sign) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign] ?? "⁻");
  return `${Number(mantissa)}×10${raised}`.replace("-", "−");
}

function ticks(low, high, most) {
  const least = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10);
  const places = Math.min(Math.max(-Math.floor(Math.log10(step) + 1e-9), 0), 9);
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) {
    const value = k * step;
    const small = step < 1e-4 || step >= 1e5;
    found.push([value, k === 0 ? "0" : small ? words(value) : value.toLocaleString("en", { minimumFractionDigits: places, maximumFractionDigits: places }).replace("-", "−")]);
  }
  return found;
}
