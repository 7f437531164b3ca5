import { isAbsent, list, objects, text, texts } from '../../../../cloudformation/read';
import { resourcesIn } from '../../../../cloudformation/references';
import type { Resource } from '../../../../cloudformation/resource';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { unresolved } from '../../verdict';
import { look } from '../support/look';
import { cloudFormation } from '../support/sources';

const LOGGING = 'AWS::WAFv2::LoggingConfiguration';

/** Headers by which somebody could take another's place. */
const CREDENTIALS = ['authorization', 'cookie'];

/** A log of requests holds nobody's session. */
export const WEB_ACL_LOG_REDACTS: Rule = {
  criterion: TrustServicesCriterion.C1_1,
  alsoServes: [TrustServicesCriterion.CC6_1, TrustServicesCriterion.CC7_2],
  name: 'WebAclLogRedactsCredentials',
  info: 'The web ACL\'s log holds headers that carry tokens or sessions.',
  explanation: 'Whoever reads the log can then take the place of whoever called (C1.1). Name authorization and cookie as SingleHeader in RedactedFields, or protect them in the DataProtectionConfig of the web ACL.',
  sources: [cloudFormation(LOGGING), 'https://docs.aws.amazon.com/waf/latest/developerguide/data-protection-masking.html'],
  resourceTypes: [LOGGING],
  check: (logging) => {
    const redacted = look(logging.properties, 'RedactedFields');
    const acl = resourcesIn(logging.get('ResourceArn')).find(({ type }) => type === 'AWS::WAFv2::WebACL');
    const headers = objects(redacted).filter(({ SingleHeader: header }) => !isAbsent(header))
      .map((field) => text(look(field, 'SingleHeader', 'Name') ?? look(field, 'SingleHeader', 'name'))?.toLowerCase());
    const hidden = [...headers, ...protectedBy(acl)];
    const open = CREDENTIALS.filter((header) => !hidden.includes(header));
    const isKnown = (isAbsent(redacted) || list(redacted)?.length === objects(redacted).length) && !hidden.includes(undefined);
    return open.length === 0 || isKnown ? open : unresolved('RedactedFields');
  },
};

/** The headers that a web ACL keeps out of all that it stores. */
function protectedBy(acl: Resource | undefined): readonly (string | undefined)[] {
  return objects(look(acl?.properties, 'DataProtectionConfig', 'DataProtections')).flatMap((protection) => {
    const type = text(look(protection, 'Field', 'FieldType'));
    const keys = look(protection, 'Field', 'FieldKeys');
    // Without keys it is all of the kind.
    if (type === 'SINGLE_HEADER') return list(keys)?.length ? texts(keys).map((key) => key.toLowerCase()) : CREDENTIALS;
    return type === 'SINGLE_COOKIE' && !list(keys)?.length ? ['cookie'] : [];
  });
}
