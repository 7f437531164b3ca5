import fc from 'fast-check';
import { assertFormOrCallProved } from '../../../../../images/gateway/src/http/origin/form-origin';
import { Problem } from '../../../../../images/gateway/src/problem';
import { PROOF } from '../../../../support/gateway-lanes';

const ORIGIN = 'https://luigi.example.com';
const FORM: Readonly<Record<string, string>> = {
  'content-type': 'application/x-www-form-urlencoded', 'origin': ORIGIN, 'referer': `${ORIGIN}/jobs/report`,
  'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document',
};

function proved(over: Readonly<Record<string, string | undefined>> = {}, method = 'POST', base = FORM): boolean {
  try {
    assertFormOrCallProved({ headers: { ...base, ...over }, rawHeaders: [] }, method, ORIGIN);
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect([error.status, error.code]).toEqual([403, 'origin-not-proved']);
    return false;
  }
}

describe('a form proves the page that it stood on', () => {
  test.each(['/', '/?x=1', '/jobs', '/jobs/', '/jobs?category=a', '/jobs/report', '/jobs/report?n=1', '/jobs/report/confirm', '/jobs/report/runs/abc'])('%s is ours', (page) => {
    expect(proved({ referer: `${ORIGIN}${page}` })).toBe(true);
  });

  test.each(['application/x-www-form-urlencoded; charset=utf-8', 'APPLICATION/X-WWW-FORM-URLENCODED'])('the media type may be %s', (type) => {
    expect(proved({ 'content-type': type })).toBe(true);
  });

  test.each([
    [{ referer: undefined }], [{ referer: '' }], [{ referer: 'jobs' }], [{ referer: ORIGIN.replace('https', 'http') }], [{ referer: `${ORIGIN}:8443/jobs` }],
    [{ referer: `${ORIGIN}.evil.example/jobs` }], [{ referer: 'https://evil.example/jobs' }], [{ referer: 'data:text/html,/jobs' }],
    [{ referer: `https://evil.example/?${ORIGIN}/jobs` }], [{ referer: `${ORIGIN}@evil.example/jobs` }],
    [{ referer: `${ORIGIN}/static/visualiser/index.html` }], [{ referer: `${ORIGIN}/jobs-of-mine` }], [{ referer: `${ORIGIN}/x/jobs/` }], [{ referer: `${ORIGIN}//jobs` }],
    [{ referer: `${ORIGIN}/jobs/../static/visualiser/index.html` }], [{ referer: `${ORIGIN}/static/#/jobs/` }], [{ referer: `${ORIGIN}/Jobs` }], [{ referer: `${ORIGIN}/%6aobs` }],
    [{ origin: undefined }], [{ origin: 'null' }], [{ origin: `${ORIGIN}/` }], [{ origin: 'https://evil.example' }],
    [{ 'sec-fetch-site': undefined }], [{ 'sec-fetch-site': 'none' }], [{ 'sec-fetch-site': 'same-site' }], [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-dest': undefined }], [{ 'sec-fetch-dest': 'iframe' }], [{ 'sec-fetch-dest': 'embed' }], [{ 'sec-fetch-dest': 'empty' }],
    [{ 'sec-fetch-mode': undefined }], [{ 'sec-fetch-mode': 'cors' }], [{ 'sec-fetch-mode': 'no-cors' }], [{ 'sec-fetch-mode': 'same-origin' }],
    [{ 'content-type': undefined }], [{ 'content-type': 'text/plain' }], [{ 'content-type': 'multipart/form-data' }], [{ 'content-type': 'application/json' }],
  ])('with %j it does not', (over) => {
    expect(proved(over)).toBe(false);
  });

  test.each(['GET', 'HEAD', 'PUT'])('by %s it does not', (method) => {
    expect(proved({}, method)).toBe(false);
  });

  test('only pages of our own origin whose path is the start page or begins with /jobs', () => {
    const path = fc.oneof(fc.webPath(), fc.constantFrom('/', '/jobs', '/jobs/x', '/jobsx', '/api/jobs', '/static/x', '/job', '/jobs%2fx', '/history/jobs'));
    const origin = fc.oneof(fc.constant(ORIGIN), fc.webAuthority().map((authority) => `https://${authority}`), fc.constantFrom(`${ORIGIN}:444`, 'http://luigi.example.com'));
    fc.assert(fc.property(origin, path, (site, where) => {
      const page = `${site}${where}`;
      const own = URL.canParse(page) && new URL(page).origin === ORIGIN && (new URL(page).pathname === '/' || /^\/jobs($|\/)/.test(new URL(page).pathname));
      expect(proved({ referer: page })).toBe(own);
    }), { numRuns: 400 });
  });
});

describe('a background call proves itself as everywhere', () => {
  test('with all that script of our pages sends, whatever page it says', () => {
    expect(proved({ ...PROOF, 'content-type': 'application/json' }, 'POST', {})).toBe(true);
  });

  test.each(Object.keys(PROOF))('not without %s', (header) => {
    expect(proved({ ...PROOF, [header]: undefined }, 'POST', {})).toBe(false);
  });
});
