// Lines, arrows, dots and words on a canvas, through a projection of the plane, of space, or of four-vectors.
//   Projection.plane(points, margin)              two coordinates, y upwards, one unit for both
//   Projection.space(points, camera)              three, seen from camera = { yaw, pitch } [rad], without perspective
//   Projection.shell(points, direction)           (E, p): the momentum along a direction to the right, E upwards
//   projection.fit(width, height)                 a function from a point to [x, y, depth] in pixels; depth grows towards the eye
//   Painter.paint(canvas, theme, projection, shapes, { small })   shapes, drawn from far to near where there is depth:
//     { line: [points], colour, width, dash, alpha, fill }    { arrow: [from, to], colour, width, alpha, dash }
//     { dot: point, radius, colour, alpha, label, hollow }    { text: "p", at: point, colour }
// Axes are the projection's own.
const Projection = (() => {
  const finite = (points) => points.filter((point) => point.every(Number.isFinite));
  const bounds = (values) => [Math.min(...values), Math.max(...values)];

  function fitted([left, right], [low, high], width, height, pad) {
    const unit = Math.min((width - 2 * pad) / Math.max(right - left, 1e-9), (height - 2 * pad) / Math.max(high - low, 1e-9));
    const [x0, y0] = [(left + right) / 2, (low + high) / 2];
    return { unit, to: ([x, y]) => [width / 2 + unit * (x - x0), height / 2 - unit * (y - y0)] };
  }

  function plane(points, { names = ["x", "y"], origin = true } = {}) {
    const kept = finite(points);
    const all = origin || !kept.length ? [...kept, [0, 0]] : kept;
    let x = bounds(all.map((point) => point[0]));
    let y = bounds(all.map((point) => point[1]));
    const most = Math.max(x[1] - x[0], y[1] - y[0], 1e-9) / 2;
    [x, y] = [x, y].map(([low, high]) => [Math.min(low, (low + high) / 2 - 0.6 * most), Math.max(high, (low + high) / 2 + 0.6 * most)]);
    return {
      names, box: [x, y],
      fit(width, height, pad) {
        const { to, unit } = fitted(x, y, width, height, pad);
        return { to, unit, axes: { x, y, zero: to([0, 0]) } };
      },
    };
  }

  function space(points, camera, { names = ["x", "y", "z"] } = {}) {
    const lengths = finite(points).map((point) => Math.hypot(...point)).sort((first, second) => first - second);
    // where a few of many points leave the view, the others are not made small for them
    const reach = Math.max(Math.min(lengths.at(-1), 1.25 * lengths[Math.floor(0.85 * lengths.length)]), 1e-9);
    return {
      names, camera, reach,
      fit(width, height, pad) {
        const unit = (Math.min(width, height) / 2 - pad) / reach;
        const { yaw, pitch } = camera;
        const [cy, sy, cp, sp] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), Math.sin(pitch)];
        const to = ([x, y, z]) => {
          const [across, away] = [-sy * x + cy * y, cy * x + sy * y];
          return [width / 2 + unit * across, height / 2 - unit * (cp * z - sp * away), unit * (cp * away + sp * z)];
        };
        return { to, unit, triad: true };
      },
    };
  }

  function shell(points, direction) {
    const along = (p) => p[1] * direction[0] + p[2] * direction[1] + p[3] * direction[2];
    const kept = finite(points);
    const top = Math.max(...kept.map((p) => Math.abs(p[0])), 1e-9);
    const side = Math.max(...kept.map((p) => Math.abs(along(p))), 0.35 * top);
    const [x, y] = [[-side, side], [0, top]];
    return {
      along, side, top,
      fit(width, height, pad) {
        const { to, unit } = fitted(x, y, width, height, pad);
        return { to: (p) => to(p.length === 2 ? p : [along(p), p[0]]), unit, axes: { x, y, zero: to([0, 0]) } };
      },
    };
  }

  return { plane, space, shell };
})();

