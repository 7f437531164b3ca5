import { IdentityError } from '../../../../images/gateway/src/identity/errors';
import { by, GatewayLanes, type LanesOptions } from '../../../support/gateway-lanes';

let lanes: GatewayLanes;
const given = async (options: LanesOptions = {}): Promise<GatewayLanes> => lanes = await GatewayLanes.start(options);
afterEach(() => lanes.stop());

describe('/whoami', () => {
  test('tells identity, groups, the mappings that apply and what they allow', async () => {
    await given();
    const { status, headers, text } = await lanes.people('/whoami', by('grace'));
    expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    expect(JSON.parse(text)).toEqual({
      principal: 'user:grace', kind: 'person', displayName: 'grace', groups: ['analysts'], principals: ['user:grace', 'group:analysts'],
      session: 'cookie', expiresAt: '2030-03-17T17:46:40.000Z',
      access: {
        view: ['report.*'], operate: [], run: [],
        mappings: [{ name: 'analysts', because: ['group:analysts'], view: ['report.*'], operate: [], run: [] }],
      },
    });
  });

  test('tells whom no mapping names that nothing is allowed', async () => {
    await given();
    expect(JSON.parse((await lanes.people('/whoami', by('alan'))).text).access).toEqual({ view: [], operate: [], run: [], mappings: [] });
  });

  test('is on record, by no mapping', async () => {
    const { decisions } = await given();
    await lanes.people('/whoami', by('alan'));
    expect(decisions.records).toMatchObject([{ outcome: 'allow', reason: 'signed-in', action: 'page', method: 'whoami', mapping: null, principal: 'user:alan' }]);
  });
});

test('/openapi.json is there without jobs, too: it tells how to ask why not', async () => {
  await given();
  const { status, text } = await lanes.people('/openapi.json', by('alan'));
  expect([status, Object.keys((JSON.parse(text) as { paths: object }).paths)]).toEqual([200, expect.arrayContaining(['/access/explain'])]);
});

describe('the start page', () => {
  test('says who one is, what one may do, and leads to the visualiser and the way out', async () => {
    await given();
    const { status, headers, text } = await lanes.people('/', by('grace'));
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    for (const said of ['grace', 'analysts', 'report.*', '/whoami', '/static/visualiser/index.html', '/sign-out']) expect(text).toContain(said);
    expect(text).not.toContain('operators');
  });

  test('tells whom no mapping names which names a mapping could use', async () => {
    await given();
    const { text } = await lanes.people('/', by('alan'));
    expect(text).toContain('no access has been given to you');
    expect(text).toContain('user:alan');
    expect(text).not.toMatch(/report\.|operators|analysts/);
  });

  test('is nobody\'s who is not logged in', async () => {
    await given();
    expect(await lanes.people('/')).toMatchObject({ status: 401, code: 'no-identity' });
  });
});

