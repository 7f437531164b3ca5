import fc from 'fast-check';
import { scheduledParameters } from '../../../../../lib/jobs/schedules/scheduled-day';
import { OFFSETS_KNOWN, zoneOffsets } from '../../../../../lib/jobs/schedules/zone-offsets';
import { evaluate, evaluator } from '../../../../support/jobs/execution';

const ZONES = [
  'UTC', 'Etc/GMT+12', 'Pacific/Kiritimati', 'Pacific/Apia', 'Pacific/Chatham', 'Pacific/Pago_Pago', 'Pacific/Norfolk',
  'America/Los_Angeles', 'America/St_Johns', 'America/Sao_Paulo', 'America/Asuncion', 'America/Nuuk', 'America/Santiago', 'America/Havana',
  'Europe/Berlin', 'Europe/Dublin', 'Europe/London', 'Atlantic/Azores', 'Africa/Casablanca', 'Africa/Cairo',
  'Asia/Kolkata', 'Asia/Kathmandu', 'Asia/Tehran', 'Asia/Gaza', 'Asia/Beirut', 'Australia/Lord_Howe', 'Australia/Eucla', 'Antarctica/Troll',
];
const EVALUATE = new Map(ZONES.map((zone) => [zone, evaluator(scheduledParameters([zone]))]));
const EXPRESSION = scheduledParameters(['UTC', 'Europe/Berlin']);
const MINUTE = 60_000;
const DAY = 86_400_000;

/** As Scheduler writes it: no milliseconds. */
const written = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z');

async function dayOf(time: number, timeZone: string, daysBefore = 0): Promise<unknown> {
  const input = { parameters: { region: 'eu' }, scheduledTime: written(time), localDay: { day: { timeZone, daysBefore } } };
  return ((await EVALUATE.get(timeZone)?.({ input })) as { day: string }).day;
}

/** What a clock on the wall shows, and so many days before by the calendar. */
function onTheWall(time: number, timeZone: string, daysBefore: number): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(time);
  const part = (type: string): string => parts.find((each) => each.type === type)?.value as string;
  return new Date(Date.parse(`${part('year')}-${part('month')}-${part('day')}T00:00:00Z`) - daysBefore * DAY).toISOString().slice(0, 10);
}

describe('the scheduled local day is what a clock on the wall shows', () => {
  test.each(ZONES)('in %s, in the minutes around each change of its offset and around midnights', async (timeZone) => {
    const { from } = zoneOffsets(timeZone);
    const near = [-60, -1, 0, 1, 59, 60];
    // midnight by either clock: before and after the change
    const times = from.slice(-4).concat(from.slice(0, 5)).flatMap((change) => near.map((minutes) => (change + minutes) * MINUTE))
      .filter((time) => time >= OFFSETS_KNOWN.from * MINUTE);
    const midnights = from.slice(0, 4).flatMap((change) => [-1, 0, 1].flatMap((days) => {
      const day = Math.floor(change / 1440 + days) * DAY;
      return zoneOffsets(timeZone).minutes.slice(0, 3).flatMap((minutes) => [-1, 0, 1].map((minute) => day - minutes * MINUTE + minute * MINUTE));
    })).filter((time) => time >= OFFSETS_KNOWN.from * MINUTE);
    for (const time of new Set([...times, ...midnights])) {
      expect(`${written(time)} ${String(await dayOf(time, timeZone))}`).toBe(`${written(time)} ${onTheWall(time, timeZone, 0)}`);
    }
  });

  test('at any second of thirty years, any number of days before', async () => {
    const second = fc.integer({ min: OFFSETS_KNOWN.from * 60, max: OFFSETS_KNOWN.to * 60 - 1 });
    await fc.assert(fc.asyncProperty(second, fc.constantFrom(...ZONES), fc.integer({ min: 0, max: 4000 }), async (at, timeZone, daysBefore) => {
      expect(await dayOf(at * 1000, timeZone, daysBefore)).toBe(onTheWall(at * 1000, timeZone, daysBefore));
    }), { numRuns: 500 });
  });

  test.each([
    ['the night in which Berlin turns its clocks back, twice two o\'clock', '2026-10-25T00:30:00Z', 'Europe/Berlin', 1, '2026-10-24'],
    ['23:30 in summer time, which is the day before in UTC', '2026-07-01T21:30:00Z', 'Europe/Berlin', 0, '2026-07-01'],
    ['00:30 in summer time, which in winter time were the day before', '2026-06-30T22:30:00Z', 'Europe/Berlin', 0, '2026-07-01'],
    ['noon in UTC is tomorrow in Kiritimati', '2026-12-31T12:00:00Z', 'Pacific/Kiritimati', 0, '2027-01-01'],
    ['morning in UTC is yesterday in Los Angeles', '2026-03-01T07:59:59Z', 'America/Los_Angeles', 1, '2026-02-27'],
    ['a leap day', '2028-03-01T06:00:00Z', 'UTC', 1, '2028-02-29'],
  ])('%s', async (_, at, timeZone, daysBefore, day) => {
    expect(await dayOf(Date.parse(at), timeZone, daysBefore)).toBe(day);
  });
});

