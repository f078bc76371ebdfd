// Molecules and other clouds: bonds from covalent radii, atoms coloured and lettered by element.
//   Cloud.bonds(items, places)       pairs of indices of atoms that are near enough to be bound; none if labels are no elements
//   Cloud.shapes(scene, g, small)    what a cloud moved by g looks like, for Painter
const Cloud = (() => {
  // Covalent radii [Å]: Cordero et al., Dalton Trans. 2008, 2832.
  const RADII = { H: 0.31, B: 0.84, C: 0.76, N: 0.71, O: 0.66, F: 0.57, Si: 1.11, P: 1.07, S: 1.05, Cl: 1.02, Br: 1.2, I: 1.39 };
  const SLACK = 0.4; // [Å] beyond the sum of two radii
  const COLOURS = { C: "gray", N: "blue", O: "red", F: "green", S: "yellow", P: "orange", Cl: "green", Br: "violet", I: "violet" };

  function bonds(items, places) {
    if (!items.length || !items.every(({ label }) => label in RADII)) return [];
    const found = [];
    for (let i = 0; i < places.length; i++) {
      for (let j = 0; j < i; j++) {
        const apart = Math.hypot(...places[i].map((value, k) => value - places[j][k]));
        if (apart < RADII[items[i].label] + RADII[items[j].label] + SLACK) found.push([j, i]);
      }
    }
    return found;
  }

  const colour = ({ theme }, label, index) =>
    label in RADII ? (label === "H" ? theme.quiet : theme[COLOURS[label] ?? "gray"]) : theme.categorical[label ? 0 : index % 10];

  function shapes(scene, g, small) {
    const { items } = scene.row;
    const still = (alpha) => ghosts(scene, alpha);
    const places = scene.row.places(g);
    const radius = (label) => (label in RADII ? 6 + 6 * RADII[label] : 5);
    return [
      ...(small ? [] : still(0.22)),
      ...scene.bonds.map(([i, j]) => ({ line: [places[i], places[j]], colour: scene.theme.quiet, width: 4.5 })),
      ...items.map(({ label }, index) => ({ dot: places[index], colour: colour(scene, label, index), radius: radius(label), label, lift: 0.1 })),
    ];
  }

  function ghosts(scene, alpha) {
    const { still } = scene;
    const lines = scene.bonds.map(([i, j]) => ({ line: [still[i], still[j]], colour: scene.theme.quiet, width: 3, alpha, lift: -1e5 }));
    return [...lines, ...still.map((dot, index) => ({ dot, colour: colour(scene, scene.row.items[index].label, index), radius: 4, alpha, lift: -1e5 }))];
  }

  return { bonds, shapes };
})();
