import { visible } from '../../report/lines';
import { header, type Check, type Look } from '../check';
import { error, ok, skipped, warning, type Said } from '../finding';
import type { Answered } from '../net/ask';
import { unexpected } from '../unexpected';

const PAGE = '/signed-out';
const ATTRIBUTE = 'routing.http.response';

/** Headers of the one page that needs no login: what it must have, and what it must not tell. */
export const HEADERS: Check = {
  name: 'headers',
  run: async (look) => {
    const answer = await look.ask({ path: PAGE });
    if (answer.status !== 200) return [{ ...unexpected(PAGE, answer, 'a page without login'), status: 'warning' }];
    const faults = [...protection(look, answer), ...leaks(answer)];
    return faults.length === 0 ? [ok(`${PAGE} needs no login, protects itself and tells nothing of what serves it`)] : faults;
  },
};

function protection({ target }: Look, answer: Answered): readonly Said[] {
  const policy = header(answer, 'content-security-policy') ?? '';
  const missing = [
    ...target.isTls && header(answer, 'strict-transport-security') === undefined ? [['Strict-Transport-Security', 'strict_transport_security', 'max-age=31536000']] : [],
    ...header(answer, 'x-content-type-options')?.toLowerCase() === 'nosniff' ? [] : [['X-Content-Type-Options', 'x_content_type_options', 'nosniff']],
    ...policy.includes('frame-ancestors') || header(answer, 'x-frame-options') !== undefined ? [] : [['X-Frame-Options', 'x_frame_options', 'DENY']],
  ];
  if (missing.length === 0) return [];
  const names = missing.map(([name]) => name).join(', ');
  const attributes = missing.map(([, attribute, value]) => `service.listener.setAttribute('${ATTRIBUTE}.${attribute}.header_value', '${value}')`).join('; ');
  const what = `${PAGE} comes without ${names}`;
  // A fixed response has no place for headers. The page holds nothing and does nothing.
  if (header(answer, 'server')?.startsWith('awselb') === true) return [skipped(`${what}: a load balancer's own page has them only by attributes of its listener, such as ${attributes}`)];
  return [warning(what, 'a proxy takes them off, or something else serves the page', `see what stands before the service; a listener adds them by ${attributes}`)];
}

function leaks(answer: Answered): readonly Said[] {
  const telling = ['server', 'x-powered-by', 'via', 'x-aspnet-version', 'x-amzn-oidc-data', 'x-amzn-oidc-accesstoken', 'x-amzn-oidc-identity'].flatMap((name) => {
    const value = header(answer, name);
    return value === undefined || value === '' ? [] : [{ name, value }];
  });
  const said = telling.flatMap(({ name, value }): readonly Said[] => {
    if (name.startsWith('x-amzn-oidc')) return [error(`the header ${name} comes back to whoever asks`, 'a program behind the load balancer repeats what it was sent', 'see whom the name leads to: the gateway never repeats it')];
    if (name === 'server' && !/\d\.\d/.test(value.replace('awselb/2.0', ''))) return [];
    return [warning(`the header ${name} tells what serves the page: ${visible(value).slice(0, 60)}`, 'a program or proxy before the load balancer adds it', 'switch it off there: versions tell which weaknesses to try')];
  });
  const cookies = answer.headers.get('set-cookie') ?? [];
  return cookies.length === 0 ? said : [...said, warning(`${PAGE} sets a cookie`, 'it is not served by the rule of LuigiService, which sets none', 'look at the rules of service.listener: the one for /signed-out has the smallest number')];
}
