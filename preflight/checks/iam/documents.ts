import { asList } from '../../../lib/cloudformation/policy';
import { knownStart, list, object, shown, text } from '../../../lib/cloudformation/read';
import type { Resource } from '../../../lib/cloudformation/resource';
import type { Value } from '../../../lib/cloudformation/value';
import { type Check, resourceCheck } from '../check';
import { isCidr } from '../network/cidr';
import { nearest } from '../support/near';
import { MANAGED_POLICIES, SERVICES } from './known-names';

/** Where policies stand, and whether they say who (of a resource, a trust) or not (of a role, a user). */
const PLACES: Readonly<Record<string, readonly (readonly [path: string, kind: 'identity' | 'resource' | 'trust'])[]>> = {
  'AWS::IAM::Role': [['AssumeRolePolicyDocument', 'trust'], ['Policies.*.PolicyDocument', 'identity']],
  'AWS::IAM::User': [['Policies.*.PolicyDocument', 'identity']],
  'AWS::IAM::Group': [['Policies.*.PolicyDocument', 'identity']],
  'AWS::IAM::Policy': [['PolicyDocument', 'identity']],
  'AWS::IAM::RolePolicy': [['PolicyDocument', 'identity']],
  'AWS::IAM::ManagedPolicy': [['PolicyDocument', 'identity']],
  'AWS::KMS::Key': [['KeyPolicy', 'resource']],
  'AWS::S3::BucketPolicy': [['PolicyDocument', 'resource']],
  'AWS::SNS::TopicPolicy': [['PolicyDocument', 'resource']],
  'AWS::SQS::QueuePolicy': [['PolicyDocument', 'resource']],
  'AWS::SecretsManager::ResourcePolicy': [['ResourcePolicy', 'resource']],
  'AWS::EFS::FileSystem': [['FileSystemPolicy', 'resource']],
  'AWS::Backup::BackupVault': [['AccessPolicy', 'resource']],
  'AWS::Events::EventBusPolicy': [['Statement', 'resource']],
};

