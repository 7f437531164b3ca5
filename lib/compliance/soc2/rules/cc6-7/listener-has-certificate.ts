import { asList } from '../../../../cloudformation/policy';
import { isAbsent, shown } from '../../../../cloudformation/read';
import { refersTo, resourcesIn } from '../../../../cloudformation/references';
import type { Value } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, compliantIf, NON_COMPLIANT, NOT_APPLICABLE, unresolved } from '../../verdict';
import { LISTENER } from '../support/load-balancing';
import { isOpen, look } from '../support/look';
import { CDK_NAG_RULES, cloudFormation, PROWLER_SOC2 } from '../support/sources';
import { encrypts } from '../support/tls-listener';

const MORE = 'AWS::ElasticLoadBalancingV2::ListenerCertificate';

/** A listener that encrypts shows a certificate that somebody keeps valid. */
export const LISTENER_HAS_CERTIFICATE: Rule = {
  criterion: TrustServicesCriterion.CC6_7,
  name: 'ListenerHasCertificate',
  info: 'The listener has no certificate, or one that was uploaded to IAM.',
  explanation: 'Callers can\'t know whom they talk to without a valid certificate, and one in IAM is not renewed by anybody (CC6.7). Give it one of AWS Certificate Manager. One that is handed in at deployment counts: a load balancer takes nothing else for one.',
  sources: [cloudFormation(LISTENER), cloudFormation(MORE), 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html', CDK_NAG_RULES, PROWLER_SOC2],
  resourceTypes: [LISTENER],
  check: (listener, { estate }) => {
    const isEncrypted = encrypts(listener);
    if (isEncrypted === false) return NOT_APPLICABLE;
    const own = listener.get('Certificates');
    const more = estate.referringTo(listener, MORE).filter((one) => refersTo(one.get('ListenerArn'), listener)).map((one) => one.get('Certificates'));
    if (isOpen(own)) return COMPLIANT;
    const arns = [own, ...more].flatMap(asList).map((certificate) => isOpen(certificate) ? certificate : look(certificate, 'CertificateArn'));
    const given = arns.filter((arn): arn is Value => !isAbsent(arn) && arn !== '');
    if (given.length === 0) return isEncrypted === undefined ? unresolved('Protocol') : NON_COMPLIANT;
    return compliantIf(!given.some(isOfIam), 'Certificates');
  },
};

function isOfIam(arn: Value): boolean {
  return /:iam::.*:server-certificate\//.test(shown(arn)) || resourcesIn(arn).some(({ type }) => type === 'AWS::IAM::ServerCertificate');
}
