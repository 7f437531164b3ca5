import { Stack } from 'aws-cdk-lib';
import { CfnFlowLog, CfnSubnet, CfnVPC, FlowLog, FlowLogResourceType, FlowLogTrafficType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { VPC_FLOW_LOGS } from '../../../../../../../lib/compliance/soc2/rules/cc7-2/vpc-flow-logs';
import { judged } from '../../../../../../support/lib/soc2';

test('a VPC needs a flow log, of this stack or another', () => {
  expect(judged(VPC_FLOW_LOGS, (stack) => {
    new Vpc(stack, 'Silent');
    new Vpc(stack, 'Logged', { flowLogs: { all: {} } });
    new FlowLog(new Stack(stack.node.scope, 'Other'), 'Log', { resourceType: FlowLogResourceType.fromVpc(new Vpc(stack, 'LoggedElsewhere')) });
  })).toEqual({ 'Stack/Silent/Resource': [''], 'Stack/Logged/Resource': [], 'Stack/LoggedElsewhere/Resource': [] });
});

test('one that leaves out what was rejected is none', () => {
  expect(judged(VPC_FLOW_LOGS, (stack) => {
    new Vpc(stack, 'Accepted', { flowLogs: { accepted: { trafficType: FlowLogTrafficType.ACCEPT } } });
    new Vpc(stack, 'Rejected', { flowLogs: { rejected: { trafficType: FlowLogTrafficType.REJECT } } });
  })).toEqual({ 'Stack/Accepted/Resource': [''], 'Stack/Rejected/Resource': [] });
});

test('logs of all subnets stand for one of the VPC, logs of some do not', () => {
  const subnetsLogged = (logged: number) => judged(VPC_FLOW_LOGS, (stack) => {
    const { ref: vpcId } = new CfnVPC(stack, 'Vpc');
    ['a', 'b'].forEach((id, index) => {
      const { ref: resourceId } = new CfnSubnet(stack, id, { vpcId });
      if (index < logged) new CfnFlowLog(stack, `Log${id}`, { resourceId, resourceType: 'Subnet', trafficType: 'ALL', logDestination: 'arn' });
    });
  });

  expect(subnetsLogged(2)).toEqual({ 'Stack/Vpc': [] });
  expect(subnetsLogged(1)).toEqual({ 'Stack/Vpc': [''] });
});
