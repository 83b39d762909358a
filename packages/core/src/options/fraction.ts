export interface Fraction {
  num: number;
  den: number;
}

/** The fraction of least denominator within half a millionth of a number. */
export function simplestNear(value: number): Fraction {
  return simplestBetween(value - 0.5e-6, value + 0.5e-6);
}

// A walk down the Stern-Brocot tree, taken in strides.
function simplestBetween(low: number, high: number): Fraction {
  const above = Math.ceil(low);
  if (above <= high) return { num: above, den: 1 };
  const below = above - 1;
  const rest = simplestBetween(1 / (high - below), 1 / (low - below));
  return { num: below * rest.num + rest.den, den: rest.num };
}

/** In lowest terms. */
export function reduced(num: number, den: number): Fraction {
  const divisor = greatestCommonDivisor(num, den);
  return { num: num / divisor, den: den / divisor };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
