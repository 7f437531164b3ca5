import { Sts, StsRefused, StsUnavailable } from '../../../../../images/gateway/src/identity/role/sts';

const ROLE = {
  GetCallerIdentityResponse: { GetCallerIdentityResult: { Account: '111122223333', Arn: 'arn:aws:sts::111122223333:assumed-role/Daily/task-1', UserId: 'AROAEXAMPLEEXAMPLE:task-1' } },
};

/** An STS that answers each request so. */
function answering(status: number, body: unknown): { readonly sts: Sts; readonly asked: [string, RequestInit | undefined][] } {
  const asked: [string, RequestInit | undefined][] = [];
  const sts = new Sts({
    origin: 'https://sts.eu-central-1.amazonaws.com', audience: '111122223333/eu-central-1/luigi',
    fetch: async (url, init) => {
      asked.push([String(url), init]);
      return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
    },
  });
  return { sts, asked };
}

const refusal = (code: string): object => ({ Error: { Code: code, Message: 'no', Type: 'Sender' } });

test('is asked at its own address with the header of this service, and leads nowhere else', async () => {
  const { sts, asked } = answering(200, ROLE);

  expect(await sts.callerIdentity('/?Action=GetCallerIdentity')).toEqual({
    account: '111122223333', arn: 'arn:aws:sts::111122223333:assumed-role/Daily/task-1', userId: 'AROAEXAMPLEEXAMPLE:task-1',
  });
  expect(asked).toEqual([['https://sts.eu-central-1.amazonaws.com/?Action=GetCallerIdentity', expect.objectContaining({
    method: 'GET', redirect: 'manual', headers: { 'accept': 'application/json', 'x-luigi-service': '111122223333/eu-central-1/luigi' },
  })]]);
});

test.each([[403, 'SignatureDoesNotMatch'], [403, 'InvalidClientTokenId'], [400, 'ExpiredToken'], [403, 'AccessDenied']])(
  'refuses by %d %s', async (status, code) => {
    await expect(answering(status, refusal(code)).sts.callerIdentity('/?')).rejects.toThrow(new StsRefused(`STS answered ${status} ${code}`));
  });

test.each<[string, number, unknown]>([
  ['is throttled', 400, refusal('Throttling')], ['is throttled by another name', 403, refusal('RequestLimitExceeded')],
  ['has had too many requests, whatever it calls that', 429, refusal('Busy')], ['is ill', 500, refusal('InternalFailure')], ['is away', 503, ''],
  ['sends somewhere else', 302, ''], ['refuses without a word', 403, '<html>forbidden</html>'], ['refuses with no code', 403, { Error: {} }],
  ['answers nothing', 200, ''], ['answers half', 200, { GetCallerIdentityResponse: { GetCallerIdentityResult: { Account: '111122223333' } } }],
  ['answers without end', 200, `${' '.repeat(16_384)}${JSON.stringify(ROLE)}`],
])('says nothing about a token where it %s', async (_, status, body) => {
  await expect(answering(status, body).sts.callerIdentity('/?')).rejects.toThrow(StsUnavailable);
});