/** Policies as IAM reads them. */
export const DOCUMENT_CHECKS: readonly Check[] = [
  resourceCheck('iam-statement', Object.keys(PLACES), (resource, found) => eachStatement(resource, (statement, where, kind) => {
    const [action, resources, who] = [['Action', 'NotAction'], ['Resource', 'NotResource'], ['Principal', 'NotPrincipal']]
      .map((keys) => keys.filter((key) => statement[key] !== undefined)) as [string[], string[], string[]];
    const effect = text(statement.Effect);
    if (effect !== undefined && !['Allow', 'Deny'].includes(effect)) found(`Effect ${effect}: expected Allow or Deny; correct it`, where);
    if (action.length !== 1) found(`${action.length === 0 ? 'neither Action nor NotAction' : 'both Action and NotAction'}: expected one of them`, where);
    if (kind === 'identity' && resources.length !== 1) found(`${resources.length === 0 ? 'neither Resource nor NotResource' : 'both Resource and NotResource'}: expected one of them`, where);
    if (kind === 'identity' && who.length > 0) found(`${who[0]} in a policy of an identity: expected none; it is for those who have the policy`, where);
    if (kind !== 'identity' && who.length !== 1) found(`${who.length === 0 ? 'no Principal' : 'both Principal and NotPrincipal'}: expected one; say whom it is for`, where);
    if (kind === 'trust' && resources.length > 0) found(`${resources[0]} in a trust policy: expected none; it is about the role itself`, where);
    if (kind === 'trust') {
      const bad = asList(statement.Action).map((one) => text(one)).find((one) => one !== undefined && !/^(\*|sts:.+)$/i.test(one));
      if (bad !== undefined) found(`action ${bad} in a trust policy: expected sts:AssumeRole or another of sts; correct it`, where);
    }
    const unknown = Object.keys(statement).find((key) => !ELEMENTS.has(key));
    if (unknown !== undefined) found(`element ${unknown}: expected ${[...ELEMENTS].join(', ')}; correct it`, where);
    for (const key of ['Action', 'NotAction', 'Resource', 'NotResource']) {
      if (list(statement[key])?.length === 0) found(`an empty ${key}: expected at least one; add it or remove the statement`, where);
    }
  })),

  resourceCheck('iam-sid', Object.keys(PLACES), (resource, found) => {
    const seen = new Map<string, string>();
    eachStatement(resource, ({ Sid }, where, kind, document) => {
      const sid = text(Sid);
      if (sid === undefined || sid === '') return;
      if (kind === 'identity' && !/^[A-Za-z0-9]*$/.test(sid)) found(`Sid ${sid}: expected letters and digits only; rename it`, where);
      if (seen.get(`${document} ${sid}`) !== undefined) found(`Sid ${sid} twice: expected each once in a policy; rename one`, where);
      seen.set(`${document} ${sid}`, where);
    });
  }),

  resourceCheck('iam-condition', Object.keys(PLACES), (resource, found) => eachStatement(resource, ({ Condition }, where) => {
    for (const operator of Object.keys(object(Condition) ?? {})) {
      if (!OPERATOR.test(operator)) found(`condition operator ${operator}: expected one such as StringEquals, ArnLike, Bool, with ForAnyValue: before or IfExists behind; correct it`, `${where}.Condition`);
      if (/IpAddress/i.test(operator)) {
        const bad = Object.values(object(object(Condition)?.[operator]) ?? {}).flatMap(asList).map((one) => text(one)).find((one) => one !== undefined && !isCidr(one.includes('/') ? one : `${one}/${one.includes(':') ? 128 : 32}`));
        if (bad !== undefined) found(`condition ${operator} of ${bad}: expected a range of addresses; correct it`, `${where}.Condition`);
      } else if (object(object(Condition)?.[operator]) === undefined && typeof object(Condition)?.[operator] !== 'object') { found(`condition ${operator} without a key: expected { key: value }; correct it`, `${where}.Condition`); }
    }
  })),

  resourceCheck('iam-resource-arn', ['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group', 'AWS::IAM::Policy', 'AWS::IAM::RolePolicy', 'AWS::IAM::ManagedPolicy', 'AWS::S3::BucketPolicy'],
    (resource, found) => eachStatement(resource, (statement, where) => {
      for (const one of [...asList(statement.Resource), ...asList(statement.NotResource)]) {
        const fault = arnFault(one);
        if (fault !== undefined) found(`resource ${shown(one)}: ${fault}`, `${where}.Resource`);
      }
    })),

  resourceCheck('iam-principal', Object.keys(PLACES), (resource, found) => eachStatement(resource, ({ Principal, NotPrincipal }, where) => {
    for (const [kind, members] of [...Object.entries(object(Principal) ?? {}), ...Object.entries(object(NotPrincipal) ?? {})]) {
      if (!['AWS', 'Service', 'Federated', 'CanonicalUser'].includes(kind)) found(`principal of kind ${kind}: expected AWS, Service, Federated or CanonicalUser; correct it`, `${where}.Principal`);
      for (const member of asList(members)) {
        const fault = kind === 'Service' ? serviceFault(text(member)) : kind === 'AWS' ? accountFault(text(member)) : undefined;
        if (fault !== undefined) found(`principal ${shown(member)}: ${fault}`, `${where}.Principal`);
      }
    }
    const plain = text(Principal);
    if (plain !== undefined && plain !== '*') found(`principal ${plain}: expected "*" or { AWS | Service | Federated: ... }; name its kind`, `${where}.Principal`);
  })),

  resourceCheck('iam-managed-policy-arn', ['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'], (resource, found) => {
    asList(resource.get('ManagedPolicyArns')).forEach((arn, index) => {
      const name = /:iam::aws:policy\/([\w+=,.@/-]+)$/.exec(shown(arn))?.[1];
      const known = text(arn);
      if (name !== undefined && !MANAGED_POLICIES.has(name)) {
        found(`AWS has no managed policy ${name}: expected ${likeliest(name) ?? 'one that exists'}; correct it`, `ManagedPolicyArns.${index}`);
      } else if (known !== undefined && !/^arn:[\w-]+:iam::(\d{12}|aws):policy\/.+/.test(known)) {
        found(`managed policy ${known}: expected arn:<partition>:iam::<account or aws>:policy/<name>; correct it`, `ManagedPolicyArns.${index}`);
      }
    });
  }),
];

const ELEMENTS = new Set(['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']);
const OPERATOR = new RegExp('^(?:(?:ForAllValues|ForAnyValue):)?(?:String(?:Not)?(?:Equals|EqualsIgnoreCase|Like)|Numeric(?:Not)?Equals|Numeric(?:LessThan|GreaterThan)(?:Equals)?'
  + '|Date(?:Not)?Equals|Date(?:LessThan|GreaterThan)(?:Equals)?|Bool|BinaryEquals|(?:Not)?IpAddress|Arn(?:Not)?(?:Equals|Like)|Null)(?:IfExists)?$', 'i');

