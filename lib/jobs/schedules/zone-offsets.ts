import { quoted } from '../../messages/quoted';

/** First minute, and first minute no more, for which offsets are told, since 1970. Fixed, so that what is synthesised is the same every day. */
export const OFFSETS_KNOWN = { from: minuteOf('2025-01-01'), to: minuteOf('2055-01-01') } as const;

/** What a time zone adds to UTC: `minutes[n]` from the minute `from[n]` since 1970 on, in order. */
export interface ZoneOffsets {
  readonly from: readonly number[];
  readonly minutes: readonly number[];
}

const DAY = 1440;
const known = new Map<string, ZoneOffsets>();

/** Why a time zone can't be taken, for messages; undefined where it can. */
export function zoneFault(timeZone: string): string | undefined {
  if (clockOf(timeZone) !== undefined) return undefined;
  return `got the time zone ${quoted(timeZone)}, expected one that this Node.js knows, by its IANA name such as Europe/Berlin; mend it, or take a newer Node.js`;
}

/**
 * All changes of a time zone's offset, by the time-zone data of the Node.js that synthesises.
 * @throws Error where it doesn't know the zone
 */
export function zoneOffsets(timeZone: string): ZoneOffsets {
  const before = known.get(timeZone);
  if (before !== undefined) return before;
  const offsetAt = clockOf(timeZone);
  if (offsetAt === undefined) throw new Error(zoneFault(timeZone));
  let offset = offsetAt(OFFSETS_KNOWN.from);
  const offsets = { from: [OFFSETS_KNOWN.from], minutes: [offset] };
  for (let day = OFFSETS_KNOWN.from; day < OFFSETS_KNOWN.to; day += DAY) {
    if (offsetAt(day + DAY) === offset) continue;
    const change = firstMinute(day, day + DAY, (minute) => offsetAt(minute) !== offset);
    offset = offsetAt(change);
    if (change >= OFFSETS_KNOWN.to) break;
    offsets.from.push(change);
    offsets.minutes.push(offset);
  }
  known.set(timeZone, offsets);
  return offsets;
}

function clockOf(timeZone: string): ((minute: number) => number) | undefined {
  // Node.js also takes offsets such as +02:00 for zones; Scheduler doesn't.
  if (!/^[A-Za-z]/.test(timeZone)) return undefined;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  } catch {
    return undefined;
  }
  return (minute) => {
    const [, sign, hours, minutes] = /GMT(?:([+-])(\d\d):(\d\d))?$/.exec(format.format(minute * 60_000)) as RegExpExecArray;
    return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) + 0;
  };
}

/** The first minute after `low`, at most `high`, at which it has come; it has at `high`. */
function firstMinute(low: number, high: number, hasCome: (minute: number) => boolean): number {
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (hasCome(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function minuteOf(day: string): number {
  return Date.parse(day) / 60_000;
}
