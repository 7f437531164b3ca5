import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';

/**
 * Headers that may hold a credential. Those of the load balancer are added behind the firewall: here, they are what a caller made up or got
 * hold of.
 */
export const SECRET_HEADERS: readonly string[] = ['authorization', 'cookie', 'x-amzn-oidc-data', 'x-amzn-oidc-accesstoken'];

/**
 * Keeps credentials, and what people ask Luigi, out of everything that AWS WAF keeps: its log also where it says what matched, and the sampled
 * requests, which no redaction of the log reaches. Inspection sees all.
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/data-protection-limitations.html
 */
export function protectedData(): CfnWebACL.DataProtectionConfigProperty {
  return {
    dataProtections: [
      { action: 'SUBSTITUTION', field: { fieldType: 'SINGLE_HEADER', fieldKeys: [...SECRET_HEADERS] } },
      { action: 'SUBSTITUTION', field: { fieldType: 'SINGLE_COOKIE' } },
      { action: 'SUBSTITUTION', field: { fieldType: 'QUERY_STRING' } },
    ],
  };
}