describe('sign-out', () => {
  const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin', 'content-length': 0 };
  const post = (headers: Record<string, string | number>) => lanes.people('/sign-out', { ...by('ada'), ...headers }, { method: 'POST' });

  const EXPIRED = [0, 1, 2, 3].map((shard) => `AWSELBAuthSessionCookie-${shard}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure`);

  test('ends all four parts of the session, and goes on to the provider\'s end by a page, not by a redirect of the form', async () => {
    await given({ env: { GATEWAY_SIGN_OUT_URL: 'https://login.example.com/logout?client_id=a&logout_uri=https%3A%2F%2Fluigi.example.com%2Fsigned-out' } });
    const { status, headers, text } = await post(SAME_ORIGIN);
    expect([status, headers.location, headers['set-cookie'], headers['clear-site-data']]).toEqual([200, undefined, EXPIRED, '"cache"']);
    const address = 'https://login.example.com/logout?client_id=a&amp;logout_uri=https%3A%2F%2Fluigi.example.com%2Fsigned-out';
    expect(text).toContain(`<meta http-equiv="refresh" content="0; url=${address}">`);
    expect(text).toContain(`<a class="button" href="${address}">`);
  });

  test('an address that holds quotes stays within its attribute', async () => {
    await given({ env: { GATEWAY_SIGN_OUT_URL: 'https://login.example.com/a\'b"c?d="><img>&e=\'#"\'' } });
    const { text } = await post(SAME_ORIGIN);
    expect(/content="0; url=([^"]*)"/.exec(text)?.[1]).toBe('https://login.example.com/a&#39;b%22c?d=%22%3E%3Cimg%3E&amp;e=%27#%22&#39;');
    expect(text).not.toContain('<img');
  });

  test('without a provider\'s end leads to a page that needs no login', async () => {
    await given({ env: { GATEWAY_SIGN_OUT_URL: '' } });
    const { status, headers } = await post(SAME_ORIGIN);
    expect([status, headers.location, headers['set-cookie'], headers['clear-site-data']]).toEqual([303, '/signed-out', EXPIRED, '"cache"']);
    expect((await lanes.people('/signed-out')).status).toBe(200);
  });

  test.each(['/', '/sign-out', '/signed-out'])('forms of %s lead nowhere but here', async (path) => {
    await given();
    expect((await lanes.people(path, by('ada'))).headers['content-security-policy']).toContain("; form-action 'self';");
  });

  test.each(['/', '/sign-out', '/signed-out'])('%s has its icon in it: no browser asks for one without a session, and is sent to the login', async (path) => {
    await given();
    const { headers, text } = await lanes.people(path, by('ada'));
    const [, address = ''] = /<link rel="icon" href="([^"]*)">/.exec(text) ?? [];
    expect(decodeURIComponent(address)).toMatch(/^data:image\/svg\+xml,<svg .*<\/svg>$/);
    expect(headers['content-security-policy']).toContain('; img-src data:;');
  });

  test.each(['GET', 'POST from another site', 'POST from nowhere'])('by %s ends nothing', async (how) => {
    await given();
    const { status, headers } = how === 'GET' ? await lanes.people('/sign-out', by('ada')) : await post({
      'content-length': 0, ...(how === 'POST from nowhere' ? {} : { 'sec-fetch-site': 'cross-site' }),
    });
    expect([status, headers['set-cookie'], headers.location, headers['clear-site-data']]).toEqual([how === 'GET' ? 200 : 403, undefined, undefined, undefined]);
  });

  test('that no record can be made of ends the session all the same; another site\'s ends nothing', async () => {
    const { decisions } = await given({ env: { GATEWAY_SIGN_OUT_URL: '' } });
    decisions.fails = true;
    const { status, headers } = await post(SAME_ORIGIN);
    expect([status, headers.location, headers['set-cookie']]).toEqual([303, '/signed-out', EXPIRED]);
    const foreign = await post({ 'content-length': 0, 'sec-fetch-site': 'cross-site' });
    expect([foreign.status, foreign.headers['set-cookie']]).toEqual([503, undefined]);
  });

  describe('where the sign-in is not good enough', () => {
    const refused = () => given({ env: { GATEWAY_SIGN_OUT_URL: '' }, parts: { authenticatePerson: () => Promise.reject(new IdentityError('user-email-unverified')) } });

    test('ends it all the same, so that somebody else can sign in; the refusal is on record', async () => {
      const { decisions } = await refused();
      const { status, headers } = await post(SAME_ORIGIN);
      expect([status, headers.location, headers['set-cookie']]).toEqual([303, '/signed-out', EXPIRED]);
      expect(decisions.records).toMatchObject([{ outcome: 'deny', reason: 'user-email-unverified', method: 'sign-out', principal: null, status: 401 }]);
    });

    test('is offered on the page that says so', async () => {
      await refused();
      const { status, text } = await lanes.people('/', { 'accept': 'text/html', 'sec-fetch-mode': 'navigate' });
      expect([status, text.includes('<form method="post" action="/sign-out"><button>Sign out</button></form>')]).toEqual([401, true]);
    });

    test('a page of another site ends nothing', async () => {
      await refused();
      const { status, headers } = await post({ 'content-length': 0, 'sec-fetch-site': 'cross-site' });
      expect([status, headers['set-cookie']]).toEqual([401, undefined]);
    });
  });
});
