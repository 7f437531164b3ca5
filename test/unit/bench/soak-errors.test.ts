import { ErrorCounts, isNamed, kindOf } from '../../bench/soak/errors';

describe('errors of a soak', () => {
  test.each([
    ['/api/task_list?data=%7B%7D was answered with 503: {"type":"urn:x","code":"scheduler-busy","requestId":"1"}', '503 scheduler-busy', true],
    ['ping: status 503, scheduler-unavailable', '503 scheduler-unavailable', true],
    ['add_task was answered with 500: {"code":"gateway-failed"}', '500 gateway-failed', true],
    ['add_task was answered with 500: <html>', '500', false],
    ['ping: status 500, internal', '500 internal', false],
    ['connect ECONNREFUSED 127.0.0.1:45123', 'ECONNREFUSED', true],
    ['read ECONNRESET', 'ECONNRESET', true],
    ['socket hang up', 'connection closed', true],
    ['Client network socket disconnected before secure TLS connection was established', 'connection closed', true],
    ['not answered 15 s after the end', 'not answered 15 s after the end', false],
  ])('%s', (message, kind, named) => {
    expect(kindOf(message)).toBe(kind);
    expect(isNamed(kind)).toBe(named);
  });

  test('they are counted by the accident that had its effect then, the later of two', () => {
    const counts = new ErrorCounts();
    const accidents = [{ name: 'first', from: 100, to: 200 }, { name: 'second', from: 150, to: 300 }];
    for (const at of [50, 100, 160, 301]) counts.add('worker: ECONNREFUSED', at, accidents);
    expect(counts.byTime).toEqual({ quiet: { 'worker: ECONNREFUSED': 2 }, first: { 'worker: ECONNREFUSED': 1 }, second: { 'worker: ECONNREFUSED': 1 } });
    expect(counts.unnamed).toEqual({});
    expect(counts.quiet).toEqual({ 'worker: ECONNREFUSED': 2 });
  });

  test('one without a name is told whenever it came; a viewer that is one too many is no error, a worker is', () => {
    const counts = new ErrorCounts();
    counts.add('worker: 500 internal', 150, [{ name: 'first', from: 100, to: 200 }]);
    counts.add('viewer: 503 scheduler-busy', 1, []);
    counts.add('worker: 503 scheduler-busy', 1, []);
    expect(counts.unnamed).toEqual({ 'worker: 500 internal': 1 });
    expect(counts.quiet).toEqual({ 'worker: 503 scheduler-busy': 1 });
  });
});
