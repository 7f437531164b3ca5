import { destination, isRedirect, shownAddress, type Check, type Look } from '../check';
import { error, ok, warning, type Said } from '../finding';
import { isLoopback } from '../target';
import { unexpected } from '../unexpected';

const CALLBACK = '/oauth2/idpresponse';
/** A login sets a few. Who sets thousands is told of by the first. */
const MOST_COOKIES = 5;

/** Whether pages lead to the login of the identity provider, as it expects it. */
export const LOGIN: Check = {
  name: 'login',
  run: async (look) => {
    const { target, ask } = look;
    const answer = await ask({ path: '/' });
    if (answer.status === 401) {
      return [error('/ is answered with 401 and leads to no login', 'the last rule of the listener refuses in place of logging in', 'look at the rules of service.listener: the one for pages has "authenticate"')];
    }
    if (!isRedirect(answer)) return [unexpected('/ without a session', answer, 'a redirect to the login')];
    const to = destination(answer, target.origin);
    if (to === undefined) return [error('/ redirects without saying where to', 'something that is not the load balancer answers', 'see whom the name leads to')];
    const faults = [...destinationFaults(look, to), ...cookieFaults(look, answer.headers.get('set-cookie') ?? []).slice(0, MOST_COOKIES)];
    return faults.length === 0 ? [ok(`/ leads to the login at ${shownAddress(to)}`)] : faults;
  },
};

function destinationFaults({ target }: Look, to: URL): readonly Said[] {
  const settings = 'see to the addresses in "authentication" of LuigiService';
  if (to.origin === target.origin) return [error(`/ leads to the service itself: ${shownAddress(to)}`, 'a rule before those of LuigiService redirects, or a proxy does', 'look at the rules of service.listener')];
  if (to.protocol !== 'https:' && !(!target.isTls && isLoopback(to.hostname))) return [error(`the login is led to without TLS: ${shownAddress(to)}`, 'the address of the provider is one with http', settings)];
  const { searchParams: fields } = to;
  if (fields.get('response_type') !== 'code' || fields.get('client_id') === null) {
    return [error(`/ leads to what is no login by OpenID Connect: ${shownAddress(to)}`, 'a proxy or a rule before those of LuigiService redirects', 'look at the rules of service.listener, and see whom the name leads to')];
  }
  const back = fields.get('redirect_uri') ?? '';
  const expected = `${target.origin}${CALLBACK}`;
  if (back !== expected) {
    const shown = URL.canParse(back) ? shownAddress(new URL(back)) : 'no address';
    return [error(`the provider would send people back to ${shown}, expected ${expected}`, 'the service is asked under another name than it answers to, or a proxy changes the header Host',
      'ask by the name that "domainName" of LuigiService has, and register that address with the provider')];
  }
  if (!(fields.get('scope') ?? '').split(' ').includes('openid')) return [error('the login asks the provider without the scope openid', 'the scopes of the login leave it out', 'add openid to the scopes in "authentication"')];
  return (fields.get('state') ?? '') === '' ? [error('the login has no state: whoever makes a link can log somebody in', 'what redirects is not the login of a load balancer', 'look at the rules of service.listener')] : [];
}

/** The load balancer's cookies, by their names: values are never said. */
function cookieFaults({ target }: Look, cookies: readonly string[]): readonly Said[] {
  return cookies.flatMap((cookie): readonly Said[] => {
    const [pair = '', ...attributes] = cookie.split(';').map((part) => part.trim());
    const has = (name: string) => attributes.some((attribute) => attribute.toLowerCase() === name);
    const name = JSON.stringify((pair.split('=')[0] ?? '').slice(0, 60));
    const missing = [...target.isTls && !has('secure') ? ['Secure'] : [], ...has('httponly') ? [] : ['HttpOnly']];
    if (missing.length === 0) return [];
    const say = missing.includes('Secure') ? error : warning;
    return [say(`the cookie ${name} is set without ${missing.join(' and ')}`, 'the load balancer sets both on its own cookies: another program, or a proxy, set this one', 'see what stands before the load balancer, and what the rules of service.listener forward to')];
  });
}
