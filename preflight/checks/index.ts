import type { Check } from './check';
import { ALARM_CHECKS } from './cloudwatch/alarms';
import { DASHBOARD_CHECKS } from './cloudwatch/dashboards';
import { CLIENT_CHECKS } from './cognito/clients';
import { POOL_CHECKS } from './cognito/pools';
import { DYNAMODB_CHECKS } from './data/dynamodb';
import { EFS_AND_BACKUP_CHECKS } from './data/efs-and-backup';
import { PARAMETER_AND_SECRET_CHECKS } from './data/parameters-and-secrets';
import { RDS_CHECKS } from './data/rds';
import { S3_CHECKS } from './data/s3';
import { DNS_CHECKS } from './dns/checks';
import { CONTAINER_CHECKS } from './ecs/containers';
import { FARGATE_CHECKS } from './ecs/fargate';
import { REACHABILITY_CHECKS } from './ecs/reachability';
import { TASK_ROLE_CHECKS } from './ecs/roles';
import { SERVICE_CHECKS } from './ecs/service';
import { ACTION_CHECKS } from './elb/actions';
import { BALANCER_CHECKS } from './elb/balancer';
import { BEARER_CHECKS } from './elb/bearer';
import { RULE_CHECKS } from './elb/rules';
import { TARGET_GROUP_CHECKS } from './elb/target-group';
import { EVENT_CHECKS } from './events/checks';
import { ACTION_NAME_CHECKS } from './iam/action-names';
import { DOCUMENT_CHECKS } from './iam/documents';
import { LIMIT_CHECKS } from './iam/limits';
import { ROLE_USE_CHECKS } from './iam/role-uses';
import { KEY_CHECKS } from './kms/key';
import { KEY_USER_CHECKS } from './kms/key-users';
import { LAMBDA_CHECKS } from './lambda/functions';
import { LOG_CHECKS } from './logs/groups';
import { DELIVERY_CHECKS } from './messaging/delivery';
import { TOPIC_AND_QUEUE_CHECKS } from './messaging/topics-and-queues';
import { CIDR_CHECKS } from './network/cidr';
import { SECURITY_GROUP_CHECKS } from './network/security-group';
import { VPC_CHECKS } from './network/vpc';
import { STATE_MACHINE_CHECKS } from './states/checks';
import { LITERAL_NAME_CHECKS } from './structure/literal-names';
import { PHYSICAL_NAME_CHECKS } from './structure/physical-names';
import { REFERENCE_CHECKS } from './structure/references';
import { STACK_CHECKS } from './structure/stacks';
import { WAF_CHECKS } from './waf/checks';

/** All checks, by service. */
export const CHECKS: readonly Check[] = [
  ...CONTAINER_CHECKS, ...FARGATE_CHECKS, ...TASK_ROLE_CHECKS, ...SERVICE_CHECKS, ...REACHABILITY_CHECKS,
  ...ACTION_CHECKS, ...BALANCER_CHECKS, ...BEARER_CHECKS, ...RULE_CHECKS, ...TARGET_GROUP_CHECKS,
  ...CIDR_CHECKS, ...SECURITY_GROUP_CHECKS, ...VPC_CHECKS,
  ...ACTION_NAME_CHECKS, ...DOCUMENT_CHECKS, ...LIMIT_CHECKS, ...ROLE_USE_CHECKS, ...KEY_CHECKS, ...KEY_USER_CHECKS,
  ...DELIVERY_CHECKS, ...TOPIC_AND_QUEUE_CHECKS, ...LOG_CHECKS, ...ALARM_CHECKS, ...DASHBOARD_CHECKS,
  ...PARAMETER_AND_SECRET_CHECKS, ...EFS_AND_BACKUP_CHECKS, ...DYNAMODB_CHECKS, ...S3_CHECKS, ...RDS_CHECKS,
  ...CLIENT_CHECKS, ...POOL_CHECKS, ...WAF_CHECKS, ...DNS_CHECKS, ...STATE_MACHINE_CHECKS, ...EVENT_CHECKS, ...LAMBDA_CHECKS,
  ...PHYSICAL_NAME_CHECKS, ...LITERAL_NAME_CHECKS, ...REFERENCE_CHECKS, ...STACK_CHECKS,
];
