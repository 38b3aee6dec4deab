/**
 * The check digit of the modulus-10 method (Luhn) with the weights 2, 1, 2, 1 … from the left.
 *
 * In: the value of each character, which may be larger than 9 where letters have a value. Out: 0–9.
 * Of every product the decimal digits are summed, as folkbokföringslagen (1991:481) 18 § and the national reserve number prescribe.
 */
export function luhnCheckDigit(values: readonly number[]): number {
  let sum = 0;
  for (const [index, value] of values.entries()) {
    for (let product = index % 2 === 0 ? value * 2 : value; product > 0; product = Math.floor(product / 10)) {
      sum += product % 10;
    }
  }
  return (10 - (sum % 10)) % 10;
}

/** The values of a string of digits. */
export function digitValues(digits: string): number[] {
  return Array.from(digits, Number);
}
