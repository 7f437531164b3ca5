import { App, Stack } from 'aws-cdk-lib';
import fc from 'fast-check';
import { Environment } from '../../../../images/gateway/src/settings/environment';
import { tokenIssuers } from '../../../../images/gateway/src/settings/token-issuers';
import { MachineAuthentication } from '../../../../lib/authentication/machine-authentication';
import { MachineSubject, type MachineAuthenticationConfig } from '../../../../lib/authentication/machine-authentication-config';
import { tokenIssuersSetting, trustedIssuers } from '../../../../lib/authentication/machines/trusted-issuers';

const stack = new Stack(new App(), 'Stack');

/** A way in of somebody's own, that says whatever it likes. */
class Own extends MachineAuthentication {
  public constructor(private readonly config: MachineAuthenticationConfig) {
    super();
  }

  public bind(): MachineAuthenticationConfig {
    return this.config;
  }
}

/** What the gateway is told, or undefined where the constructs refuse. */
function setting(make: () => MachineAuthentication): string | undefined {
  try {
    return stack.resolve(tokenIssuersSetting(stack, trustedIssuers([make()], 'luigi.example.com'))) as string;
  } catch {
    return undefined;
  }
}

function gatewayTakes(text: string): boolean {
  try {
    return tokenIssuers(new Environment({ GATEWAY_TOKEN_ISSUERS: text })).length === 1;
  } catch {
    return false;
  }
}

const AWS = {
  name: 'aws', subject: MachineSubject.IAM_ROLE, issuer: 'https://x.tokens.sts.global.api.aws', keysUrl: 'https://x.tokens.sts.global.api.aws/.well-known/jwks.json', audience: 'luigi',
} as const;

/** Mostly what a role's ARN is made of, in whatever order. */
const part = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('ci', 'etl', 'a+=,.@-_', 'x'.repeat(64)) },
  { weight: 3, arbitrary: fc.constantFrom('', '.', '..', '...', '.a', 'a.', '*', 'ci*', '**', '?', 'x'.repeat(65), ' ', '%2e', 'é', '\n') },
);
const role = fc.tuple(
  fc.constantFrom('arn:aws:iam::111122223333:role/', 'arn:aws-cn:iam::111122223333:role/', 'arn:aws:iam::111122223333:role/', 'arn:*:iam::111122223333:role/', 'arn:aws:iam::*:role/', 'arn:aws:iam::111122223333:role', 'arn:evil:iam::111122223333:role/', ''),
  fc.array(part, { maxLength: 4 }), fc.constantFrom('', '', '/*', '/', '\n'),
).map(([account, parts, end]) => account + parts.join('/') + end);

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 6 }), fc.string({ unit: 'binary', maxLength: 6 }), fc.string({ unit: 'grapheme-ascii', minLength: 250, maxLength: 260 }),
  fc.constantFrom('', ' ', 'a', ' a', 'a ', 'a b', '\ud800', 'a\udc00', '\u{1F600}', '\u{1F600}'.repeat(128), '\u{1F600}'.repeat(129), 'x'.repeat(256), 'x'.repeat(257), '\u200b', '\u2029', '\u00ad', '*'),
);

/** How often each answer came. */
function told(check: (count: (takes: boolean) => void) => void): void {
  let [good, bad] = [0, 0];
  check((takes) => { if (takes) good += 1; else bad += 1; });
  expect(good).toBeGreaterThan(50);
  expect(bad).toBeGreaterThan(50);
}

describe('between constructs and the gateway, of who may call by token', () => {
  test('a role, or what stands for several, is good for both or for neither', () => {
    told((count) => fc.assert(fc.property(role, (arn) => {
      const byHand = JSON.stringify([{ ...AWS, subject: undefined, kind: 'aws-iam', roles: [arn] }]);
      const takes = gatewayTakes(byHand);
      count(takes);
      const made = setting(() => MachineAuthentication.awsIam({ issuer: AWS.issuer, audience: AWS.audience, allowedRoleArns: [arn] }));
      expect(made !== undefined).toBe(takes);
    }), { numRuns: 1000 }));
  });

  test('an audience, a client, a claim\'s value is good for both or for neither', () => {
    told((count) => fc.assert(fc.property(text, fc.constantFrom('audience', 'client', 'claim'), (value, where) => {
      const over = { audience: { audience: value }, client: { clientClaim: 'azp', clients: [value] }, claim: { requiredClaims: { team: value } } }[where];
      const common = { name: 'idp', issuer: 'https://id.example.com', audience: 'luigi', ...over };
      const takes = gatewayTakes(JSON.stringify([{ ...common, kind: 'jwt', keysUrl: 'https://id.example.com/.well-known/jwks.json' }]));
      count(takes);
      expect(setting(() => MachineAuthentication.jwt(common)) !== undefined).toBe(takes);
    }), { numRuns: 1000 }));
  });

  test('whatever a way in of one\'s own says, what the constructs let through the gateway takes', () => {
    const claim = fc.constantFrom('azp', 'team', 'aud', 'a b', '', 'sub');
    const address = fc.constantFrom('https://id.example.com', 'https://id.example.com/a', 'https://id.example.com/?q', 'http://id.example.com', 'https://a:b@id.example.com', `https://id.example.com/${'x'.repeat(300)}`, 'id', 'https://id.example.com/ ');
    const mostly = <T>(good: T, odd: fc.Arbitrary<T>): fc.Arbitrary<T> => (
      fc.oneof({ weight: 6, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: odd }));
    const some = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });
    const config: fc.Arbitrary<MachineAuthenticationConfig> = fc.record({
      name: mostly('idp', text), subject: fc.constantFrom(MachineSubject.CLIENT, MachineSubject.IAM_ROLE), issuer: mostly('https://id.example.com', address), keysUrl: mostly('https://id.example.com/keys', address),
      audience: some(mostly('luigi', text)), roles: some(fc.array(mostly('arn:aws:iam::111122223333:role/ci/*', role), { maxLength: 2 })),
      clientClaim: some(mostly('azp', claim)), clients: some(fc.array(mostly('a', text), { maxLength: 3 })),
      requiredClaims: some(fc.dictionary(mostly('team', claim), mostly('etl', text), { maxKeys: 2 })), principalClaims: some(fc.array(mostly('sub', claim), { maxLength: 2 })),
    });
    told((count) => fc.assert(fc.property(config, (what) => {
      const written = setting(() => new Own(what));
      count(written !== undefined);
      if (written !== undefined) expect([gatewayTakes(written), written]).toEqual([true, written]);
    }), { numRuns: 2000 }));
  });
});
