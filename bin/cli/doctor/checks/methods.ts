import { DATA_PATH, header, type Check, type Look } from '../check';
import { error, ok, warning, type Said } from '../finding';
import { unexpected } from '../unexpected';

const FOREIGN = 'https://doctor.invalid';
const MARK = 'x-doctor-mark';

/** Whether methods other than GET open a way past the login. */
export const METHODS: Check = {
  name: 'methods',
  run: async (look) => {
    const faults = [...await head(look), ...await options(look), ...await trace(look)];
    return faults.length === 0 ? [ok('HEAD is refused as GET is, OPTIONS lets no other site in, TRACE sends nothing back')] : faults;
  },
};

async function head({ ask }: Look): Promise<readonly Said[]> {
  const answer = await ask({ method: 'HEAD', path: DATA_PATH });
  // A web ACL may know better than to let it through.
  return [401, 403, 405].includes(answer.status) ? [] : [unexpected('HEAD of /api/ without a session', answer, '401')];
}

async function options({ ask }: Look): Promise<readonly Said[]> {
  const answer = await ask({ method: 'OPTIONS', path: DATA_PATH, headers: { 'origin': FOREIGN, 'access-control-request-method': 'POST' } });
  const allowed = header(answer, 'access-control-allow-origin');
  if (allowed === '*' || allowed === FOREIGN || allowed === 'null') {
    return [error('OPTIONS lets pages of other sites call the service', 'the listener adds Access-Control-Allow-Origin, or a proxy does', 'remove the attributes routing.http.response.access_control_* from service.listener: Luigi needs none')];
  }
  return answer.status >= 200 && answer.status < 300 ? [warning(`OPTIONS is answered with ${answer.status} without a session`, 'something before the login answers it', 'see what stands before the load balancer, and look at the rules of service.listener')] : [];
}

async function trace({ ask }: Look): Promise<readonly Said[]> {
  const mark = `doctor-${Math.random().toString(36).slice(2)}`;
  const { status, body } = await ask({ method: 'TRACE', path: '/', headers: { [MARK]: mark } });
  if (body.includes(mark)) return [error('TRACE sends the request back, with the headers that proxies have added', 'a program before the load balancer answers it', 'switch TRACE off where it is answered: load balancers refuse it')];
  return status === 200 ? [warning('TRACE is answered with 200', 'a program before the load balancer answers it', 'switch TRACE off where it is answered: load balancers refuse it')] : [];
}
