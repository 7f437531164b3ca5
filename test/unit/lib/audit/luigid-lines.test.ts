import { recordLine } from '../../../../images/gateway/src/records/kept-record';
import { decisionRecord } from '../../../support/decision-record';
import { counted } from '../../../support/log-metrics';

describe('what is read from the application log, as luigid writes it', () => {
  test.each<[string, object, Record<string, number>]>([
    ['a start', { event: 'listening', generation: 1 }, { LuigidStarts: 1 }],
    ['a start of something else', { event: 'listening', port: 8080 }, {}],
    ['how it is', { event: 'health', unsaved_seconds: 12.5 }, { StateUnsaved: 1 }],
    ['a dump that failed', { event: 'state-not-saved', reason: 'No space left on device' }, { StateNotSaved: 1 }],
    ['a dump that takes too long', { event: 'state-dump-overdue' }, { StateNotSaved: 1 }],
    ['a corrupt file', { event: 'state-corrupt' }, { StateLost: 1 }],
    ['a stop without a last dump', { event: 'stopped-unsaved' }, { StateLost: 1 }],
    ['another that took over', { event: 'superseded', generation: 1, by: 2 }, { StateLost: 1 }],
    ['one before it that did not end', { event: 'predecessor-passed-by' }, { StateLost: 1 }],
    ['anything else', { event: 'state-saved', seconds: 0.1 }, {}],
  ])('%s', (_what, line, counts) => {
    expect(counted('application', [JSON.stringify({ time: '2026-11-02T08:00:00Z', level: 'info', ...line })])).toEqual(counts);
  });
});

test.each([[200, { Changes: 1 }], [399, { Changes: 1 }], [400, {}], [502, {}]])('a call that luigid answers with %d counts as %j', (status, counts) => {
  const { line } = recordLine(decisionRecord({ event: 'result', status }), { service: 'etl', instance: '0123456789abcdef', sequence: 1 });

  expect(counted('decisions', [line])).toEqual(counts);
});
