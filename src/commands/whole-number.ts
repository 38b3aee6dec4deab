import { InvalidArgumentError } from 'commander';

/** The value of an option that takes a whole number, exactly as it was written. */
export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text)))
    throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
