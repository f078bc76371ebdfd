// One example and how group elements move it: rows of columns, images, clouds. Needs Matrix.
//   Row.read(data)      { kind, items, size, moved(g), places(g, x), target(g, gOut) } from what Python sends:
//     kind              "image" | "plane" | "space" | "four" | "numbers": how it is best drawn
//     items             what is drawn: { name, kind: "vector" | "point", label (an element, say) }
//     row(g)            all columns of the row moved by g (of a cloud: of all its points, flat)
//     places(g)         the items' positions, moved by g
//     target(g)         the target moved along, its columns; null where the target is a class
const Row = (() => {
  // The columns of every vector, point and scalar of some terms, and which block of g moves each.
  function parts(terms, homogeneous) {
    const found = [];
    const shared = terms.find((term) => term.kind === "vector" || term.kind === "point")?.size ?? 0;
    let at = 0;
    let block = shared ? shared + (homogeneous ? 1 : 0) : 0;
    for (const term of terms) {
      for (let k = 0; k < term.count; k++) {
        const own = term.kind === "free" ? block : 0;
        if (term.kind === "free") block += term.size;
        found.push({ kind: term.kind, at, size: term.size, block: own });
        at += term.size;
      }
    }
    return found;
  }

  function moveColumns(x, layout, g) {
    const moved = [...x];
    for (const { kind, at, size, block } of layout) {
      if (kind === "scalar") continue;
      for (let i = 0; i < size; i++) {
        let sum = kind === "point" ? g[block + i][block + size] : 0;
        for (let j = 0; j < size; j++) sum += g[block + i][block + j] * x[at + j];
        moved[at + i] = sum;
      }
    }
    return moved;
  }

  const drawn = (size, data) => (size === 4 && data.minkowski ? "four" : { 2: "plane", 3: "space" }[size] ?? "numbers");

  function vectors(data) {
    const layout = parts(data.terms, data.homogeneous);
    const sizes = layout.filter((part) => part.kind !== "scalar").map((part) => part.size);
    const size = [2, 3, 4].find((wanted) => sizes.includes(wanted)) ?? sizes[0] ?? 0;
    const items = layout
      .filter((part) => part.kind !== "scalar" && part.size === size)
      .map((part) => ({
        ...part, kind: part.kind === "point" ? "point" : "vector", name: data.columns.slice(part.at, part.at + size).join(", "),
      }));
    const row = (g) => moveColumns(data.x, layout, g);
    const pick = (x) => items.map(({ at }) => x.slice(at, at + size));
    return { kind: drawn(size, data), items, size, row, columns: data.columns, places: (g) => pick(row(g)) };
  }

  // A cloud's columns are coordinates, 1 for points and 0 for padding, then features.
  function cloud(data) {
    const [term] = data.terms;
    const size = term.size;
    const points = data.x.filter((point) => point[size] > 0);
    const items = points.map((point, index) => {
      const features = point.slice(size + 1, size + 1 + data.point_labels.length);
      const label = data.point_labels.length ? data.point_labels[features.indexOf(Math.max(...features))] : "";
      return { kind: "point", label, name: `${label || "point"} ${index + 1}` };
    });
    const layout = [{ kind: term.kind, at: 0, size, block: 0 }];
    const places = (g) => points.map((point) => moveColumns(point.slice(0, size), layout, g));
    const columns = items.flatMap(({ name }) => data.columns.slice(0, size).map((axis) => `${name} ${axis}`));
    return { kind: drawn(size, data), items, size, columns, places, row: (g) => places(g).flat() };
  }

  function read(data) {
    const target = parts(data.output_terms, data.homogeneous);
    const shared = {
      target: (g, gOut) => {
        if (data.task === "classification") return null;
        if (gOut) return Matrix.apply(gOut, data.y);
        return moveColumns(data.y, target, g);
      },
    };
    if (data.kind === "image") {
      const corners = [[-1, -1], [1, -1], [1, 1], [-1, 1]];
      const names = ["upper left", "upper right", "lower right", "lower left"];
      const columns = names.flatMap((name) => [`${name} x`, `${name} y`]);
      const row = (g) => corners.flatMap((corner) => Row.planar(g, corner, data.projective));
      return { ...shared, kind: "image", items: [], size: 2, columns, row, places: () => [] };
    }
    return { ...shared, ...(data.kind === "points" ? cloud(data) : vectors(data)) };
  }

  // A point of the plane moved by a linear, affine or projective map.
  function planar(g, [x, y], projective) {
    if (g.length === 2) return Matrix.apply(g, [x, y]);
    const [u, v, w] = Matrix.apply(g, [x, y, 1]);
    return projective ? [u / w, v / w] : [u, v];
  }

  return { read, planar };
})();
