import { text } from '../../../../lib/cloudformation/read';
import { target } from '../../../../lib/cloudformation/template';
import { concatenate, Reference, Text, Unknown, type Value } from '../../../../lib/cloudformation/value';

/** A document's text as it will be deployed. */
export interface DeployedText {
  /** With `${...}` for what is known at deployment only; in ARNs of roles, which take no such letters, its name alone. */
  readonly text: string;
  /** What is known at deployment only. */
  readonly open: readonly string[];
}

/** Stands for an account that is not known. */
export const NO_ACCOUNT = '000000000000';

/** The text of a parameter's value, or undefined where nothing of it is known. */
export function deployedText(value: Value | undefined): DeployedText | undefined {
  const known = withRoles(value);
  if (typeof known === 'string') return { text: known, open: [] };
  if (!(known instanceof Text)) return undefined;
  const open: string[] = [];
  const parts = known.parts.map((part) => {
    if (typeof part === 'string') return part;
    // The document is JSON: nothing that needs to be escaped there.
    const name = (part instanceof Unknown ? part.shown : part.shown.slice(2, -1)).replace(/[^A-Za-z0-9_.:-]+/g, '-').replace(/^-|-$/g, '');
    open.push(name);
    return `\${${name}}`;
  });
  return { text: inArns(parts.join('')), open: [...new Set(open)] };
}

/** Roles that the app makes, by their ARNs: a mapping names them so. */
function withRoles(value: Value | undefined): Value | undefined {
  if (value instanceof Text) return concatenate(value.parts.map((part) => typeof part === 'string' ? part : withRoles(part) ?? ''));
  if (!(value instanceof Reference) || value.attribute !== 'Arn') return value;
  const role = target(value);
  if (role?.type !== 'AWS::IAM::Role') return value;
  const { account } = role.template.environment;
  return concatenate([
    'arn:', partitionOf(role.template.environment.region) ?? new Unknown('AWS::Partition'), ':iam::', account ?? new Unknown('AWS::AccountId'), ':role',
    text(role.get('Path')) ?? '/', text(role.get('RoleName')) ?? new Reference(value.template, value.logicalId),
  ]);
}

function partitionOf(region: string | undefined): string | undefined {
  if (region === undefined) return undefined;
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : /^us-iso|^eu-isoe|^eusc-/.test(region) ? undefined : 'aws';
}

/** What is not known in the ARN of a role, in letters that one may have. */
function inArns(document: string): string {
  const plain = (open: string): string => open.replace(/\$\{([^}]*)\}/g, (_, name: string) => name.replace(/\.Arn$/, '').replace(/[^A-Za-z0-9_+=,.@-]/g, '-').slice(0, 64));
  return document
    .replace(/arn:\$\{[^}]*\}:iam::/g, 'arn:aws:iam::')
    .replace(/(arn:[a-z-]+:iam::)\$\{[^}]*\}:/g, `$1${NO_ACCOUNT}:`)
    .replace(/(arn:[a-z-]+:iam::[0-9]{12}:role\/)([^"]*)/g, (_, start: string, name: string) => `${start}${plain(name)}`)
    .replace(/("logGroup":")([^"]*)"/g, (_, start: string, name: string) => `${start}${plain(name)}"`)
    .replace(/("role:|"taskRole":")(\$\{[^}"]*\})"/g, (_, start: string, name: string) => `${start}arn:aws:iam::${NO_ACCOUNT}:role/${plain(name)}"`);
}
