import fc from 'fast-check';
import { logPlaceOfToken, placeOfToken, tokenOfLog, tokenOfPlace } from '../../../../../images/gateway/src/jobs/step-functions/page-token';

const job = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,80}$/);
const startedAt = fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true }).map((date) => date.toISOString());
const place = fc.record({ job, id, startedAt });
const BAD = { status: 400, code: 'bad-token' };

const thrown = (act: () => unknown): unknown => {
  try {
    return { taken: act() };
  } catch (error) {
    return error;
  }
};

test('a token leads back to its place, in the list of its job and in the list of all', () => {
  fc.assert(fc.property(place, (given) => {
    expect(placeOfToken(given.job, tokenOfPlace(given.job, given))).toEqual(given);
    expect(placeOfToken('*', tokenOfPlace('*', given))).toEqual(given);
  }));
});

test('no list takes a token of another, nor one of a log', () => {
  fc.assert(fc.property(place, job, (given, other) => {
    fc.pre(other !== given.job);
    for (const [list, token] of [
      [other, tokenOfPlace(given.job, given)], ['*', tokenOfPlace(given.job, given)], [given.job, tokenOfPlace('*', given)],
      // made by hand: a place of one job under the name of another
      [other, tokenOfPlace(other, given)], [given.job, tokenOfLog(given.job, given.id, { stream: 'job/job/1' })],
    ] as const) expect(thrown(() => placeOfToken(list, token))).toMatchObject(BAD);
    expect(thrown(() => logPlaceOfToken(other, given.id, tokenOfLog(given.job, given.id, { stream: '' })))).toMatchObject(BAD);
    expect(thrown(() => logPlaceOfToken(given.job, `${given.id}x`, tokenOfLog(given.job, given.id, { stream: '' })))).toMatchObject(BAD);
  }));
});

test('a log place comes back, with and without a token of CloudWatch Logs', () => {
  fc.assert(fc.property(job, id, fc.option(fc.stringMatching(/^f\/[0-9]{1,56}\/s$/), { nil: undefined }), (ofJob, run, token) => {
    const given = { stream: 'job/job/0123', ...(token === undefined ? {} : { token }) };
    expect(logPlaceOfToken(ofJob, run, tokenOfLog(ofJob, run, given))).toEqual(given);
  }));
});

test('what nobody gave is refused, whatever it is', () => {
  const near = fc.tuple(fc.constantFrom('runs', 'log'), fc.constantFrom('reports', '*'), fc.constantFrom('reports', '../x', ''), fc.string(), fc.string())
    .map((parts) => Buffer.from(JSON.stringify(parts)).toString('base64url'));
  const json = fc.json().map((text) => Buffer.from(text).toString('base64url'));
  fc.assert(fc.property(fc.oneof(fc.string(), fc.string({ minLength: 3_000, maxLength: 3_000 }), near, json), (token) => {
    const result = thrown(() => placeOfToken('reports', token)) as { taken?: { startedAt: string; job: string } };
    if (result.taken === undefined) expect(result).toMatchObject(BAD);
    else expect(result.taken).toMatchObject({ job: 'reports', startedAt: expect.stringMatching(/^\d{4}-/) as string });
  }));
});

test.each([
  ['padding', (token: string) => `${token}=`], ['white space', (token: string) => ` ${token}`], ['a tail', (token: string) => `${token}A`],
])('a token with %s is not the one that was given', (_, spoil) => {
  const token = tokenOfPlace('reports', { job: 'reports', id: 'a', startedAt: '2026-11-23T09:00:00.000Z' });

  expect(thrown(() => placeOfToken('reports', spoil(token)))).toMatchObject(BAD);
});