describe('the parameters of an execution', () => {
  test('are what it was given, where it names no days', async () => {
    expect(await evaluate(EXPRESSION, { input: { parameters: { region: 'eu' } } })).toEqual({ region: 'eu' });
    expect(await evaluate(EXPRESSION, { input: {} })).toBeUndefined();
    expect(await evaluate(EXPRESSION, { input: { parameters: 'none' } })).toBe('none');
  });

  test('are what it was given, and several days', async () => {
    const localDay = { from: { timeZone: 'Europe/Berlin', daysBefore: 7 }, to: { timeZone: 'UTC', daysBefore: 0 } };
    const input = { parameters: { region: 'eu', dry_run: true }, scheduledTime: '2026-11-23T06:00:00Z', localDay };
    expect(await evaluate(EXPRESSION, { input })).toEqual({ region: 'eu', dry_run: true, from: '2026-11-16', to: '2026-11-23' });
    expect(await evaluate(EXPRESSION, { input: { ...input, parameters: undefined } })).toEqual({ from: '2026-11-16', to: '2026-11-23' });
  });

  const UNKNOWN = 'scheduledTime: expected a time from 2025 to 2054, for which the job knows its time zones; deploy it anew with a newer release';
  test.each([
    ['before what is known', { scheduledTime: '2024-12-31T23:59:59Z' }, UNKNOWN],
    ['after what is known', { scheduledTime: '2055-01-01T00:00:00Z' }, UNKNOWN],
    ['without a time', { scheduledTime: undefined }, 'scheduledTime: expected the time of the schedule, such as 2026-11-23T06:00:00Z'],
    ['with another zone', { localDay: { day: { timeZone: 'Asia/Tokyo', daysBefore: 0 } } }, 'localDay: expected a time zone of the job\'s schedules'],
    ['with no number of days', { localDay: { day: { timeZone: 'UTC' } } }, 'localDay: expected daysBefore to be a number'],
  ])('fail rather than be wrong: %s', async (_, over, message) => {
    const input = { scheduledTime: '2026-11-23T06:00:00Z', localDay: { day: { timeZone: 'UTC', daysBefore: 0 } }, ...over };
    await expect(evaluate(EXPRESSION, { input })).rejects.toMatchObject({ message });
  });
});

describe('the offsets of a zone', () => {
  test('are one where its clocks are never changed', () => {
    expect(zoneOffsets('Asia/Kolkata')).toEqual({ from: [OFFSETS_KNOWN.from], minutes: [330] });
    expect(zoneOffsets('UTC')).toEqual({ from: [OFFSETS_KNOWN.from], minutes: [0] });
  });

  test('are two a year where they are', () => {
    const { from, minutes } = zoneOffsets('Europe/Berlin');
    expect(from.slice(0, 3).map((minute) => written(minute * MINUTE))).toEqual(['2025-01-01T00:00:00Z', '2025-03-30T01:00:00Z', '2025-10-26T01:00:00Z']);
    expect(minutes.slice(0, 3)).toEqual([60, 120, 60]);
    expect(from).toHaveLength(61);
  });

  test.each(['Europe/Berln', '', '+02:00', 'Mars/Olympus'])('are not known of %j', (zone) => {
    expect(() => zoneOffsets(zone)).toThrow(new Error(`got the time zone "${zone}", expected one that this Node.js knows, by its IANA name such as Europe/Berlin; mend it, or take a newer Node.js`));
  });
});
