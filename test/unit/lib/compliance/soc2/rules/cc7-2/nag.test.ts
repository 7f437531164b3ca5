import { Cluster, ContainerInsights } from 'aws-cdk-lib/aws-ecs';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { NAG_RULES } from '../../../../../../../lib/compliance/soc2/rules/cc7-2/nag';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

const [INSIGHTS, LOGS, TRACE] = ['ECSClusterCloudWatchContainerInsights', 'StepFunctionStateMachineAllLogsToCloudWatch', 'StepFunctionStateMachineXray']
  .map((name) => NAG_RULES.find((rule) => rule.name === name)) as [typeof NAG_RULES[number], typeof NAG_RULES[number], typeof NAG_RULES[number]];

test('clusters need Container Insights', () => {
  expect(judged(INSIGHTS, (stack) => {
    new Cluster(stack, 'Blind');
    new Cluster(stack, 'Watched', { containerInsightsV2: ContainerInsights.ENHANCED });
    new CfnLogGroup(stack, 'Other');
  })).toEqual({ 'Stack/Blind/Resource': [''], 'Stack/Watched/Resource': [] });
});

test('state machines need all events logged, and tracing', () => {
  const build = (stack: Parameters<Parameters<typeof judged>[1]>[0]) => {
    new CfnStateMachine(stack, 'Good', { roleArn: 'role', loggingConfiguration: { level: 'ALL' }, tracingConfiguration: { enabled: true } });
    new CfnStateMachine(stack, 'Errors', { roleArn: 'role', loggingConfiguration: { level: 'ERROR' }, tracingConfiguration: { enabled: false } });
    new CfnStateMachine(stack, 'None', { roleArn: 'role' });
  };

  expect(judged(LOGS, build)).toEqual({ 'Stack/Good': [], 'Stack/Errors': [''], 'Stack/None': [''] });
  expect(judged(TRACE, build)).toEqual({ 'Stack/Good': [], 'Stack/Errors': [''], 'Stack/None': [''] });
});

test('what deployment decides is never passed over in silence', () => {
  const template = {
    Parameters: { Level: { Type: 'String', Default: 'ALL' }, Traced: { Type: 'String', Default: 'true' }, Insights: { Type: 'String', Default: 'enabled' } },
    Resources: {
      Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { RoleArn: 'role', LoggingConfiguration: { Level: { Ref: 'Level' } }, TracingConfiguration: { Enabled: { Ref: 'Traced' } } } },
      Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterSettings: [{ Name: 'containerInsights', Value: { Ref: 'Insights' } }] } },
    },
  };

  expect(judgedTemplate(LOGS, template)).toEqual({ Machine: ['unresolved:properties'] });
  expect(judgedTemplate(TRACE, template)).toEqual({ Machine: ['unresolved:properties'] });
  expect(judgedTemplate(INSIGHTS, template)).toEqual({ Cluster: [''] });
});
