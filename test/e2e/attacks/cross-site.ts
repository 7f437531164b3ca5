import { Agent, request as sendHttp } from 'node:http';
import { refused, type Row } from '../../support/hostile/attack';
import { TASKS } from '../../support/hostile/planted-tasks';
import { dataOf, get, post, PROOF, type Headers } from '../../support/hostile/scene';
import { requestText } from '../../support/raw-tls';

const TASK = { task_id: TASKS.report.task_id };

/** What browsers say of a request, by what made it. Each comes with the operator's valid session. */
export const BY_BROWSERS: ReadonlyArray<readonly [name: string, headers: Headers]> = ([
  ['a link on a foreign page', 'cross-site', 'navigate', 'document', false],
  ['a link in a mail', 'none', 'navigate', 'document', false],
  ['a link in a worker\'s text on our own page', 'same-origin', 'navigate', 'document', false],
  ['an image on a foreign page', 'cross-site', 'no-cors', 'image', false],
  ['an image in a worker\'s text on our own page', 'same-origin', 'no-cors', 'image', false],
  ['a frame in a worker\'s text', 'same-origin', 'navigate', 'iframe', false],
  ['a style sheet in a worker\'s text', 'same-origin', 'no-cors', 'style', false],
  ['a script element', 'same-origin', 'no-cors', 'script', false],
  ['a form on a foreign page', 'cross-site', 'navigate', 'document', false],
  ['a form in a worker\'s text', 'same-origin', 'navigate', 'document', false],
  ['fetch without cors from a foreign page', 'cross-site', 'no-cors', 'empty', false],
  ['fetch with cors from a foreign page', 'cross-site', 'cors', 'empty', true],
  ['fetch with cors from a neighbour\'s host name', 'same-site', 'cors', 'empty', true],
  ['a beacon on our own page', 'same-origin', 'no-cors', 'empty', false],
  ['a WebSocket of our own page', 'same-origin', 'websocket', 'websocket', false],
  ['a prefetch', 'same-origin', 'no-cors', 'empty', false],
  ['our own page without X-Requested-With', 'same-origin', 'cors', 'empty', false],
] as const).map(([name, site, mode, dest, ajax]) => [name, [
  ['Sec-Fetch-Site', site], ['Sec-Fetch-Mode', mode], ['Sec-Fetch-Dest', dest], ['Accept', 'application/json, */*; q=0.01'],
  ...(site === 'cross-site' || site === 'same-site' ? [['Origin', 'https://evil.example'], ['Referer', 'https://evil.example/']] as const : []),
  ...(ajax ? [['X-Requested-With', 'XMLHttpRequest']] as const : []),
]]);

/** Headers of a browser that says nothing of where a request comes from, or says it in a way that can't be believed. */
const UNPROVED: ReadonlyArray<readonly [string, Headers]> = [
  ['a browser without fetch metadata', [['X-Requested-With', 'XMLHttpRequest']]],
  ['nothing but an origin', [['Origin', 'http://127.0.0.1']]],
  ...PROOF.map(([name]) => [`all but ${name}`, PROOF.filter(([each]) => each !== name)] as const),
  ...PROOF.filter(([name]) => name !== 'Accept').map(([name]) => [`${name} twice, which differ`, [...PROOF, [name, 'cross-site']]] as const),
  ['capitals', PROOF.map(([name, value]) => [name, value.toUpperCase()] as const)],
];

/** Changes with an operator's session that no button of ours asked for. */
export const UNPROVED_CHANGES = refused(...[...BY_BROWSERS, ...UNPROVED].flatMap(([name, headers]): Row[] => [
  [`${name}: by GET`, 403, 'origin-not-proved', (scene) => get('mark_as_done', TASK, [...scene.as('ada'), ...headers])],
  [`${name}: by POST`, 403, 'origin-not-proved', (scene) => post('pause', '', [...scene.as('ada'), ...headers])],
]));

/** Views that a page of another site asks for with a person's session. */
export const FOREIGN_VIEWS = refused(...BY_BROWSERS.filter(([, headers]) => headers.some(([, value]) => value === 'cross-site')).map(([name, headers]): Row =>
  [name, 403, 'cross-site', (scene) => get('task_list', {}, [...scene.as('ada'), ...headers])]));

/** Sign-out that the person did not ask for. */
export const UNASKED_SIGN_OUT = refused(...['cross-site', 'same-site', 'none', undefined].map((site): Row =>
  [`from ${site ?? 'nobody knows where'}`, 403, 'origin-not-proved', (scene) => requestText('POST', '/sign-out',
    [...scene.as('ada'), ['Content-Length', '0'], ...(site === undefined ? [] : [['Sec-Fetch-Site', site] as const])])]));

/** An answer at the front door. */
export interface FrontAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

const agent = new Agent({ keepAlive: false });

/** A request to the load balancer, as a browser with a session sends it. */
export async function atFrontDoor(origin: string, method: string, target: string, headers: Readonly<Record<string, string>>, body = ''): Promise<FrontAnswer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const request = sendHttp({ hostname, port, method, path: target, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject)
        .on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString('utf8') }));
    });
    request.on('error', reject).end(body);
  });
}

/** The same change as a link and as a form. */
export const LINK = `/api/mark_as_done?${dataOf(TASK)}`;
export const FORM_BODY = dataOf(TASK);
