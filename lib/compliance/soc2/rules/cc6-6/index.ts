import type { AnyRule } from '../../nag-rule';
import { LOAD_BALANCER_DESYNC_STRICTEST } from './load-balancer-desync-strictest';
import { LOAD_BALANCER_DROPS_INVALID_HEADERS } from './load-balancer-drops-invalid-headers';
import { LOAD_BALANCER_FAILS_CLOSED } from './load-balancer-fails-closed';
import { SCHEDULER_PORT_ONLY_FROM_NAMED_GROUPS } from './scheduler-port-only-from-named-groups';
import { SECURITY_GROUP_RESTRICTS_INBOUND } from './security-group-restricts-inbound';
import { TASK_HAS_NO_PUBLIC_IP } from './task-has-no-public-ip';
import { TASK_TAKES_TRAFFIC_FROM_BALANCER_ONLY } from './task-takes-traffic-from-balancer-only';
import { WEB_ACL_LIMITS_RATE } from './web-acl-limits-rate';

export const CC6_6_RULES: readonly AnyRule[] = [
  LOAD_BALANCER_DESYNC_STRICTEST,
  LOAD_BALANCER_DROPS_INVALID_HEADERS,
  LOAD_BALANCER_FAILS_CLOSED,
  SCHEDULER_PORT_ONLY_FROM_NAMED_GROUPS,
  SECURITY_GROUP_RESTRICTS_INBOUND,
  TASK_HAS_NO_PUBLIC_IP,
  TASK_TAKES_TRAFFIC_FROM_BALANCER_ONLY,
  WEB_ACL_LIMITS_RATE,
];
