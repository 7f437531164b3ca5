import { parseJson } from '../../../lib/cloudformation/json-document';
import { knownLength, number, object, text } from '../../../lib/cloudformation/read';
import { assemblyCheck, type Check, resourceCheck } from '../check';

/** Systems Manager parameters, Secrets Manager, and references to both. */
export const PARAMETER_AND_SECRET_CHECKS: readonly Check[] = [
  resourceCheck('ssm-parameter-name', ['AWS::SSM::Parameter'], (parameter, found) => {
    const name = text(parameter.get('Name'));
    if (name === undefined) return;
    if (/^(aws|ssm)|^\/(aws|ssm)(\/|$)/i.test(name)) found(`parameter ${name}: expected none that begins with "aws" or "ssm", which are reserved; rename it`, 'Name');
    if (!/^[\w./-]+$/.test(name) || name.length > 1011) found(`parameter ${name}: expected letters, digits and ._-/ only; rename it`, 'Name');
    if (name.includes('/') && !name.startsWith('/')) found(`parameter ${name}: expected it to begin with "/", as it is a path; add it`, 'Name');
    if (name.split('/').length - 1 > 15) found(`parameter ${name}: expected 15 levels at most; use fewer`, 'Name');
    if (name.length > 1 && name.endsWith('/') || name.includes('//')) found(`parameter ${name}: expected a name between and after each "/"; correct it`, 'Name');
  }),

  resourceCheck('ssm-parameter-value', ['AWS::SSM::Parameter'], (parameter, found) => {
    const tier = parameter.get('Tier') === undefined ? 'Standard' : text(parameter.get('Tier'));
    const value = parameter.get('Value');
    const most = tier === 'Standard' ? 4096 : 8192;
    const known = text(value);
    const bytes = known === undefined ? knownLength(value) : Buffer.byteLength(known);
    if (tier !== undefined && bytes > most) found(`a value of ${bytes.toLocaleString('en')} bytes: expected ${most.toLocaleString('en')} at most in tier ${tier}; ${most === 4096 ? 'use tier Advanced (8,192) or ' : ''}split it`, 'Value');
    if (known === '') found('an empty value: expected one character at least; give it one', 'Value');
    if (text(parameter.get('Type')) === 'SecureString') found('type SecureString: expected String or StringList, the ones that CloudFormation makes; use a secret', 'Type');
    const pattern = text(parameter.get('AllowedPattern'));
    const expression = pattern === undefined ? undefined : compile(pattern);
    if (pattern !== undefined && expression === undefined) found(`AllowedPattern ${pattern}: expected a regular expression; correct it`, 'AllowedPattern');
    else if (known !== undefined && expression?.test(known) === false) found(`value ${known}: expected one that matches ${pattern}; change one of them`, 'Value');
    if (parameter.get('Policies') !== undefined && tier === 'Standard') found('Policies in tier Standard: expected Advanced; set Tier', 'Policies');
  }),

  resourceCheck('secret', ['AWS::SecretsManager::Secret'], (secret, found) => {
    const name = text(secret.get('Name'));
    if (name !== undefined && !/^[\w/+=.@-]{1,512}$/.test(name)) found(`secret ${name}: expected at most 512 letters, digits and /_+=.@-; rename it`, 'Name');
    if (secret.get('SecretString') !== undefined && secret.get('GenerateSecretString') !== undefined) found('SecretString with GenerateSecretString: expected one of them; remove the other', 'SecretString');
    const bytes = knownLength(secret.get('SecretString'));
    if (bytes > 65536) found(`a secret of ${bytes} characters: expected 65,536 at most; shorten it`, 'SecretString');
    const generate = object(secret.get('GenerateSecretString'));
    if (generate === undefined) return;
    if ((generate.SecretStringTemplate === undefined) !== (generate.GenerateStringKey === undefined)) found('SecretStringTemplate and GenerateStringKey, one without the other: expected both or none; add the other', 'GenerateSecretString');
    const template = parseJson(generate.SecretStringTemplate);
    if (template !== undefined && 'error' in template) found(`SecretStringTemplate is no JSON: ${template.error}; correct it`, 'GenerateSecretString');
    const length = number(generate.PasswordLength);
    if (length !== undefined && (length < 1 || length > 4096)) found(`PasswordLength ${length}: expected 1 to 4,096; change it`, 'GenerateSecretString');
    const excluded = ['ExcludeLowercase', 'ExcludeUppercase', 'ExcludeNumbers', 'ExcludePunctuation'].filter((key) => generate[key] === true);
    if (excluded.length === 4) found('all kinds of characters are excluded: expected some; allow one', 'GenerateSecretString');
    if (length !== undefined && length < 4 - excluded.length && generate.RequireEachIncludedType !== false) found(`PasswordLength ${length} for ${4 - excluded.length} kinds of characters: expected one of each at least; make it longer`, 'GenerateSecretString');
  }),

  resourceCheck('secret-rotation', ['AWS::SecretsManager::RotationSchedule'], (schedule, found) => {
    const rules = object(schedule.get('RotationRules'));
    const days = number(rules?.AutomaticallyAfterDays);
    if (days !== undefined && (days < 1 || days > 1000)) found(`rotation after ${days} days: expected 1 to 1,000; change it`, 'RotationRules');
    if (rules?.AutomaticallyAfterDays !== undefined && rules.ScheduleExpression !== undefined) found('AutomaticallyAfterDays with ScheduleExpression: expected one of them; remove the other', 'RotationRules');
    if (schedule.get('RotationLambdaARN') !== undefined && schedule.get('HostedRotationLambda') !== undefined) found('RotationLambdaARN with HostedRotationLambda: expected one of them; remove the other');
  }),

  assemblyCheck('dynamic-reference', (assembly, found) => {
    for (const template of assembly.templates) {
      for (const resource of template.resources.values()) {
        for (const one of textsIn(resource.raw.Properties)) {
          for (const [whole, inner = ''] of one.matchAll(/\{\{resolve:([^}]*)\}\}/g)) {
            const fault = referenceFault(inner);
            if (fault !== undefined) found({ template, resource, message: `dynamic reference ${whole}: ${fault}` });
          }
        }
      }
    }
  }),
];

