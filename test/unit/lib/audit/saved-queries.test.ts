import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DENIED_BY_REASON, QUERIES } from '../../../../lib/audit/query-texts';
import recordSchema from '../../../../lib/contract/decision-record.schema.json';
import { auditedStack } from '../../../support/lib/audited-stack';

const OF_INSIGHTS = ['@timestamp', '@message', '@log', '@logStream'];
const WORDS = ['fields', 'filter', 'stats', 'sort', 'limit', 'by', 'as', 'and', 'or', 'asc', 'desc', 'count', 'earliest', 'latest', 'coalesce', 'concat', 'ispresent', 'in', 'dedup'];
const PROJECT = join(__dirname, '../../../..');

/** Names of fields that a query speaks of. */
function fieldsOf(query: string): string[] {
  const text = query.replace(/^#.*$/gm, '').replace(/"[^"]*"/g, '');
  const aliases = [...text.matchAll(/\bas (\w+)/g)].map(([, alias]) => alias);
  const names = [...text.matchAll(/@?[A-Za-z_]\w*/g)].map(([name]) => name);
  return [...new Set(names)].filter((name) => !WORDS.includes(name) && !aliases.includes(name));
}

/** Values that a query compares fields with. */
function valuesOf(query: string): Array<[string, string]> {
  return [...query.replace(/^#.*$/gm, '').matchAll(/(\w+) = "([^"]*)"/g)].map(([, field = '', value = '']) => [field, value]);
}

const accessFields = [...readFileSync(join(PROJECT, 'images/lighttpd/lighttpd.conf'), 'utf8').matchAll(/\\"(\w+)\\":/g)].map(([, name]) => name ?? '');
const fields = { decisions: Object.keys(recordSchema.properties), access: accessFields, application: [] as string[] };

describe('the saved queries', () => {
  test('stand below the name of the service, and read the logs that they are about', () => {
    const saved = Object.values(auditedStack().template().findResources('AWS::Logs::QueryDefinition')).map(({ Properties }) => Properties as {
      Name: string; LogGroupNames: Array<{ Ref: string }>;
    });

    expect(saved.map(({ Name, LogGroupNames }) => [Name, LogGroupNames.map(({ Ref }) => /Decisions|Access|Application/.exec(Ref)?.[0])])).toEqual([
      ['luigi/etl/who ran what', ['Decisions']],
      ['luigi/etl/what was denied and why', ['Decisions']],
      ['luigi/etl/all that one person did', ['Decisions']],
      ['luigi/etl/one run from request to final state', ['Decisions']],
      ['luigi/etl/one request or task', ['Decisions', 'Access']],
    ]);
  });

  test('the fields that lighttpd logs are found in its configuration', () => {
    expect(accessFields).toEqual(expect.arrayContaining(['time', 'lane', 'client', 'method', 'path', 'status', 'bytes', 'microseconds', 'requestId', 'userAgent']));
  });

  test.each([...QUERIES, { name: 'refusals by reason', logs: ['decisions'] as const, text: DENIED_BY_REASON }])('$name: asks for fields that its logs have', ({ logs, text }) => {
    const known = [...OF_INSIGHTS, ...logs.flatMap((log) => fields[log])];

    expect(fieldsOf(text).length).toBeGreaterThan(2);
    expect(fieldsOf(text).filter((name) => !known.includes(name))).toEqual([]);
  });

  test.each([...QUERIES, { name: 'refusals by reason', text: DENIED_BY_REASON }])('$name: compares with values that there are', ({ text }) => {
    const properties = recordSchema.properties as unknown as Record<string, { readonly enum?: ReadonlyArray<string | null> }>;

    expect(valuesOf(text).length).toBeGreaterThan(0);
    expect(valuesOf(text).filter(([field, value]) => properties[field]?.enum?.includes(value) === false)).toEqual([]);
  });

  test('each is shown in the docs as it is saved, with a sample of its answer', () => {
    const docs = readFileSync(join(PROJECT, 'docs/audit.md'), 'utf8');
    for (const { name, text } of QUERIES) {
      expect(docs).toMatch(new RegExp(`^### ${name}$`, 'm'));
      expect(docs).toContain(`\`\`\`\n${text}\n\`\`\`\n\n|`);
    }
  });
});
