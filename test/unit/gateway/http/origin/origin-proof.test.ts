import { assertOriginProved } from '../../../../../images/gateway/src/http/origin/origin-proof';
import { Problem } from '../../../../../images/gateway/src/problem';

const PROOF = {
  'x-requested-with': 'XMLHttpRequest',
  'sec-fetch-site': 'same-origin',
  'sec-fetch-mode': 'cors',
  'sec-fetch-dest': 'empty',
  'accept': 'application/json, text/javascript, */*; q=0.01',
};

const head = (headers: Record<string, string | string[] | undefined>) => ({ headers, rawHeaders: [] });

test.each(['cors', 'same-origin'])('a background call of our own page (mode %s) is let through', (mode) => {
  expect(() => assertOriginProved(head({ ...PROOF, 'sec-fetch-mode': mode }))).not.toThrow();
});

test('a call that asks for JSON and nothing else is let through', () => {
  expect(() => assertOriginProved(head({ ...PROOF, accept: 'application/json' }))).not.toThrow();
});

test.each([
  ['a clicked link', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'x-requested-with': undefined }],
  ['an image', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image', 'x-requested-with': undefined }],
  ['all of ours but that it navigates', { 'sec-fetch-mode': 'navigate' }],
  ['all of ours but that it may not read the answer', { 'sec-fetch-mode': 'no-cors' }],
  ['all of ours but that it is a WebSocket', { 'sec-fetch-mode': 'websocket' }],
  ...['document', 'iframe', 'image', 'script', 'style', 'serviceworker', ''].map((dest) =>
    [`all of ours but that it is for ${dest || 'nothing'}`, { 'sec-fetch-dest': dest }] as [string, Record<string, string>]),
  ['another site', { 'sec-fetch-site': 'cross-site' }],
  ['a sibling subdomain', { 'sec-fetch-site': 'same-site' }],
  ['an address typed in', { 'sec-fetch-site': 'none' }],
  ['an old browser without fetch metadata', { 'sec-fetch-site': undefined, 'sec-fetch-mode': undefined, 'sec-fetch-dest': undefined }],
  ['a page that sends no X-Requested-With', { 'x-requested-with': undefined }],
  ['a doubled header', { 'sec-fetch-site': 'same-origin, same-origin' }],
  ['jQuery for a <script src> in shown text', { accept: 'text/javascript, application/javascript, application/ecmascript, application/x-ecmascript, */*; q=0.01' }],
  ['Bootstrap for data-remote in shown text', { accept: 'text/html, */*; q=0.01' }],
  ['a call that takes anything', { accept: '*/*' }],
  ['a call that asks for JSON among others', { accept: 'text/html, application/json' }],
  ['a call that asks for something like JSON', { accept: 'application/jsonp' }],
  ['a call that says nothing of what it takes', { accept: undefined }],
  ['other letter case', { 'x-requested-with': 'xmlhttprequest' }],
])('a change by %s is refused', (_who, headers) => {
  expect(() => assertOriginProved(head({ ...PROOF, ...headers }))).toThrow(expect.objectContaining({ status: 403, code: 'origin-not-proved' }));
  expect(() => assertOriginProved(head({ ...PROOF, ...headers }))).toThrow(Problem);
});
