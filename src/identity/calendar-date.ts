/** Writes a date as `ÅÅÅÅ-MM-DD`, or gives undefined when the calendar has no such day. */
export function calendarDate(year: number, month: number, day: number): string | undefined {
  if (month < 1 || month > 12 || day < 1) return undefined;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  if (day > days) return undefined;
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Reads eight digits `ÅÅÅÅMMDD`; `dayOffset` is what a number series adds to the day. People live between 1800 and 2099. */
export function birthDateOf(digits: string, dayOffset = 0): string | undefined {
  const year = Number(digits.slice(0, 4));
  if (year < 1800 || year > 2099) return undefined;
  return calendarDate(year, Number(digits.slice(4, 6)), Number(digits.slice(6, 8)) - dayOffset);
}
