/** Words that say that a value is itself a secret. */
const SECRET_WORDS = /(^|_)(passwords?|passwd|pwd|passphrase|secrets?|tokens?|credentials?|apikeys?|api_keys?|access_keys?|private_keys?|signing_keys?|encryption_keys?)(_|$)/;

/** Last words of names that are about a secret and don't hold it. */
const ABOUT_A_SECRET = new RegExp(`_(${[
  'arns?', 'names?', 'ids?', 'files?', 'filename', 'paths?', 'dir', 'directory', 'mount', 'location', 'uris?', 'urls?', 'endpoints?', 'hosts?', 'hostname', 'ports?', 'domain',
  'ttl', 'expiry', 'expiration', 'expires', 'expires_in', 'timeout', 'lifetime', 'duration', 'validity', 'age', 'interval', 'seconds', 'minutes', 'hours', 'days', 'ms',
  'length', 'min', 'max', 'limits?', 'count', 'rate', 'size', 'budget', 'policy', 'rules', 'issuers?', 'audiences?', 'type', 'kind', 'format', 'algorithm', 'alg', 'method', 'header',
  'cookie', 'field', 'claim', 'param', 'parameter', 'prefix', 'suffix', 'version', 'stage', 'region', 'provider', 'manager', 'store', 'backend', 'service', 'scopes?', 'table', 'bucket',
  'queue', 'topic', 'role', 'rotation', 'enabled', 'disabled', 'required', 'optional', 'reset', 'usage', 'ref', 'reference', 'alias', 'username', 'user', 'pattern', 'regex', 'hint',
].join('|')})$`);

/** First words of names that count or ask about secrets. */
const ASKS_ABOUT_A_SECRET = /^(max|min|num|number|count|use|enable|disable|require|allow|has|is|skip|force|show|hide|with)_/;

/** Whether a variable's name says that it holds a secret: `DB_PASSWORD`, `apiToken`, not `DB_PASSWORD_ARN` or `MAX_TOKENS`. */
export function namesSecret(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2').replace(/[^A-Za-z0-9]+/g, '_').toLowerCase();
  return SECRET_WORDS.test(words) && !ABOUT_A_SECRET.test(words) && !ASKS_ABOUT_A_SECRET.test(words) && !/(^|_)public_/.test(words);
}

/** Values that are no secrets, whatever the name: switches, ARNs, paths and addresses, names of parameters and secrets. */
const HARMLESS = [
  /^(|true|false|yes|no|on|off|none|null|enabled|disabled|required|optional)$/i,
  /^arn:/, /^\.{0,2}\/[\w./-]*$/, /^[a-z][a-z0-9+.-]*:\/\/[^/@]*(\/[^@]*)?$/i, /^alias\//, /^[a-z0-9_.-]+(\/[a-z0-9_.-]+)+$/,
];

/** Whether a value can't be a secret. */
export function isHarmless(value: string): boolean {
  return HARMLESS.some((pattern) => pattern.test(value.trim()));
}

/** Keys of AWS accounts, private keys, tokens of well-known services, and addresses with a password in them. */
const SECRETS = [
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/, /-----BEGIN [A-Z ]*PRIVATE KEY-----/, /\bgh[pousr]_[A-Za-z0-9]{36}/, /\bgithub_pat_\w{22}/, /\bxox[abpors]-[A-Za-z0-9-]{10}/, /\bsk_live_[A-Za-z0-9]{16}/,
  /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@${}]+@/i,
];

/** Whether a value is a secret by its looks, whatever the name. */
export function looksSecret(value: string): boolean {
  return SECRETS.some((pattern) => pattern.test(value));
}
