// Grey images moved through their pixel coordinates, (g I)(p) = I(g⁻¹ p), bilinear, 0 beyond the edge: as
// lieaug.actions.ImageAction moves them. Coordinates run from −1 to 1, x to the right, y downwards. Needs Matrix.
//   Picture.warp(image, g, projective)    image = { height, width, pixels } with values in [0, 1]; g 2×2 or 3×3
//   Picture.paint(canvas, image, ramp)    one canvas pixel per image pixel; ramp = 256 colours [r, g, b]
const Picture = (() => {
  const NEAR_HORIZON = 0.02; // as in lieaug.actions.images

  function warp({ height, width, pixels }, g, projective = false) {
    const back = Matrix.inverse(g);
    const full = back.length === 2 ? [[...back[0], 0], [...back[1], 0], [0, 0, 1]] : back;
    const [[a, b, c], [d, e, f], [p, q, r]] = full;
    const horizon = projective ? NEAR_HORIZON * Math.hypot(p, q, r) : -Infinity;
    const out = new Float32Array(height * width);
    for (let i = 0; i < height; i++) {
      const y = (2 * i + 1) / height - 1;
      for (let j = 0; j < width; j++) {
        const x = (2 * j + 1) / width - 1;
        const last = projective ? p * x + q * y + r : 1;
        if (last <= horizon) continue;
        const column = (((a * x + b * y + c) / last + 1) * width - 1) / 2;
        const row = (((d * x + e * y + f) / last + 1) * height - 1) / 2;
        out[i * width + j] = sampled(pixels, height, width, row, column);
      }
    }
    return { height, width, pixels: out };
  }

  function sampled(pixels, height, width, row, column) {
    const [top, left] = [Math.floor(row), Math.floor(column)];
    const [down, right] = [row - top, column - left];
    const at = (i, j) => (i >= 0 && i < height && j >= 0 && j < width ? pixels[i * width + j] : 0);
    return (
      (1 - down) * ((1 - right) * at(top, left) + right * at(top, left + 1)) +
      down * ((1 - right) * at(top + 1, left) + right * at(top + 1, left + 1))
    );
  }

  function paint(canvas, { height, width, pixels }, ramp) {
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    const context = canvas.getContext("2d");
    const drawn = context.createImageData(width, height);
    for (let k = 0; k < pixels.length; k++) {
      const colour = ramp[Math.round(255 * Math.min(Math.max(pixels[k], 0), 1))];
      drawn.data.set(colour, 4 * k);
      drawn.data[4 * k + 3] = 255;
    }
    context.putImageData(drawn, 0, 0);
  }

  return { warp, paint };
})();
