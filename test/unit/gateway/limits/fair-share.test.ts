import type { Caller } from '../../../../images/gateway/src/identity/caller';
import { FairShare, type FairShareProps } from '../../../../images/gateway/src/limits/fair-share';
import { Problem } from '../../../../images/gateway/src/problem';
import { ManualClock } from '../../../support/manual-clock';

const ada = { kind: 'person', principal: 'user:ada@example.com' } satisfies Partial<Caller>;
const bob = { kind: 'person', principal: 'user:bob@example.com' } satisfies Partial<Caller>;
const worker = { kind: 'worker', principal: 'worker:etl' } satisfies Partial<Caller>;

function given(props: FairShareProps = {}) {
  const clock = new ManualClock();
  return { clock, shares: new FairShare({ callsPerMinute: 4, changesPerMinute: 2, clock, ...props }) };
}

function refusalOf(take: () => unknown): Problem {
  try {
    take();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('got no refusal');
}

describe('FairShare', () => {
  test('gives each principal its calls a minute, then 429 with the seconds to wait', () => {
    const { shares } = given();
    for (let i = 0; i < 4; i += 1) shares.takeCall(ada);

    const { status, code, message, extensions } = refusalOf(() => shares.takeCall(ada));

    expect([status, code]).toEqual([429, 'rate-limited']);
    expect(extensions.headers).toEqual({
      'retry-after': '15', 'ratelimit': '"calls";r=0;t=60', 'ratelimit-policy': '"calls";q=4;w=60, "changes";q=2;w=60',
    });
    expect(message).toBe('got more calls than your share of 4 a minute: try again in 15 s, and ask less often');
  });

  test('lets a caller go on who waited as long as it was told', async () => {
    const { shares, clock } = given();
    for (let i = 0; i < 4; i += 1) shares.takeCall(ada);
    const wait = Number(refusalOf(() => shares.takeCall(ada)).extensions.headers?.['retry-after']);

    await clock.advance(wait * 1_000);

    expect(() => shares.takeCall(ada)).not.toThrow();
  });

  test('never says to wait less than a second', () => {
    const { shares } = given({ callsPerMinute: 100_000 });
    for (let i = 0; i < 100_000; i += 1) shares.takeCall(ada);

    expect(refusalOf(() => shares.takeCall(ada)).extensions.headers).toMatchObject({ 'retry-after': '1' });
  });

  test('counts changes apart: whoever used them up may still look', () => {
    const { shares } = given();
    shares.takeChange(ada);
    shares.takeChange(ada);

    expect(refusalOf(() => shares.takeChange(ada)).code).toBe('rate-limited');
    expect(() => shares.takeCall(ada)).not.toThrow();
  });

  test('keeps one principal from using up the share of another', () => {
    const { shares } = given();
    for (let i = 0; i < 4; i += 1) shares.takeCall(ada);

    expect(() => shares.takeCall(bob)).not.toThrow();
  });

  test('tells how much is left', () => {
    const { shares } = given();

    expect(shares.takeCall(ada)).toMatchObject({ ratelimit: '"calls";r=3;t=15' });
    expect(shares.takeChange(ada)).toMatchObject({ ratelimit: '"changes";r=1;t=30' });
  });

  test('does not limit workers: hundreds share a credential and ping every second', () => {
    const { shares } = given();

    for (let i = 0; i < 1_000; i += 1) {
      expect(shares.takeCall(worker)).toBeUndefined();
      expect(shares.takeChange(worker)).toBeUndefined();
    }
  });

  test('gives 1,200 calls and 120 changes a minute where nothing is set', () => {
    expect(new FairShare().takeCall(ada)?.['ratelimit-policy']).toBe('"calls";q=1200;w=60, "changes";q=120;w=60');
  });

  test('gives each principal eight turns at once; more wait, and too many more are 429', async () => {
    const { shares } = given();
    const ends = await Promise.all(Array.from({ length: 8 }, () => shares.takeTurn(ada)));
    const waiting = Array.from({ length: 64 }, () => shares.takeTurn(ada));

    await expect(shares.takeTurn(ada)).rejects.toMatchObject({ status: 429, code: 'rate-limited', extensions: { headers: { 'retry-after': '1' } } });
    await shares.takeTurn(bob);
    for (let turns = 0; turns < 100; turns += 1) await shares.takeTurn(worker);

    ends[0]?.();
    await expect(waiting[0]).resolves.toBeInstanceOf(Function);
  });
});
