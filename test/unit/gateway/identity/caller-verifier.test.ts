import type { Authenticator, Caller } from '../../../../images/gateway/src/identity/caller';
import { CallerVerifier } from '../../../../images/gateway/src/identity/caller-verifier';
import { identityOf } from '../../../../images/gateway/src/identity/identity';
import { loadBalancerHeaders, loadBalancerKey, requestHead, TEST_CLIENT_ID, TEST_ISSUER, TEST_LOAD_BALANCER_ARN } from '../../../support/load-balancer-claims';
import { TestFetch } from './scene';

/** A way in that believes whoever names it. */
class Believer implements Authenticator {
  asked = 0;
  constructor(private readonly header: string) {}
  recognises = (head: Parameters<Authenticator['recognises']>[0]): boolean => head.headers[this.header] !== undefined;
  authenticate = (): Promise<Caller> => {
    this.asked += 1;
    return Promise.resolve({
      kind: 'machine', principal: `role:${this.header}`, displayName: this.header, groups: [], principals: [], session: 'bearer', expiresAt: 0,
    });
  };
}

describe('several ways to prove who one is', () => {
  test('the one that recognises the request is asked', async () => {
    const [a, b] = [new Believer('a'), new Believer('b')];
    expect(await new CallerVerifier([a, b]).verify(requestHead({ b: '1' }))).toMatchObject({ principal: 'role:b' });
    expect(a.asked).toBe(0);
  });

  test('two at once are refused, and neither is asked', async () => {
    const [a, b] = [new Believer('a'), new Believer('b')];
    await expect(new CallerVerifier([a, b]).verify(requestHead({ a: '1', b: '1' }))).rejects.toMatchObject({ status: 400, code: 'identity-ambiguous' });
    expect(a.asked + b.asked).toBe(0);
  });

  test('none at all is no identity', async () => {
    await expect(new CallerVerifier([new Believer('a')]).verify(requestHead({}))).rejects.toMatchObject({ status: 401, code: 'no-identity' });
    await expect(new CallerVerifier([]).verify(requestHead({ a: '1' }))).rejects.toMatchObject({ status: 401, code: 'no-identity' });
  });
});

describe('the two lanes', () => {
  const key = loadBalancerKey();
  const net = new TestFetch();
  net.publish(key);
  const settings = {
    loadBalancerArn: TEST_LOAD_BALANCER_ARN, oidcIssuer: TEST_ISSUER, oidcClientId: TEST_CLIENT_ID, userClaim: 'sub', groupsSource: 'claim',
    groupsClaim: 'groups', fetch: net.fetch,
  } as const;
  const { people, workers } = identityOf({ ...settings, workerCredentials: ['etl:0123456789abcdef'] });
  const worker = requestHead({ authorization: `Basic ${Buffer.from('etl:0123456789abcdef').toString('base64')}` });
  const person = requestHead(loadBalancerHeaders({ key }));

  test('know their own', async () => {
    await expect(people.verify(person)).resolves.toMatchObject({ kind: 'person' });
    await expect(workers.verify(worker)).resolves.toMatchObject({ kind: 'worker' });
  });

  test('know nobody from the other', async () => {
    await expect(people.verify(worker)).rejects.toMatchObject({ code: 'no-identity' });
    await expect(workers.verify(person)).rejects.toMatchObject({
      code: 'no-identity', extensions: { headers: { 'www-authenticate': expect.stringMatching(/^Basic /) } },
    });
  });

  test('let no worker in where no credential is set', async () => {
    await expect(identityOf({ ...settings, workerCredentials: [] }).workers.verify(worker)).rejects.toMatchObject({ code: 'no-identity' });
  });
});