type Kind = 'identity' | 'resource' | 'trust';

function eachStatement(resource: Resource, look: (statement: Readonly<Record<string, Value | undefined>>, where: string, kind: Kind,
  document: string) => void): void {
  for (const [path, kind] of PLACES[resource.type] ?? []) {
    const [head = '', , tail] = path.split('.');
    const documents: [string, Value | undefined][] = tail === undefined ? [[head, resource.get(head)]]
      : (list(resource.get(head)) ?? []).map((_, index): [string, Value | undefined] => [`${head}.${index}.${tail}`, resource.get(head, index, tail)]);
    for (const [where, document] of documents) {
      const members = resource.type === 'AWS::Events::EventBusPolicy' ? asList(document) : asList(object(document)?.Statement);
      members.forEach((member, index) => {
        const statement = object(member);
        if (statement !== undefined) look(statement, `${where}.Statement.${index}`, kind, where);
      });
    }
  }
}

/** The policy that was meant: of another path, or a slip away, or with more to its name. */
function likeliest(name: string): string | undefined {
  const plain = name.replace(/^.*\//, '');
  const named = [...MANAGED_POLICIES].map((known) => [known, known.replace(/^.*\//, '')] as const);
  return (named.find(([, own]) => own === plain) ?? named.find(([, own]) => nearest(plain, [own]) !== undefined) ?? named.find(([,
    own]) => own.startsWith(plain)))?.[0];
}

/** What IAM would say of a resource in a policy. */
function arnFault(resource: Value): string | undefined {
  const start = knownStart(resource);
  const whole = text(resource);
  if (whole === '*' || start === '' && whole === undefined) return undefined;
  const beginsRight = start.startsWith('arn:') || start.startsWith('*') || 'arn:'.startsWith(start) && whole === undefined;
  if (!beginsRight) return 'expected "*" or an ARN; write it out in full';
  const parts = shown(resource).replace(/\$\{[^}]*\}/g, 'x').split(':');
  if (start.startsWith('arn:') && whole !== undefined && parts.length < 6) return 'expected arn:partition:service:region:account:resource; write all six parts';
  const [, partition, service, , account] = parts;
  if (start.startsWith('arn:') && whole !== undefined) {
    if (partition !== undefined && !/^(aws(-cn|-us-gov|-iso(-[a-z])?|-eusc)?|.*\*.*)$/.test(partition)) return `partition "${partition}" does not exist: expected such as aws, aws-cn or aws-us-gov; correct it`;
    if (service === '') return 'expected a service in the third part; write it';
    if (account !== undefined && !/^(\d{12}|\*|aws|[*?\d]+|cloudfront|aws-managed|)$/.test(account)) return `account "${account}": expected 12 digits, "*" or none; correct it`;
  }
  if (service === 's3' && /^arn:[^:]+:s3:[^:]+:/.test(shown(resource)) && !/accesspoint|storage-lens|job|access-grants|:\*/.test(shown(resource))) {
    return 'expected neither region nor account in the ARN of a bucket; leave both empty';
  }
  return undefined;
}

function serviceFault(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const match = /^([a-z0-9.-]+?)(?:\.([a-z]{2}(?:-[a-z]+)+-\d))?\.(?:amazonaws\.com(?:\.cn)?|amazon\.com|aws\.internal|api\.aws|c2s\.ic\.gov|sc2s\.sgov\.gov|amazonaws\.eu)$/.exec(name);
  if (match === null) return 'expected <service>.amazonaws.com; correct it';
  const prefix = match[1] as string;
  const meant = SERVICES.has(prefix) ? undefined : nearest(prefix, SERVICES);
  return meant === undefined ? undefined : `no such service: expected ${meant}.amazonaws.com; correct it`;
}

function accountFault(name: string | undefined): string | undefined {
  if (name === undefined || name === '*' || /^\d{12}$/.test(name) || /^(AIDA|AROA|AGPA|ANPA)\w+$/.test(name)) return undefined;
  if (/^arn:aws[a-z-]*:(iam|sts)::(\d{12}|cloudfront):(root|role\/.+|user\/.+|assumed-role\/.+|federated-user\/.+|saml-provider\/.+|oidc-provider\/.+)$/.test(name)) {
    return name.includes('*') ? 'expected no "*" in part of a principal; use "*" alone with a condition on aws:PrincipalArn' : undefined;
  }
  return 'expected an account of 12 digits, "*" or the ARN of a role, user or root; correct it';
}
