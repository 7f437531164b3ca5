import type { Stack } from 'aws-cdk-lib';
import type { FaultCase } from '../stack-case';
import { balancer, rule } from './bases';

const OWN = ['own-checks'] as const;
const AUDIENCE = { Format: 'single-string', Name: 'aud', Values: ['https://luigi.example.com'] };

/** A rule for bearer tokens, with one thing changed. */
function bearer(stack: Stack, over: Readonly<Record<string, unknown>>, on: 'http' | 'https' = 'https'): void {
  rule(stack, 'One', balancer(stack)[on], { Actions: [
    {
      Type: 'jwt-validation', Order: 1,
      JwtValidationConfig: { Issuer: 'https://idp.example.com', JwksEndpoint: 'https://idp.example.com/keys', AdditionalClaims: [AUDIENCE], ...over },
    },
    { Type: 'fixed-response', Order: 2, FixedResponseConfig: { StatusCode: '200' } },
  ] });
}

const claim = (over: Readonly<Record<string, unknown>>) => ({ AdditionalClaims: [{ ...AUDIENCE, ...over }] });

/** Faults of rules for bearer tokens. */
export const BEARER_FAULTS: readonly FaultCase[] = [
  { fault: 'a bearer rule on an HTTP listener', layers: OWN, build: (stack) => bearer(stack, {}, 'http') },
  { fault: 'an issuer of bearer tokens by http', layers: OWN, build: (stack) => bearer(stack, { Issuer: 'http://idp.example.com' }) },
  { fault: 'an issuer of bearer tokens of 257 characters', layers: OWN, build: (stack) => bearer(stack, { Issuer: `https://idp.example.com/${'x'.repeat(233)}` }) },
  { fault: 'keys for bearer tokens by http', layers: OWN, build: (stack) => bearer(stack, { JwksEndpoint: 'http://idp.example.com/keys' }) },
  { fault: 'keys for bearer tokens on a private host', layers: OWN, build: (stack) => bearer(stack, { JwksEndpoint: 'https://idp.corp.internal/keys' }) },
  { fault: 'keys for bearer tokens without a path', layers: OWN, build: (stack) => bearer(stack, { JwksEndpoint: 'https://idp.example.com' }) },
  {
    fault: 'eleven additional claims of bearer tokens', layers: OWN,
    build: (stack) => bearer(stack, { AdditionalClaims: [...'abcdefghijk'].map((Name) => ({ ...AUDIENCE, Name })) }),
  },
  { fault: 'a claim that load balancers always validate among the additional ones', layers: OWN, build: (stack) => bearer(stack, claim({ Name: 'exp' })) },
  { fault: 'an additional claim of a format that there is not', layers: ['cfn-lint', 'own-checks'], build: (stack) => bearer(stack, claim({ Format: 'string' })) },
  { fault: 'an additional claim with eleven values', layers: OWN, build: (stack) => bearer(stack, claim({ Format: 'string-array', Values: [...'abcdefghijk'] })) },
  { fault: 'a value of 257 characters of an additional claim', layers: OWN, build: (stack) => bearer(stack, claim({ Values: ['x'.repeat(257)] })) },
  { fault: 'a space in a value of space-separated values', layers: OWN, build: (stack) => bearer(stack, claim({ Format: 'space-separated-values', Values: ['read write'] })) },
];