const Painter = (() => {
  const FONT = 12; // [px]

  function paint(canvas, theme, projection, shapes, { small = false, names = projection.names } = {}) {
    const box = canvas.getBoundingClientRect();
    if (!box.width) return;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [box.width, box.height];
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.font = `${FONT}px ${theme.font}`;
    context.lineCap = context.lineJoin = "round";
    const frame = projection.fit(width, height, small ? 7 : frame3(projection) ? 22 : 34);
    if (!small && frame.axes) axes(context, theme, frame, width, height, names);
    if (!small && frame.triad) triad(context, theme, frame, projection, names);
    const ready = shapes.map((shape) => placed(shape, frame.to));
    if (frame.triad) ready.sort((first, second) => first.depth - second.depth);
    for (const shape of ready) draw(context, theme, shape, small ? 0.55 : 1);
    context.globalAlpha = 1;
  }

  const frame3 = (projection) => projection.camera !== undefined;

  function placed(shape, to) {
    const points = (shape.line ?? shape.arrow ?? [shape.dot ?? shape.at]).map(to);
    const depth = points.reduce((sum, point) => sum + (point[2] ?? 0), 0) / points.length + (shape.lift ?? 0);
    return { ...shape, points, depth };
  }

  function draw(context, theme, shape, size) {
    const { points } = shape;
    context.globalAlpha = shape.alpha ?? 1;
    context.strokeStyle = context.fillStyle = shape.colour ?? theme.ink;
    context.lineWidth = (shape.width ?? 2) * Math.max(size, 0.6);
    context.setLineDash(shape.dash ?? []);
    if (shape.line) {
      path(context, points);
      if (shape.fill) context.fill();
      else context.stroke();
    } else if (shape.arrow) arrow(context, points, size);
    else if (shape.text) {
      context.textAlign = shape.align ?? "left";
      context.fillText(shape.text, points[0][0] + (shape.dx ?? 8), points[0][1] + (shape.dy ?? -8));
    } else dot(context, theme, shape, points[0], size);
    context.setLineDash([]);
  }

  function path(context, points) {
    context.beginPath();
    let pen = false;
    for (const [x, y] of points) {
      if (!Number.isFinite(x) || Math.abs(x) > 1e4 || Math.abs(y) > 1e4) pen = false;
      else if (pen) context.lineTo(x, y);
      else {
        context.moveTo(x, y);
        pen = true;
      }
    }
  }

  function arrow(context, [[x1, y1], [x2, y2]], size) {
    const length = Math.hypot(x2 - x1, y2 - y1);
    if (!(length > 0.5)) return;
    const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
    const head = Math.min(11 * size, 0.6 * length);
    path(context, [[x1, y1], [x2 - 0.7 * head * ux, y2 - 0.7 * head * uy]]);
    context.stroke();
    context.setLineDash([]);
    context.beginPath();
    context.moveTo(x2, y2);
    for (const side of [1, -1]) context.lineTo(x2 - head * (ux - 0.42 * side * uy), y2 - head * (uy + 0.42 * side * ux));
    context.fill();
  }

  function dot(context, theme, { radius = 5, label, colour, hollow }, [x, y], size) {
    context.beginPath();
    context.arc(x, y, radius * size, 0, 7);
    if (!hollow) context.fill();
    context.lineWidth = hollow ? 2 : 1.2;
    context.strokeStyle = hollow ? colour : theme.ground;
    context.stroke();
    if (!label || size < 1) return;
    context.fillStyle = theme.ground;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.font = `600 ${Math.max(Math.min(radius * 1.25, 13), 8)}px ${theme.font}`;
    context.fillText(label, x, y + 0.5);
    context.textBaseline = "alphabetic";
    context.font = `${FONT}px ${theme.font}`;
  }

  function axes(context, theme, { to, unit, axes: { x, y, zero } }, width, height, names) {
    context.strokeStyle = theme.line;
    context.fillStyle = theme.quiet;
    context.lineWidth = 1;
    const clamp = (value, most) => Math.min(Math.max(value, 16), most - 16);
    const [across, up] = [clamp(zero[0], width), clamp(zero[1], height)];
    context.beginPath();
    context.moveTo(0, up);
    context.lineTo(width, up);
    context.moveTo(across, 0);
    context.lineTo(across, height);
    context.stroke();
    context.textAlign = "center";
    const [spareX, spareY] = [(width / unit - (x[1] - x[0])) / 2, (height / unit - (y[1] - y[0])) / 2];
    for (const [value, name] of ticks(x[0] - spareX, x[1] + spareX, width / 70)) {
      const [at] = to([value, 0]);
      if (value && at > 30 && at < width - 40) context.fillText(name, at, up + 15);
    }
    const isLeft = across < 44; // no room for numbers left of the axis
    context.textAlign = isLeft ? "left" : "right";
    for (const [value, name] of ticks(y[0] - spareY, y[1] + spareY, height / 60)) {
      const at = to([0, value])[1];
      if (value && at > 28 && at < height - 8) context.fillText(name, across + (isLeft ? 6 : -5), at + 4);
    }
    context.font = `italic ${FONT + 1}px ${theme.font}`;
    context.fillStyle = theme.ink;
    if (names) context.fillText(names[0], width - 4, up < 30 ? up + 28 : up - 6);
    context.textAlign = "left";
    if (names) context.fillText(names[1], across + 6, 13);
    context.font = `${FONT}px ${theme.font}`;
  }

  function triad(context, theme, { to }, { reach }, names) {
    context.fillStyle = theme.quiet;
    context.strokeStyle = theme.line;
    context.lineWidth = 1;
    context.textAlign = "center";
    for (let axis = 0; axis < 3; axis++) {
      const end = [0, 0, 0];
      end[axis] = reach;
      path(context, [to(end.map((value) => -value)), to(end)]);
      context.stroke();
      const [x, y] = to(end.map((value) => 1.07 * value));
      context.fillText(names[axis], x, y + 4);
    }
    context.textAlign = "left";
  }

  return { paint };
})();
