import { rmSync } from 'node:fs';
import { request } from 'node:http';
import { startLuigid, type Luigid } from '../support/luigid';

/** The status of a GET with exactly these headers; what a page of any origin can make a browser send. */
const statusOf = ({ port }: Luigid, path: string, headers: Readonly<Record<string, string>>): Promise<number> =>
  new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
    }).on('error', reject).end();
  });

describe('a page that a browser on this machine has open changes and reads nothing', () => {
  let luigid: Luigid;
  beforeAll(async () => { luigid = await startLuigid(); });
  afterAll(async () => {
    await luigid.kill();
    rmSync(luigid.stateDir, { recursive: true, force: true });
  });

  test.each<[string, Record<string, string>]>([
    ['an image on a foreign page', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
    ['a page of another port', { 'sec-fetch-site': 'same-site', 'origin': 'http://127.0.0.1:3000' }],
    ['a link in a mail', { 'sec-fetch-site': 'none' }],
    ['a browser that says the origin only', { origin: 'null' }],
    ['a page whose name leads to this machine', { host: 'rebound.example:8082' }],
    ['a page whose name begins like this machine\'s', { host: '127.0.0.1.rebound.example' }],
  ])('%s', async (_name, headers) => {
    expect(await statusOf(luigid, '/api/pause', headers)).toBe(403);
    expect(await statusOf(luigid, '/api/graph', headers)).toBe(403);
    expect(await luigid.rpc('is_paused')).toEqual({ paused: false });
  });

  test.each(['127.0.0.1', 'localhost:8082', '[::1]:8082'])('a program that calls it %s is answered', async (host) => {
    expect(await statusOf(luigid, '/api/is_paused', { host })).toBe(200);
  });
});
