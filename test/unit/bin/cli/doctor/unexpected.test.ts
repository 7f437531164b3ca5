import type { Answered } from '../../../../../bin/cli/doctor/net/ask';
import { unexpected } from '../../../../../bin/cli/doctor/unexpected';

const answer = (status: number, body = '', server = 'awselb/2.0'): Answered => ({ status, body, headers: new Map([['server', [server]]]), at: 0 });

test.each<[string, Answered, string]>([
  ['another host name', answer(404, '{"type":"urn:cdk-lighttpd-luigi:problem:unknown-host"}'), 'the load balancer knows this service under another host name'],
  ['a page', answer(200), 'a rule of the listener forwards without a login'],
  ['nothing', answer(204), 'a rule of the listener forwards without a login'],
  ['a part of a page', answer(206), 'a rule of the listener forwards without a login'],
  ['400', answer(400), 'takes the request for malformed'],
  ['403', answer(403), 'the web ACL blocks it'],
  ['429', answer(429), 'too many requests came from this address'],
  ['502', answer(502), 'does not get an answer from the task'],
  ['504', answer(504), 'does not get an answer from the task'],
  ['503', answer(503), 'the load balancer has no healthy task'],
  ['561', answer(561), 'can\'t talk to the identity provider'],
  ['404 of the load balancer', answer(404), 'answers by a rule that LuigiService did not make'],
  ['404 of something else', answer(404, '', 'nginx'), 'what answers may not be the service\'s load balancer'],
])('%s in place of what was expected has its own cause, and a cure', (_what, given, cause) => {
  const said = unexpected('/ without a session', given, '401');

  expect(said).toMatchObject({ status: 'error', what: `/ without a session is answered with ${given.status}, expected 401`, cause: expect.stringContaining(cause) as string });
  expect(said.cure).toMatch(/^.{20,}$/);
});