function compile(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch {
    return undefined;
  }
}

function textsIn(raw: unknown): readonly string[] {
  if (typeof raw === 'string') return [raw];
  return typeof raw === 'object' && raw !== null ? Object.values(raw).flatMap(textsIn) : [];
}

function referenceFault(inner: string): string | undefined {
  const [service, ...rest] = inner.split(':');
  if (service === 'ssm' || service === 'ssm-secure') {
    const [name = '', version, ...more] = rest[0] === 'arn' ? [rest.slice(0, 6).join(':'), ...rest.slice(6)] : rest;
    if (!/^[\w./:${}-]+$/.test(name) || more.length > 0 || version !== undefined && !/^\d+$/.test(version)) return `expected {{resolve:${service}:name}} or {{resolve:${service}:name:version}}; correct it`;
    return undefined;
  }
  if (service === 'secretsmanager') {
    const parts = rest[0] === 'arn' ? [rest.slice(0, 7).join(':'), ...rest.slice(7)] : rest;
    const [id, kind] = parts;
    if (id === undefined || id === '') return 'expected the name or ARN of a secret; add it';
    if (kind !== undefined && kind !== '' && kind !== 'SecretString') return `"${kind}" where SecretString is expected: write {{resolve:secretsmanager:secret:SecretString:key}}`;
    return parts.length > 5 ? 'expected secret:SecretString:key:stage:version at most; correct it' : undefined;
  }
  return 'no such service: expected ssm, ssm-secure or secretsmanager; correct it';
}
