import { completeList, flag, number, object, objects, text, texts } from '../../../lib/cloudformation/read';
import { type Check, resourceCheck } from '../check';
import { poolOf } from './clients';

const POOL = 'AWS::Cognito::UserPool';
const STANDARD = [
  'address', 'birthdate', 'email', 'family_name', 'gender', 'given_name', 'locale', 'middle_name', 'name', 'nickname', 'phone_number', 'picture',
  'preferred_username', 'profile', 'updated_at', 'website', 'zoneinfo', 'username', 'sub', 'email_verified', 'phone_number_verified',
];

/** User pools, their domains and identity providers. */
export const POOL_CHECKS: readonly Check[] = [
  resourceCheck('cognito-pool', [POOL], (pool, found) => {
    const mfa = text(pool.get('MfaConfiguration'));
    const factors = texts(pool.get('EnabledMfas') ?? []);
    if (mfa !== undefined && mfa !== 'OFF' && pool.get('EnabledMfas') === undefined) found(`MfaConfiguration ${mfa} without EnabledMfas: expected SOFTWARE_TOKEN_MFA, SMS_MFA or EMAIL_OTP; add one`, 'EnabledMfas');
    if (factors.includes('SMS_MFA') && pool.get('SmsConfiguration') === undefined) found('SMS_MFA without SmsConfiguration: expected a role that may send; add it or use SOFTWARE_TOKEN_MFA', 'SmsConfiguration');
    if (factors.includes('EMAIL_OTP') && text(pool.get('EmailConfiguration', 'EmailSendingAccount')) !== 'DEVELOPER' && pool.get('EmailConfiguration') === undefined) found('EMAIL_OTP without an EmailConfiguration by SES: expected EmailSendingAccount DEVELOPER; add it', 'EmailConfiguration');
    if (pool.get('AliasAttributes') !== undefined && pool.get('UsernameAttributes') !== undefined) found('AliasAttributes with UsernameAttributes: expected one of them; remove the other', 'AliasAttributes');
    const shortest = number(pool.get('Policies', 'PasswordPolicy', 'MinimumLength'));
    if (shortest !== undefined && (shortest < 6 || shortest > 99)) found(`passwords of ${shortest} characters at least: expected 6 to 99; change it`, 'Policies');
    const threat = text(pool.get('UserPoolAddOns', 'AdvancedSecurityMode'));
    const tier = text(pool.get('UserPoolTier'));
    if (threat !== undefined && threat !== 'OFF' && (tier === 'LITE' || tier === 'ESSENTIALS')) found(`threat protection (${threat}) in tier ${tier}: expected PLUS; set UserPoolTier`, 'UserPoolAddOns');
    const custom = objects(pool.get('Schema')).map(({ Name }) => text(Name)).filter((name) => name !== undefined && !STANDARD.includes(name));
    const long = custom.find((name) => name !== undefined && (name.replace(/^custom:/, '').length > 20 || !/^[\w:. -]+$/.test(name)));
    if (long !== undefined) found(`attribute ${long}: expected at most 20 characters; shorten it`, 'Schema');
    if (new Set(custom).size < custom.length) found(`attributes ${custom.join(', ')}: expected each once; remove one`, 'Schema');
    if (custom.length > 50) found(`${custom.length} attributes of your own: expected 50 at most; remove some`, 'Schema');
    const days = number(pool.get('AdminCreateUserConfig', 'UnusedAccountValidityDays'));
    if (days !== undefined && pool.get('Policies', 'PasswordPolicy', 'TemporaryPasswordValidityDays') !== undefined) found('UnusedAccountValidityDays with TemporaryPasswordValidityDays: expected the latter only; remove the first', 'AdminCreateUserConfig');
  }),

  resourceCheck('cognito-domain', ['AWS::Cognito::UserPoolDomain'], (domain, found) => {
    const name = text(domain.get('Domain'));
    const certificate = text(domain.get('CustomDomainConfig', 'CertificateArn'));
    if (certificate !== undefined && /^arn:aws:acm:(?!us-east-1:)/.test(certificate)) found(`certificate ${certificate}: expected one of us-east-1, which is where custom domains live; request it there`, 'CustomDomainConfig');
    if (name === undefined) return;
    if (domain.get('CustomDomainConfig') !== undefined) {
      if (!name.includes('.')) found(`custom domain ${name}: expected a full host name; correct it or remove CustomDomainConfig`, 'Domain');
    } else if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) {
      found(`domain prefix ${name}: expected at most 63 lower-case letters, digits and "-", none of these first or last; rename it`, 'Domain');
    } else if (/aws|amazon|cognito/.test(name)) {
      found(`domain prefix ${name}: expected none with "aws", "amazon" or "cognito" in it; rename it`, 'Domain');
    }
  }),

  resourceCheck('cognito-identity-provider', ['AWS::Cognito::UserPoolIdentityProvider'], (provider, found) => {
    const type = text(provider.get('ProviderType'));
    const details = object(provider.get('ProviderDetails'));
    const name = text(provider.get('ProviderName'));
    const where = 'ProviderDetails';
    if (name !== undefined && (name.length > 32 || name.length < 1 || /^[_\s]|[_\s]$/.test(name) || type !== undefined && !['SAML', 'OIDC'].includes(type) && name !== type)) {
      found(`provider ${name}: expected at most 32 characters, no "_" or space first or last${type !== undefined && !['SAML', 'OIDC'].includes(type) ? `, and for ${type} just that name` : ''}; rename it`, 'ProviderName');
    }
    if (details === undefined) return;
    const [file, url] = [details.MetadataFile, details.MetadataURL];
    if (type === 'SAML' && (file === undefined) === (url === undefined)) found(`SAML with ${file === undefined ? 'neither' : 'both'} MetadataURL ${file === undefined ? 'nor' : 'and'} MetadataFile: expected one of them`, where);
    const address = text(url);
    if (type === 'SAML' && address !== undefined && !address.startsWith('https://')) found(`MetadataURL ${address}: expected an https address; correct it`, where);
    const needed = type === 'OIDC' ? ['client_id', 'authorize_scopes', 'oidc_issuer', 'attributes_request_method'] : type === 'Google' || type === 'Facebook' ? ['client_id', 'client_secret', 'authorize_scopes'] : [];
    const lacking = needed.filter((key) => details[key] === undefined);
    if (lacking.length > 0) found(`${type} without ${lacking.join(', ')}: expected them; add them`, where);
    const scopes = text(details.authorize_scopes);
    if (type === 'OIDC' && scopes !== undefined && !scopes.split(/\s+/).includes('openid')) found(`authorize_scopes ${scopes}: expected openid among them; add it`, where);
    const method = text(details.attributes_request_method);
    if (method !== undefined && !['GET', 'POST'].includes(method)) found(`attributes_request_method ${method}: expected GET or POST; correct it`, where);
  }),

  resourceCheck('cognito-attribute-mapping', ['AWS::Cognito::UserPoolIdentityProvider'], (provider, found) => {
    const pool = poolOf(provider);
    const schema = pool === undefined ? undefined : pool.get('Schema') === undefined ? [] : completeList(pool.get('Schema'));
    const attributes = schema?.map((one) => ({ name: text(object(one)?.Name), mutable: object(one)?.Mutable }));
    if (attributes === undefined || attributes.some(({ name }) => name === undefined)) return;
    for (const key of Object.keys(object(provider.get('AttributeMapping')) ?? {})) {
      const own = attributes.find(({ name }) => name?.replace(/^custom:/, '') === key.replace(/^custom:/, ''));
      if (key.startsWith('custom:') && own === undefined) found(`attribute ${key} is not in the schema of ${pool?.logicalId}: expected it there; add it to Schema`, 'AttributeMapping');
      else if (!key.startsWith('custom:') && !STANDARD.includes(key) && own === undefined) found(`attribute ${key}: expected a standard one or custom:${key}; correct it`, 'AttributeMapping');
      else if (key.startsWith('custom:') && own !== undefined && (own.mutable === undefined ? false : flag(own.mutable) === false)) found(`attribute ${key} of ${pool?.logicalId} can't be changed: expected Mutable true, as each login writes it; set it`, 'AttributeMapping');
    }
  }),

  resourceCheck('cognito-group', ['AWS::Cognito::UserPoolGroup'], (group, found) => {
    const name = text(group.get('GroupName'));
    const precedence = number(group.get('Precedence'));
    if (name !== undefined && (name.length > 128 || /\s/.test(name))) found(`group ${name}: expected at most 128 characters and no space; rename it`, 'GroupName');
    if (precedence !== undefined && precedence < 0) found(`precedence ${precedence}: expected 0 at least; raise it`, 'Precedence');
  }),
];
