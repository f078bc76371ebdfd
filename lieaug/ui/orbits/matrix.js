// Small matrices as arrays of rows. Nothing else is needed; nothing is changed in place.
//   Matrix.exp(A)                 exp(A), by scaling and squaring of a Taylor series; as SciPy's expm to about 1e-12
//   Matrix.combine(ts, Ls)        the sum of t_a L_a
//   Matrix.times(A, B)            the product AB
//   Matrix.apply(A, v)            the vector Av
//   Matrix.minus(A, B), Matrix.scaled(A, s), Matrix.identity(n), Matrix.inverse(A), Matrix.norm(A) (Frobenius)
//   Matrix.bracket(A, B)          AB − BA
const Matrix = (() => {
  const identity = (n) => Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
  const scaled = (A, s) => A.map((row) => row.map((value) => s * value));
  const minus = (A, B) => A.map((row, i) => row.map((value, j) => value - B[i][j]));
  const apply = (A, v) => A.map((row) => row.reduce((sum, value, j) => sum + value * v[j], 0));
  const norm = (A) => Math.hypot(...A.flat());

  function times(A, B) {
    return A.map((row) => B[0].map((_, j) => row.reduce((sum, value, k) => sum + value * B[k][j], 0)));
  }

  function combine(ts, Ls) {
    return Ls[0].map((row, i) => row.map((_, j) => ts.reduce((sum, t, a) => sum + t * Ls[a][i][j], 0)));
  }

  function exp(A) {
    const n = A.length;
    const size = Math.max(...A.map((row) => row.reduce((sum, value) => sum + Math.abs(value), 0)));
    const halvings = Math.max(0, Math.ceil(Math.log2(size / 0.5)) || 0);
    const small = scaled(A, 2 ** -halvings);
    let result = identity(n);
    for (let order = 16; order > 0; order--) {
      result = times(small, scaled(result, 1 / order)).map((row, i) => row.map((value, j) => value + (i === j ? 1 : 0)));
    }
    for (let k = 0; k < halvings; k++) result = times(result, result);
    return result;
  }

  // Gauss and Jordan with pivots.
  function inverse(A) {
    const n = A.length;
    const rows = A.map((row, i) => [...row, ...identity(n)[i]]);
    for (let column = 0; column < n; column++) {
      let pivot = column;
      for (let i = column + 1; i < n; i++) if (Math.abs(rows[i][column]) > Math.abs(rows[pivot][column])) pivot = i;
      [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
      const head = rows[column][column];
      rows[column] = rows[column].map((value) => value / head);
      for (let i = 0; i < n; i++) {
        const factor = rows[i][column];
        if (i !== column && factor) rows[i] = rows[i].map((value, j) => value - factor * rows[column][j]);
      }
    }
    return rows.map((row) => row.slice(n));
  }

  const bracket = (A, B) => minus(times(A, B), times(B, A));
  return { identity, scaled, minus, apply, norm, times, combine, exp, inverse, bracket };
})();
