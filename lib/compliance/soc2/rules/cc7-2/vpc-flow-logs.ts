import { text } from '../../../../cloudformation/read';
import { refersTo } from '../../../../cloudformation/references';
import type { Resource } from '../../../../cloudformation/resource';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Estate } from '../../model/estate';
import type { Rule } from '../../rule';
import { compliantIf } from '../../verdict';
import { CDK_NAG_RULES, cloudFormation, PROWLER_SOC2 } from '../support/sources';

const FLOW_LOG = 'AWS::EC2::FlowLog';

/** Who talks to whom in the network is recorded. cdk-nag's rule looks in the same stack only, and takes a log of what was accepted alone. */
export const VPC_FLOW_LOGS: Rule = {
  criterion: TrustServicesCriterion.CC7_2,
  alsoServes: [TrustServicesCriterion.CC7_3],
  name: 'VPCFlowLogsEnabled',
  info: 'No flow log tells of what the network refused.',
  explanation: 'Scans, and programs that reach out to where they should not, can then not be seen (CC7.2) nor looked into afterwards (CC7.3). Add an AWS::EC2::FlowLog of all or rejected traffic for the VPC, or for each of its subnets.',
  sources: [cloudFormation(FLOW_LOG), 'https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html', CDK_NAG_RULES, PROWLER_SOC2],
  resourceTypes: ['AWS::EC2::VPC'],
  check: (vpc, { estate }) => {
    const subnets = estate.referringTo(vpc, 'AWS::EC2::Subnet');
    return compliantIf(isLogged(vpc, estate) || subnets.length > 0 && subnets.every((subnet) => isLogged(subnet, estate)));
  },
};

function isLogged(resource: Resource, estate: Estate): boolean {
  return estate.referringTo(resource, FLOW_LOG)
    .some((log) => refersTo(log.get('ResourceId'), resource) && text(log.get('TrafficType')) !== 'ACCEPT');
}
