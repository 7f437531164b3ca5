import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { asList, covers } from '../../../lib/cloudformation/policy';
import { object, text } from '../../../lib/cloudformation/read';
import type { Value } from '../../../lib/cloudformation/value';
import { LOCAL } from '../../../local/setup/paths';
import { type Check, resourceCheck } from '../check';

/** Policies that cfn-lint's W3037 does not look into. */
const PLACES: Readonly<Record<string, string>> = {
  'AWS::SecretsManager::ResourcePolicy': 'ResourcePolicy', 'AWS::EFS::FileSystem': 'FileSystemPolicy', 'AWS::Backup::BackupVault': 'AccessPolicy',
  'AWS::ECR::Repository': 'RepositoryPolicyText', 'AWS::DynamoDB::Table': 'ResourcePolicy.PolicyDocument', 'AWS::EC2::VPCEndpoint': 'PolicyDocument', 'AWS::Events::EventBusPolicy': 'Statement',
};

/** IAM takes an action that does not exist, and then it allows nothing: what was meant is refused later. */
export const ACTION_NAME_CHECKS: readonly Check[] = [
  resourceCheck('iam-action', Object.keys(PLACES), (resource, found) => {
    const document = resource.get(...(PLACES[resource.type] as string).split('.'));
    const statements = resource.type === 'AWS::Events::EventBusPolicy' ? asList(document) : asList(object(document)?.Statement);
    statements.forEach((statement, index) => {
      for (const value of [...asList(object(statement as Value)?.Action), ...asList(object(statement as Value)?.NotAction)]) {
        const action = text(value);
        if (action !== undefined && !exists(action)) found(`action ${action}: expected one that exists; correct it`, `${PLACES[resource.type]}.Statement.${index}`);
      }
    });
  }),
];

let known: ReadonlyMap<string, readonly string[]> | undefined;

/** Whether there is such an action; yes where the list isn't at hand. */
function exists(action: string): boolean {
  known ??= read();
  const [service = '', name = ''] = action.toLowerCase().split(':');
  if (action === '*' || known.size === 0) return true;
  return known.get(service)?.some((one) => covers(name, one)) ?? false;
}

/** The list that cfn-lint brings; it names every action in small letters. */
function read(): ReadonlyMap<string, readonly string[]> {
  const library = path.join(LOCAL, 'venv-cfn-lint', 'lib');
  const [python] = existsSync(library) ? readdirSync(library) : [];
  const file = path.join(library, python ?? '', 'site-packages/cfnlint/data/AdditionalSpecs/Policies.json');
  if (!existsSync(file)) return new Map();
  const services = JSON.parse(readFileSync(file, 'utf8')) as Record<string, { Actions?: Record<string, unknown> }>;
  return new Map(Object.entries(services).map(([service, { Actions = {} }]) => [service, Object.keys(Actions)]));
}
