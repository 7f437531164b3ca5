import { header } from './check';
import { error, type Said } from './finding';
import type { Answered } from './net/ask';

/**
 * A finding for an answer that should have been another, with the cause that such a status has here.
 * @param asked what was asked, such as `/ without a session`
 * @param expected such as `a redirect to the login`
 */
export function unexpected(asked: string, answer: Answered, expected: string): Said {
  const [cause, cure] = causeOf(answer);
  return error(`${asked} is answered with ${answer.status}, expected ${expected}`, cause, cure);
}

function causeOf(answer: Answered): readonly [string, string] {
  const { status, body } = answer;
  if (status === 404 && body.includes('problem:unknown-host')) {
    return ['the load balancer knows this service under another host name', 'ask it by the name that "domainName" of LuigiService has, or set "domainName" to this one'];
  }
  switch (status) {
    case 200:
    case 204:
    case 206:
      return ['a rule of the listener forwards without a login, or something else answers under this name', 'look at the rules of service.listener: those of LuigiService all log in; remove what was added before them, and see whom the name leads to'];
    case 400: return ['the load balancer, or a proxy on the way, takes the request for malformed', 'ask from a network without a proxy that rewrites requests'];
    case 403: return ['the web ACL blocks it, by address, rate or content', 'look the request up in the log of the web ACL; "firewall" of LuigiService sets limits and exceptions (docs/firewall.md)'];
    case 429: return ['too many requests came from this address', 'wait a minute and call again; limits are set by "firewall" of LuigiService'];
    case 502:
    case 504: return ['the load balancer does not get an answer from the task', 'look at the service\'s events and the log of lighttpd; its security group must let the load balancer in, as LuigiService sees to (docs/operations.md)'];
    case 503: return ['the load balancer has no healthy task', 'look at the service\'s events in ECS: the task may still be starting, or fails its health check (docs/operations.md)'];
    case 561: return ['the load balancer can\'t talk to the identity provider', 'see to client id, client secret and addresses in "authentication", and let the load balancer reach the provider on 443'];
    default:
      return header(answer, 'server')?.startsWith('awselb') === true
        ? ['the load balancer answers by a rule that LuigiService did not make', 'look at the rules of service.listener']
        : ['what answers may not be the service\'s load balancer', 'see whom the name leads to: a proxy or another service may stand before it'];
  }
}
