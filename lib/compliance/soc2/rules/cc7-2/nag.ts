import { rules } from 'cdk-nag';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { NagRule } from '../../nag-rule';
import { CDK_NAG_RULES, cloudFormation, PROWLER_SOC2 } from '../support/sources';

const { CC7_2, CC7_3 } = TrustServicesCriterion;

/** The rules of cdk-nag that fit as they are. */
export const NAG_RULES: readonly NagRule[] = [
  {
    criterion: CC7_2,
    name: 'ECSClusterCloudWatchContainerInsights',
    info: 'The cluster has no Container Insights.',
    explanation: 'Tasks that restart, or run out of memory or time, show in no metric that an alarm can watch (CC7.2). Set containerInsights to enabled or enhanced in ClusterSettings.',
    sources: [cloudFormation('AWS::ECS::Cluster'), CDK_NAG_RULES],
    rule: rules.ecs.ECSClusterCloudWatchContainerInsights,
  },
  {
    criterion: CC7_2,
    alsoServes: [CC7_3],
    name: 'StepFunctionStateMachineAllLogsToCloudWatch',
    info: 'The state machine does not log all of its events.',
    explanation: 'What an execution did, and on whose behalf, can then not be watched (CC7.2), nor read when its history is gone, after 90 days (CC7.3). Set the Level of the LoggingConfiguration to ALL; leave IncludeExecutionData off where inputs may be confidential.',
    sources: [cloudFormation('AWS::StepFunctions::StateMachine'), 'https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html', CDK_NAG_RULES, PROWLER_SOC2],
    rule: rules.stepfunctions.StepFunctionStateMachineAllLogsToCloudWatch,
  },
  {
    criterion: CC7_2,
    name: 'StepFunctionStateMachineXray',
    info: 'The state machine is not traced.',
    explanation: 'Which service made an execution slow or fail can then not be told (CC7.2). Enable its TracingConfiguration.',
    sources: [cloudFormation('AWS::StepFunctions::StateMachine'), CDK_NAG_RULES],
    rule: rules.stepfunctions.StepFunctionStateMachineXray,
  },
];
