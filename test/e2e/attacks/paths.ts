import { refused, turnedAway } from '../../support/hostile/attack';
import { PROOF, type Scene } from '../../support/hostile/scene';
import { requestText } from '../../support/raw-tls';

/** An operator who may pause, from a page of ours: only the path is wrong. */
const operator = (target: string) => (scene: Scene): string => requestText('GET', target, [...scene.as('ada'), ...PROOF]);

const MALFORMED = [
  '/api/../api/pause', '/x/../api/pause', '/./api/pause', '/api/./pause', '/api/..', '/static/../api/pause', '/static/visualiser/../../api/pause',
  '/api/%2e%2e/api/pause', '/static/%2e%2e/api/pause', '/static/.%2E/api/pause', '//api/pause', '/api//pause', '///api/pause', '/api%2fpause', '/api%2Fpause',
  '/static%2f..%2fapi/pause', '/api/pause%00', '/api/pause%00.png', '/api/pause%0a', '/api/pause%0d%0aX-A:b', '/api/pause\x01', '/api/pause\t', '/api/pause%ff', '/api/%c0%afpause',
  '/api/pause?data=%7B%7D%00', 'http://127.0.0.1/api/pause', 'https://evil.example/api/pause', 'api/pause', '*', '', '?',
  '/static/..%5c..%5capi/pause%2f',
];

const UNKNOWN_METHODS = [
  '/api/pause/', '/api/pause;x=1', '/api/pause;/unpause', '/api/;pause', '/api/PAUSE', '/api/Pause', '/api/pause.json', '/api/pause%20', '/api/%20pause', '/api/pause%3Fdata=%7B%7D',
  '/api/pause%23', '/api/pause%252f', '/api/%2570ause', '/api/pause%E2%80%AE', '/api/pau%CC%81se', '/api/\\pause', '/api/%5cpause', '/api/x%5c..%5cpause', '/api/', '/api/dump', '/api/load', '/api/_update_task',
  '/api/get_pending_tasks', '/api/__proto__', '/api/constructor', '/api/toString', '/api/hasOwnProperty', '/api/__init__',
  '/api/pau%se', '/api/pause%', '/api/pause HTTP/1.1',
];

const NOWHERE = ['/API/pause', '/Api/pause', '/api', '/api;/pause', '/api\\pause', '/\\api\\pause', '/%5capi/pause', '/x', '/.git/config', '/.env', '/state.pickle', '/visualiser/', '/static', '/whoami/', '/whoami%2e', '/livez/',
  '/sign-out/', '/index.html'];

/** Other spellings of the path of a change: none of them is that path. */
export const PATHS = [
  ...turnedAway(...MALFORMED.map((target) => [JSON.stringify(target), 400, 'malformed-request', operator(target)] as const)),
  ...refused(
    ...UNKNOWN_METHODS.map((target) => [target, 404, 'unknown-method', operator(target)] as const),
    ...NOWHERE.map((target) => [target, 404, 'not-found', operator(target)] as const),
    ['/history/ with dots of another kind', 404, 'no-such-page', operator('/history/by_name/a/b')],
    ['/history/by_id/ of no number', 404, 'no-such-page', operator('/history/by_id/1;drop')],
  ),
];
