import type { PersonClient } from '../../../local/person-client';
import { waitFor } from '../../../local/process-runner/wait-for';
import { startTestService, type TestService } from '../../support/service';

describe('faults around who somebody is', () => {
  let running: TestService;
  let ada: PersonClient;
  beforeAll(async () => {
    running = await startTestService();
    ada = await running.login('ada');
  });
  afterEach(() => {
    running.service.loadBalancer.keyEndpoint.state = 'up';
    running.service.loadBalancer.knobs.clockSkewSeconds = 0;
  });
  afterAll(() => running?.stop());

  const asked = async (client: PersonClient) => {
    const { status, body } = await client.rpc('task_list');
    return { status, code: status === 200 ? undefined : (JSON.parse(body) as { code: string }).code };
  };

  test.each(['down', 'hang'] as const)('a key endpoint that is %s: whoever comes with a known key goes on, a new key is refused for the moment', async (state) => {
    const { loadBalancer } = running.service;
    expect(await asked(ada)).toEqual({ status: 200, code: undefined });
    loadBalancer.keyEndpoint.state = state;
    expect(await asked(ada)).toEqual({ status: 200, code: undefined });
    loadBalancer.keys.rotate();
    const refused = await ada.rpc('task_list');
    expect([refused.status, JSON.parse(refused.body)]).toMatchObject([503, { code: 'claims-keys-unavailable' }]);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(await running.decision(({ reason }) => reason === 'claims-keys-unavailable')).toMatchObject({ outcome: 'deny', principal: null, status: 503 });
    loadBalancer.keyEndpoint.state = 'up';
    // Fetches pause for some seconds after faults, and go on without anybody's doing.
    await waitFor(async () => (await asked(ada)).status === 200, { what: 'the new key is known', timeoutMs: 15_000, everyMs: 100 });
  });

  test('the load balancer signs with a new key: nobody notices, and each key is fetched once', async () => {
    const { loadBalancer } = running.service;
    const grace = await running.login('grace');
    const { kid } = loadBalancer.keys.rotate();
    const answers = await Promise.all([ada, grace, ada, grace, ada].map(asked));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    loadBalancer.keys.forgetOld();
    expect(await asked(ada)).toEqual({ status: 200, code: undefined });
    expect(await asked(await running.login('alan'))).toEqual({ status: 403, code: 'not-granted' });
    expect(loadBalancer.keyEndpoint.asked.filter((one) => one === kid)).toHaveLength(1);
  });

  test.each([
    [30, { status: 200, code: undefined }],
    [-30, { status: 200, code: undefined }],
    [300, { status: 401, code: 'claims-not-yet-valid' }],
    [-300, { status: 401, code: 'claims-expired' }],
  ])('a load balancer whose clock is off by %d s: %p', async (seconds, expected) => {
    running.service.loadBalancer.knobs.clockSkewSeconds = seconds;
    expect(await asked(ada)).toEqual(expected);
    running.service.loadBalancer.knobs.clockSkewSeconds = 0;
    expect(await asked(ada)).toEqual({ status: 200, code: undefined });
  });

  test('an identity provider that is away: who is signed in goes on, a login fails for the moment, and then works', async () => {
    const provider = running.service.program('identity-provider');
    await provider.stop();
    expect(await asked(ada)).toEqual({ status: 200, code: undefined });
    await expect(running.login('grace')).rejects.toThrow('ECONNREFUSED');
    await provider.start();
    expect(await asked(await running.login('grace'))).toEqual({ status: 200, code: undefined });
  });
});
