// How examples are drawn: one or two panels, each with a canvas. Needs Matrix, Picture, Row, Painter, Projection.
//   Panels.of(scene)    the panels of a scene's example: [{ title, wide, paint(canvas, g, { curves, small, extra }), grab }]
//     scene             { data, row, theme, camera, active, element(ts), orbit(a, count) } as stage.js makes it
//     curves            group elements along the orbit that is drawn as a curve; none for film strips
//     extra             further shapes, such as the commutator's parallelogram
const Panels = (() => {
  const MOST = 12; // items whose curves are drawn; beyond, curves would hide each other

  function of(scene) {
    const { kind } = scene.row;
    if (kind === "image") return [picture(scene, true), picture(scene, false)];
    if (kind === "plane") return planes(scene);
    if (kind === "space") return [spatial(scene)];
    if (kind === "four") return [massShell(scene), momenta(scene)];
    return [];
  }

  const colourOf = ({ theme }, index) => theme.categorical[index % theme.categorical.length];

  // Where items go along the orbits of all generators: what a picture must have room for, whatever is dragged.
  function reached({ data, row, element }, chosen) {
    const places = [];
    data.generators.forEach(({ limit }, a) => {
      for (let k = -4; k <= 4; k++) {
        const ts = data.generators.map((_, b) => (a === b ? (k / 4) * limit : 0));
        places.push(...chosen(row.places(element(ts))));
      }
    });
    return places;
  }

  function picture(scene, still) {
    const { data } = scene;
    const original = { height: data.x.length, width: data.x[0].length, pixels: Float32Array.from(data.x.flat()) };
    return {
      title: still ? "As it is" : "Moved",
      image: true,
      still,
      paint(canvas, g) {
        Picture.paint(canvas, still ? original : Picture.warp(original, g, data.projective), scene.theme.ramp);
      },
    };
  }

  // Places and vectors have different units, so that each kind has a panel of its own.
  function planes(scene) {
    const kinds = [...new Set(scene.row.items.map(({ kind }) => kind))];
    return kinds.map((kind) => {
      const indices = scene.row.items.flatMap((item, index) => (item.kind === kind ? [index] : []));
      const pick = (places) => indices.map((index) => places[index]);
      const { at } = scene.row.items[indices[0]];
      const names = at === undefined ? scene.data.columns.slice(0, 2) : scene.row.columns.slice(at, at + 2);
      const projection = Projection.plane(reached(scene, pick), {
        names: indices.length > 1 ? names.map((name) => name.replace(/[\d₀-₉]+$/, "")) : names, origin: kind === "vector",
      });
      const title = kinds.length < 2 ? "In the plane" : kind === "point" ? "Places" : "Vectors";
      return flat(scene, title, projection, indices);
    });
  }

  function flat(scene, title, projection, indices) {
    return {
      title,
      indices,
      paint(canvas, g, { curves = [], small = false, extra = [] } = {}) {
        const shapes = [...trails(scene, curves, indices), ...bodies(scene, g, indices, small), ...extra];
        Painter.paint(canvas, scene.theme, projection, shapes, { small });
      },
    };
  }

  function trails(scene, curves, indices, alpha = 0.55) {
    if (!curves.length) return [];
    const places = curves.map((g) => scene.row.places(g));
    return indices.slice(0, MOST).map((index) => ({
      line: places.map((positions) => positions[index]), colour: colourOf(scene, index), width: 1.6, alpha, lift: -1e6,
    }));
  }

  function bodies(scene, g, indices, small) {
    const origin = Array(scene.row.size).fill(0);
    const [before, after] = [scene.still, scene.row.places(g)];
    const shape = (positions, index, alpha) =>
      scene.row.items[index].kind === "vector"
        ? { arrow: [origin, positions[index]], colour: colourOf(scene, index), alpha, width: 2.4 }
        : { dot: positions[index], colour: colourOf(scene, index), alpha, radius: 6 };
    const pale = small ? [] : indices.map((index) => shape(before, index, 0.3));
    return [...pale, ...path(scene, after, indices), ...indices.map((index) => shape(after, index, 1))];
  }

  // Places of one row are a path, such as a storm's, or at least a figure: a thin line keeps them together.
  function path({ row, theme }, places, indices) {
    const isPath = indices.length > 2 && indices.every((index) => row.items[index].kind === "point");
    return isPath ? [{ line: indices.map((index) => places[index]), colour: theme.quiet, width: 1, alpha: 0.7, lift: -1e5 }] : [];
  }

  function spatial(scene) {
    const all = scene.row.items.map((_, index) => index);
    const isCloud = scene.data.kind === "points";
    const projection = Projection.space(reached(scene, (places) => places), scene.camera, { names: scene.data.columns.slice(0, 3).map((name) => name.replace(/\d+$/, "")) });
    return {
      title: isCloud && scene.bonds.length ? "In space: molecule" : "In space",
      grab: true,
      paint(canvas, g, { curves = [], small = false, extra = [] } = {}) {
        const shapes = isCloud ? Cloud.shapes(scene, g, small) : bodies(scene, g, all, small);
        Painter.paint(canvas, scene.theme, projection, [...trails(scene, curves, all), ...shapes, ...extra], { small });
      },
    };
  }

  // E against the momentum along the boost: pure boosts slide along hyperbolas, which no motion of the group leaves.
  function massShell(scene) {
    const all = scene.row.items.map((_, index) => index);
    const pure = scene.data.generators[scene.active].matrix[0].slice(1);
    const length = Math.hypot(...pure);
    const direction = length > 0.3 ? pure.map((value) => value / length) : [0, 0, 1];
    const projection = Projection.shell(reached(scene, (places) => places), direction);
    const strongest = direction.findIndex((value) => Math.abs(value) > 0.97);
    const name = strongest < 0 ? "p along the boost" : scene.data.columns[1 + strongest].replace(/\d+$/, "");
    return {
      title: `On the mass shell: E against ${name}`,
      paint(canvas, g, { curves = [], small = false, extra = [] } = {}) {
        const after = scene.row.places(g);
        const shells = all.slice(0, small ? 2 : 6).map((index) => hyperbola(scene, projection, after[index], index));
        const shapes = all.flatMap((index) => [
          ...(small ? [] : [{ dot: scene.still[index], colour: colourOf(scene, index), alpha: 0.35, radius: 5 }]),
          { dot: after[index], colour: colourOf(scene, index), radius: 6 },
        ]);
        Painter.paint(canvas, scene.theme, projection, [...shells, ...trails(scene, curves, all), ...shapes, ...extra], { small, names: [name, "E"] });
      },
    };
  }

  function hyperbola(scene, { along, side, top }, p, index) {
    const constant = Math.max(p[0] ** 2 - along(p) ** 2, 0);
    const line = Array.from({ length: 61 }, (_, k) => {
      const q = ((k - 30) / 30) * 1.3 * Math.max(side, top);
      return [q, Math.sqrt(constant + q * q)];
    });
    return { line, colour: colourOf(scene, index), width: 1.2, dash: [4, 4], alpha: 0.6 };
  }

  function momenta(scene) {
    const all = scene.row.items.map((_, index) => index);
    const spatialOf = (places) => places.map((p) => p.slice(1));
    const inner = { ...scene.row, size: 3, places: (g) => spatialOf(scene.row.places(g)) };
    const projection = Projection.space(spatialOf(reached(scene, (places) => places)), scene.camera, { names: scene.data.columns.slice(1, 4).map((name) => name.replace(/\d+$/, "")) });
    return {
      title: "Momenta in space",
      grab: true,
      paint(canvas, g, { curves = [], small = false } = {}) {
        const part = { ...scene, row: { ...inner, items: scene.row.items.map((item) => ({ ...item, kind: "vector" })) }, still: spatialOf(scene.still) };
        Painter.paint(canvas, scene.theme, projection, [...trails(part, curves, all), ...bodies(part, g, all, small)], { small });
      },
    };
  }

  return { of };
})();
