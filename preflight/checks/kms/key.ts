import { asList, leastLength, mayAllow, statements } from '../../../lib/cloudformation/policy';
import { number, object, text } from '../../../lib/cloudformation/read';
import { type Check, resourceCheck } from '../check';

/** Keys and their aliases. */
export const KEY_CHECKS: readonly Check[] = [
  resourceCheck('kms-key-policy', ['AWS::KMS::Key'], (key, found) => {
    const policy = key.get('KeyPolicy');
    const length = leastLength(policy);
    if (length > 32768) found(`a key policy of ${length.toLocaleString('en')} characters: expected 32,768 at most; shorten it`, 'KeyPolicy');
    const known = statements(policy);
    if (policy === undefined || known === undefined || key.get('BypassPolicyLockoutSafetyCheck') === true) return;
    const keeps = known.some((statement) => mayAllow(statement, 'kms:PutKeyPolicy')
      && (object(statement.principal) === undefined || asList(object(statement.principal)?.AWS).length > 0));
    if (!keeps) found('a key policy that lets nobody change it: expected kms:* or kms:PutKeyPolicy for the account or a role; add that statement', 'KeyPolicy');
  }),

  resourceCheck('kms-key-settings', ['AWS::KMS::Key'], (key, found) => {
    const spec = text(key.get('KeySpec')) ?? (key.get('KeySpec') === undefined ? 'SYMMETRIC_DEFAULT' : undefined);
    const usage = text(key.get('KeyUsage')) ?? (key.get('KeyUsage') === undefined ? 'ENCRYPT_DECRYPT' : undefined);
    const window = number(key.get('PendingWindowInDays'));
    const period = number(key.get('RotationPeriodInDays'));
    if (window !== undefined && (window < 7 || window > 30)) found(`PendingWindowInDays ${window}: expected 7 to 30; change it`, 'PendingWindowInDays');
    if (period !== undefined && (period < 90 || period > 2560)) found(`RotationPeriodInDays ${period}: expected 90 to 2,560; change it`, 'RotationPeriodInDays');
    if (spec !== undefined && spec !== 'SYMMETRIC_DEFAULT' && key.get('EnableKeyRotation') === true) {
      found(`rotation of a key of spec ${spec}: expected SYMMETRIC_DEFAULT; turn EnableKeyRotation off`, 'EnableKeyRotation');
    }
    if (spec === undefined || usage === undefined) return;
    const fits = spec === 'SYMMETRIC_DEFAULT' ? usage === 'ENCRYPT_DECRYPT' : spec.startsWith('HMAC_') ? usage === 'GENERATE_VERIFY_MAC'
      : spec.startsWith('RSA_') ? ['ENCRYPT_DECRYPT', 'SIGN_VERIFY'].includes(usage) : usage !== 'ENCRYPT_DECRYPT';
    if (!fits) found(`a key of spec ${spec} for ${usage}: expected a usage that this spec has; set KeyUsage`, 'KeyUsage');
  }),

  resourceCheck('kms-alias', ['AWS::KMS::Alias'], (alias, found) => {
    const name = text(alias.get('AliasName'));
    if (name === undefined) return;
    if (!/^alias\/[\w/-]+$/.test(name) || name.length > 256) found(`alias ${name}: expected alias/ and then letters, digits, "/", "_" and "-"; rename it`, 'AliasName');
    else if (name.startsWith('alias/aws/')) found(`alias ${name}: expected none that begins with alias/aws/, which is AWS's own; rename it`, 'AliasName');
  }),
];
