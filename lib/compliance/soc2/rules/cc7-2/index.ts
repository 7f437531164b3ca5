import type { AnyRule } from '../../nag-rule';
import { API_ACCESS_LOGS } from './api-access-logs';
import { CONTAINER_LOGS } from './container-logs';
import { LOAD_BALANCER_LOGS } from './load-balancer-logs';
import { LOG_BUCKET_TAKES_LOGS } from './log-bucket-takes-logs';
import { NAG_RULES } from './nag';
import { TRAIL_RECORDS_EVERYWHERE } from './trail-records-everywhere';
import { VPC_FLOW_LOGS } from './vpc-flow-logs';
import { WEB_ACL_LOGS } from './web-acl-logs';

export const CC7_2_RULES: readonly AnyRule[] = [
  ...NAG_RULES,
  API_ACCESS_LOGS,
  CONTAINER_LOGS,
  LOAD_BALANCER_LOGS,
  LOG_BUCKET_TAKES_LOGS,
  TRAIL_RECORDS_EVERYWHERE,
  VPC_FLOW_LOGS,
  WEB_ACL_LOGS,
];
