import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';

/** AWS WAF looks at rates every ten seconds, over a minute at least. */
const RETRY_AFTER_SECONDS = 60;
const NOT_TO_BE_KEPT = { name: 'cache-control', value: 'no-store' };

const TOO_MANY_REQUESTS = 'too-many-requests';
const REFUSED = 'refused';

/** Refuses one who asks too often, with 429. */
export const refuseTooMany: CfnWebACL.RuleActionProperty = {
  block: {
    customResponse: {
      responseCode: 429,
      customResponseBodyKey: TOO_MANY_REQUESTS,
      responseHeaders: [{ name: 'retry-after', value: `${RETRY_AFTER_SECONDS}` }, NOT_TO_BE_KEPT],
    },
  },
};

/** Refuses with 403. */
export const refuse: CfnWebACL.RuleActionProperty = {
  block: { customResponse: { responseCode: 403, customResponseBodyKey: REFUSED, responseHeaders: [NOT_TO_BE_KEPT] } },
};

/**
 * What the firewall answers: problem documents like the gateway's, without a request id, which a fixed text can't have.
 * Their media type is application/json: AWS WAF has no other for JSON, and takes no content-type among the headers.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function responseBodies(): Record<string, CfnWebACL.CustomResponseBodyProperty> {
  return {
    [TOO_MANY_REQUESTS]: problem(
      429, 'Too Many Requests', 'address-rate-limited',
      `got more requests from your network address than the firewall takes: stop for ${RETRY_AFTER_SECONDS} s, then ask less often; where many share the address, ask the operators of this service to raise the limit`,
    ),
    [REFUSED]: problem(
      403, 'Forbidden', 'firewall-refused',
      'the firewall takes this request, or the address that it comes from, for an attack; if it is none, tell the operators of this service when it happened and which address you opened',
    ),
  };
}

function problem(status: number, title: string, code: string, detail: string): CfnWebACL.CustomResponseBodyProperty {
  return {
    contentType: 'APPLICATION_JSON',
    content: JSON.stringify({ type: `urn:cdk-lighttpd-luigi:problem:${code}`, title, status, code, detail }),
  };
}
