import type { GetParametersByPathCommand, GetParametersByPathCommandOutput } from '@aws-sdk/client-ssm';
import { readDocuments } from '../../../../../bin/cli/access/documents/read-documents';
import { Answers } from '../../../../../bin/cli/access/explain/answer';
import { lint } from '../../../../../bin/cli/access/lint/lint';
import type { SsmReader } from '../../../../../images/gateway/src/documents/ssm-source';
import { job, mapping } from '../../../../support/access/document-folder';

/** SSM that holds these parameters, each below its path, and refuses some paths. */
function ssm(parameters: Readonly<Record<string, unknown>>, refused: Readonly<Record<string, Error>> = {}): () => SsmReader {
  return () => ({
    send: async ({ input: { Path = '' } }: GetParametersByPathCommand) => {
      const fault = refused[Path];
      if (fault !== undefined) throw fault;
      const found = Object.entries(parameters).filter(([name]) => name.startsWith(`${Path}/`));
      return { Parameters: found.map(([Name, value]) => ({ Name, Type: 'String', Value: JSON.stringify(value) })) } as GetParametersByPathCommandOutput;
    },
  });
}

const PLACE = { kind: 'ssm', service: 'etl' } as const;
const ALL = {
  '/luigi/etl/access/analysts': mapping(['group:analysts'], { view: ['report.*'], run: [{ job: 'daily' }] }), '/luigi/etl/access/broken': {},
  '/luigi/etl/jobs/daily': job('reports'), '/luigi/etl/control/revoked': { version: 1, revoked: [{ principal: 'user:eve@example.com' }] },
  '/luigi/other/access/others': mapping(['group:others'], { view: ['*'] }),
};
const denied = Object.assign(new Error('User: arn:aws:sts::111122223333:assumed-role/audit/ada is not authorized to perform: ssm:GetParametersByPath'), { name: 'AccessDeniedException' });

test('mappings, jobs and who is shut out of one service are read, and parameters are named in full', async () => {
  const documents = await readDocuments(PLACE, { ssm: ssm(ALL) });

  expect(lint(documents)).toMatchObject({ place: 'ssm:/luigi/etl', mappings: 2, jobs: 1, findings: [{ rule: 'invalid-mapping', where: 'ssm:/luigi/etl/access/broken' }], notes: [] });
  const answers = new Answers(documents);
  expect(answers.to(['group:analysts'], { action: 'run', job: 'daily' }).allowed).toBe(true);
  expect(answers.to(['group:analysts', 'user:eve@example.com'], { action: 'run', job: 'daily' })).toMatchObject({ allowed: false, reason: 'principal-revoked' });
  expect(answers.to(['group:others'], { action: 'view', family: 'a' }).allowed).toBe(false);
});

test('who may read mappings alone is told what was not looked at', async () => {
  const documents = await readDocuments(PLACE, { ssm: ssm(ALL, { '/luigi/etl/jobs': denied, '/luigi/etl/control': denied }) });

  expect(lint(documents).notes).toEqual([expect.stringContaining('was not held against the jobs: got AccessDeniedException'), expect.stringContaining('who is shut out was not looked at: got AccessDeniedException')]);
  expect(new Answers(documents).to(['group:analysts'], { action: 'view', family: 'report.A' }).allowed).toBe(true);
  expect(() => new Answers(documents).to(['group:analysts'], { action: 'run', job: 'daily' })).toThrow('what jobs there are is not known');
});

test.each<[string, Error, string]>([
  ['may read nothing', denied, 'allow ssm:GetParametersByPath on the path to who calls (User: arn:aws:sts::111122223333:assumed-role/audit/ada is not authorized'],
  ['names no region', new Error('Region is missing'), '(Region is missing)'],
])('who %s is told so, with the SDK\'s own words', async (_what, fault, message) => {
  await expect(readDocuments(PLACE, { ssm: ssm(ALL, { '/luigi/etl/access': fault }) })).rejects.toThrow(message);
});

test('a service that is not there is no service without faults', async () => {
  await expect(readDocuments({ kind: 'ssm', service: 'elt' }, { ssm: ssm(ALL) })).rejects.toThrow('ssm:/luigi/elt: got no parameter below /luigi/elt/access, expected one for each access mapping: mend the service\'s name, the region or the account');
});
