/** A positive fraction of integers. */
export interface Fraction {
  num: number;
  den: number;
}

/** Returns the fraction with the smallest denominator that is within 0.0000005 of a number. */
export function simplestNear(value: number): Fraction {
  return simplestBetween(value - 0.5e-6, value + 0.5e-6);
}

// Walks down the Stern-Brocot tree, several levels in each step.
function simplestBetween(low: number, high: number): Fraction {
  const above = Math.ceil(low);
  if (above <= high) return { num: above, den: 1 };
  const below = above - 1;
  const rest = simplestBetween(1 / (high - below), 1 / (low - below));
  return { num: below * rest.num + rest.den, den: rest.num };
}

/** Reduces a fraction to lowest terms. */
export function reduced(num: number, den: number): Fraction {
  const divisor = greatestCommonDivisor(num, den);
  return { num: num / divisor, den: den / divisor };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
