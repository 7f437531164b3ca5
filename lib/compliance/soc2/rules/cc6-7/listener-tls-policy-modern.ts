import { isAbsent, text } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf, NON_COMPLIANT, NOT_APPLICABLE, unresolved } from '../../verdict';
import { LISTENER } from '../support/load-balancing';
import { securityHub } from '../support/security-hub';
import { cloudFormation, PROWLER_SOC2 } from '../support/sources';
import { encrypts } from '../support/tls-listener';

/** Policies begin with the oldest TLS that they allow; post-quantum and FIPS ones end in that. */
const TLS_1_2_OR_NEWER = /^ELBSecurityPolicy-(TLS13-1-[23]-|TLS-1-2-|FS-1-2-)/;

/** A listener speaks TLS 1.2 or newer. */
export const LISTENER_TLS_POLICY_MODERN: Rule = {
  criterion: TrustServicesCriterion.CC6_7,
  name: 'ListenerTlsPolicyModern',
  info: 'The listener accepts TLS older than 1.2.',
  explanation: 'TLS 1.0 and 1.1 have known weaknesses (CC6.7). Set SslPolicy to one whose name begins with ELBSecurityPolicy-TLS13-1-2, -TLS13-1-3, -TLS-1-2 or -FS-1-2; without SslPolicy, CloudFormation gets ELBSecurityPolicy-2016-08, which accepts TLS 1.0.',
  sources: [
    cloudFormation(LISTENER), 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html',
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/describe-ssl-policies.html', securityHub('elb'), PROWLER_SOC2,
  ],
  resourceTypes: [LISTENER],
  check: (listener) => {
    const isEncrypted = encrypts(listener);
    if (isEncrypted === false) return NOT_APPLICABLE;
    const policy = listener.get('SslPolicy');
    if (isAbsent(policy)) return isEncrypted === undefined ? unresolved('Protocol') : NON_COMPLIANT;
    const name = text(policy);
    return name === undefined ? unresolved('SslPolicy') : compliantIf(TLS_1_2_OR_NEWER.test(name));
  },
};
