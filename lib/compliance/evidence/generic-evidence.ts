import { TrustServicesCriterion } from '../trust-services-criterion';
import type { OwnEvidence } from './own-evidence';

const { CC6_1, CC6_6, CC7_1, CC7_2, CC7_3, CC8_1, A1_2 } = TrustServicesCriterion;

/** What a log group of anybody's is evidence for, by the type of the resource that writes into it. */
export const WRITERS: Readonly<Record<string, OwnEvidence>> = {
  'AWS::ApiGateway::Stage': { criteria: [CC6_1, CC7_2, CC7_3], shows: 'requests to an API' },
  'AWS::ApiGatewayV2::Stage': { criteria: [CC6_1, CC7_2, CC7_3], shows: 'requests to an API' },
  'AWS::CloudTrail::Trail': { criteria: [CC6_1, CC7_1, CC7_2, CC7_3, CC8_1], shows: 'calls to AWS, by whom and from where' },
  'AWS::EC2::FlowLog': { criteria: [CC6_6, CC7_2, CC7_3], shows: 'connections that the network let through or refused' },
  'AWS::ECS::TaskDefinition': { criteria: [CC7_2], shows: 'what containers write' },
  'AWS::Lambda::Function': { criteria: [CC7_2], shows: 'what a function writes' },
  'AWS::Route53::HostedZone': { criteria: [CC7_2], shows: 'questions to name servers' },
  'AWS::StepFunctions::StateMachine': { criteria: [CC7_2], shows: 'executions of a state machine, step by step' },
  'AWS::WAFv2::LoggingConfiguration': { criteria: [CC6_6, CC7_2, CC7_3], shows: 'requests that a web ACL allowed, counted or blocked' },
};

/** Of a log group whose writer isn't seen, of a query or dashboard: components are watched. */
export const OTHER_LOG: readonly TrustServicesCriterion[] = [CC7_2];

interface Watched {
  readonly namespace: string;
  /** @default - any of it */
  readonly metric?: RegExp;
  readonly criteria: readonly TrustServicesCriterion[];
}

const WATCHED: readonly Watched[] = [
  { namespace: 'AWS/ApplicationELB', metric: /^ELBAuth/, criteria: [CC6_1, CC7_2, CC7_3] },
  { namespace: 'AWS/ApplicationELB', criteria: [CC7_2, A1_2] },
  { namespace: 'AWS/Backup', criteria: [CC7_2, A1_2] },
  { namespace: 'AWS/Cognito', criteria: [CC6_1, CC7_2, CC7_3] },
  { namespace: 'AWS/EFS', criteria: [CC7_2, A1_2] },
  { namespace: 'AWS/ECS', criteria: [CC7_2, A1_2] },
  { namespace: 'ECS/ContainerInsights', criteria: [CC7_2, A1_2] },
  { namespace: 'AWS/NetworkELB', criteria: [CC7_2, A1_2] },
  { namespace: 'AWS/RDS', criteria: [CC7_2, A1_2] },
  { namespace: 'AWS/Route53', metric: /^HealthCheck/, criteria: [CC7_2, A1_2] },
  { namespace: 'AWS/WAFV2', criteria: [CC6_6, CC7_2, CC7_3] },
];

/** What an alarm of anybody's is evidence for, by the metric that it watches. */
export function criteriaOfMetric(namespace: string, name: string): readonly TrustServicesCriterion[] {
  return WATCHED.find((watched) => watched.namespace === namespace && watched.metric?.test(name) !== false)?.criteria ?? [CC7_2];
}
