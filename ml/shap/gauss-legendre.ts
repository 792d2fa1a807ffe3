/** Nodes in (0, 1) and weights that integrate a polynomial of degree 2 n − 1 over [0, 1] exactly. */
export type QuadratureRule = { readonly nodes: Float64Array; readonly weights: Float64Array };

/**
 * Gauss-Legendre quadrature of `count` nodes: roots of the Legendre polynomial by Newton's method from the usual
 * cosine guess (Press et al., "Numerical Recipes", section 4.6), moved from [−1, 1] to [0, 1].
 */
export function gaussLegendre(count: number): QuadratureRule {
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 1;
    // Newton converges quadratically from this guess: six steps are more than double precision needs.
    for (let iteration = 0; iteration < 6; iteration++) {
      const { value, derivative } = legendre(count, x);
      slope = derivative;
      x -= value / derivative;
    }
    nodes[i] = (1 - x) / 2;
    weights[i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

/** Pₙ(x) and its derivative, by Bonnet's recursion. */
function legendre(degree: number, x: number): { value: number; derivative: number } {
  let previous = 1;
  let value = x;
  for (let k = 2; k <= degree; k++) {
    const next = ((2 * k - 1) * x * value - (k - 1) * previous) / k;
    previous = value;
    value = next;
  }
  return { value, derivative: (degree * (x * value - previous)) / (x * x - 1) };
}
