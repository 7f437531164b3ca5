import fc from 'fast-check';
import { assertLuigiPage, fetchLuigiPage } from '../../../../../images/gateway/src/luigi/calls/pages';
import { Problem } from '../../../../../images/gateway/src/problem';
import { problemOf } from '../../../../support/luigi/calls';
import { FakeLuigid } from '../../../../support/luigi/fake-luigid';

describe('the address of a page', () => {
  test.each([
    ['/history', '', '/history', '/history'],
    ['/tasklist', '', '/tasklist', '/tasklist'],
    ['/metrics', '', '/metrics', '/metrics'],
    ['/tasklist/etl.Job', '', '/tasklist/', '/tasklist/etl.Job'],
    ['/history/by_id/42', '', '/history/by_id/', '/history/by_id/42'],
    ['/history/by_name/%65tl.Job', '', '/history/by_name/', '/history/by_name/etl.Job'],
    ['/history/by_task_id/a+b%20c', '', '/history/by_task_id/', '/history/by_task_id/a%2Bb%20c'],
    ['/history/by_params/etl.Job', 'data=%7B%22day%22%3A+%221%22%7D', '/history/by_params/', '/history/by_params/etl.Job?data=%7B%22day%22%3A%221%22%7D'],
  ])('%s?%s is read', (path, query, name, upstreamPath) => {
    expect(assertLuigiPage(path, query)).toEqual({ name, upstreamPath });
  });

  test.each([
    ['/history/', '', 404], ['/tasklist/', '', 404], ['/historyx', '', 404], ['/metrics/', '', 404], ['/api/pause', '', 404], ['/history/by_id/1x', '', 404],
    ['/tasklist/..', '', 404], ['/tasklist/%2e%2e', '', 404], ['/tasklist/a%2fb', '', 404], ['/tasklist/a/b', '', 404], ['/tasklist/../api/pause', '', 404],
    ['/tasklist/a%5cb', '', 404], ['/tasklist/a%00', '', 404], ['/tasklist/a%0d%0ab', '', 404], ['/tasklist/%zz', '', 400], ['/tasklist/%ff', '', 400],
    ['/%68istory', '', 404], ['/constructor', '', 404], ['/metrics', 'data={}', 400], ['/tasklist', 'x=1', 400],
    ['/history/by_params/A', 'data=[]', 400], ['/history/by_params/A', 'data=%7B%22session%22%3A%22x%22%7D', 400],
    ['/history/by_params/A', 'data=%7B%22day%22%3A1%7D', 400], ['/history/by_params/A', 'data={}&data={}', 400],
  ])('%s?%s is refused', async (path, query, status) => {
    expect(await problemOf(() => assertLuigiPage(path, query))).toMatchObject({ status });
  });

  test('is, whatever was asked, a path of luigid\'s pages and no other', () => {
    const piece = fc.oneof(fc.constantFrom('/history', '/tasklist/', '/by_name/', '..', '%2e', '%2f', '/api/pause', '?', '#', '%00', '\\'), fc.string());
    fc.assert(fc.property(fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join('')), (path) => {
      try {
        expect(new URL(assertLuigiPage(path, '').upstreamPath, 'http://luigid').pathname).toMatch(/^\/(history|tasklist|metrics)(\/[^/]+){0,2}$/);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
      }
    }), { numRuns: 1000 });
  });
});

describe('a page', () => {
  test('of the history is refused as not there where luigid keeps none', async () => {
    const luigid = new FakeLuigid([]);
    jest.spyOn(luigid, 'ask').mockResolvedValue(false);
    expect(await problemOf(() => fetchLuigiPage(assertLuigiPage('/history', ''), luigid))).toMatchObject({ status: 404, code: 'no-task-history' });
  });

  test('of a run that luigid fails over is not there, any other failure is luigid\'s', async () => {
    const luigid = new FakeLuigid([]);
    jest.spyOn(luigid, 'ask').mockResolvedValue(true);
    jest.spyOn(luigid, 'page').mockRejectedValue(new Problem(502, 'scheduler-failed', 'failed'));
    expect(await problemOf(() => fetchLuigiPage(assertLuigiPage('/history/by_id/9', ''), luigid))).toMatchObject({ status: 404, code: 'no-such-run' });
    expect(await problemOf(() => fetchLuigiPage(assertLuigiPage('/history', ''), luigid))).toMatchObject({ status: 502 });
  });
});
