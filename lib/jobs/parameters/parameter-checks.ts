import { DATE_INTERVAL_FORM } from '../../contract/date-interval';
import { quoted } from '../../messages/quoted';

const INTERVAL = new RegExp(`^${DATE_INTERVAL_FORM}$`);

/** JSON and JSONata keep 15 digits of a number. */
export const MOST_INTEGER = 999_999_999_999_999;

/** Whether it is a day of the calendar, as YYYY-MM-DD. */
export function isDate(text: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) || text.startsWith('0000')) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Whether Luigi takes it as a DateInterval. */
export function isInterval(text: string): boolean {
  if (!INTERVAL.test(text) || text.startsWith('0000')) return false;
  if (text.length === 4) return true;
  if (text.length === 7) return isDate(`${text}-01`);
  if (text.includes('W')) return isWeek(text);
  return text.length === 10 ? isDate(text) : isDate(text.slice(0, 10)) && isDate(text.slice(11)) && text.slice(0, 10) < text.slice(11);
}

function isWeek(text: string): boolean {
  const [year, week] = [Number(text.slice(0, 4)), Number(text.slice(6))];
  // A year has 53 weeks where it begins on a Thursday, or ends on one.
  const weekday = (month: number, day: number): number => new Date(Date.UTC(year, month, day)).getUTCDay();
  return week >= 1 && week <= (weekday(0, 1) === 4 || weekday(11, 31) === 4 ? 53 : 52);
}

/** @throws Error where a given value does not fit; undefined always does */
export function check<T>(what: string, value: T | undefined, fits: (value: T) => boolean, expected: string, mend: string): void {
  if (value === undefined || fits(value)) return;
  throw new Error(`got ${what} ${quoted(value)}, expected ${expected}; ${mend}`);
}

/** Length in characters, as JSON Schema counts. */
export function characters(text: string): number {
  return [...text].length;
}
