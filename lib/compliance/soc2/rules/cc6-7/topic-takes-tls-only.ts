import { isAbsent, text } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, NON_COMPLIANT, unresolved } from '../../verdict';
import { CDK_NAG_RULES, cloudFormation } from '../support/sources';
import { policiesOf, refusalsOfPlainHttp } from '../support/tls-only';

const POLICY = { type: 'AWS::SNS::TopicPolicy', property: 'Topics', name: 'TopicName' };
const INLINE_POLICY = { type: 'AWS::SNS::TopicInlinePolicy', property: 'TopicArn', name: 'TopicName' };

/** A topic is written to with encryption only. */
export const TOPIC_TAKES_TLS_ONLY: Rule = {
  criterion: TrustServicesCriterion.CC6_7,
  name: 'TopicTakesTlsOnly',
  info: 'The topic takes messages that arrive without encryption.',
  explanation: 'Messages can be read and changed on the way (CC6.7). Deny sns:Publish to everyone where aws:SecureTransport is false (enforceSSL of CDK\'s Topic does), or encrypt the topic with a KMS key: SNS then takes HTTPS only.',
  sources: [
    cloudFormation('AWS::SNS::Topic'), cloudFormation('AWS::SNS::TopicPolicy'),
    'https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html', CDK_NAG_RULES,
  ],
  resourceTypes: ['AWS::SNS::Topic'],
  check: (topic, { estate }) => {
    const key = topic.get('KmsMasterKeyId');
    if (!isAbsent(key) && text(key) !== '') return COMPLIANT;
    const refusals = refusalsOfPlainHttp([POLICY, INLINE_POLICY].flatMap((kind) => policiesOf(topic, kind, estate)), ['sns:publish']);
    if (refusals.some((refusal) => refusal !== undefined)) return COMPLIANT;
    return refusals.length > 0 ? unresolved('TopicPolicy') : NON_COMPLIANT;
  },
};
