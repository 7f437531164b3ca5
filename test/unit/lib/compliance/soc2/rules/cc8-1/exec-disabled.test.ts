import { CfnService } from 'aws-cdk-lib/aws-ecs';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { EXEC_DISABLED } from '../../../../../../../lib/compliance/soc2/rules/cc8-1/exec-disabled';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

test.each([[undefined, []], [false, []], ['false', []], [true, ['']], ['true', ['']], [{ Ref: 'Exec' }, ['unresolved:EnableExecuteCommand']]])(
  'with EnableExecuteCommand %j a service gets %j', (given, verdict) => {
    expect(judgedTemplate(EXEC_DISABLED, {
      Parameters: { Exec: { Type: 'String', Default: 'false' } },
      Resources: { Service: { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: 'task', EnableExecuteCommand: given } } },
    })).toEqual({ Service: verdict });
  });

test('resources made in CDK are judged alike', () => {
  const target = { arn: 'arn', roleArn: 'role' };
  expect(judged(EXEC_DISABLED, (stack) => {
    new CfnService(stack, 'Entered', { enableExecuteCommand: true });
    new CfnRule(stack, 'Rule', { targets: [{ id: 'a', arn: 'a' }, { id: 'b', arn: 'b', ecsParameters: { taskDefinitionArn: 't', enableExecuteCommand: true } }] });
    new CfnRule(stack, 'OtherRule', { targets: [{ id: 'a', arn: 'a' }] });
    new CfnSchedule(stack, 'Schedule', { flexibleTimeWindow: { mode: 'OFF' }, scheduleExpression: 'rate(1 day)', target: { ...target, ecsParameters: { taskDefinitionArn: 't', enableExecuteCommand: true } } });
  })).toEqual({ 'Stack/Entered': [''], 'Stack/Rule': [''], 'Stack/Schedule': [''] });
});
