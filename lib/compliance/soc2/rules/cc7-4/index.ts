import type { AnyRule } from '../../nag-rule';
import { ALARM_TELLS_SOMEBODY } from './alarm-tells-somebody';
import { ALARM_TOPIC_REACHES_SOMEBODY } from './alarm-topic-reaches-somebody';
import { LOAD_BALANCER_ALARM } from './load-balancer-alarm';
import { TARGET_GROUP_ALARM } from './target-group-alarm';
import { TOPIC_ENCRYPTED } from './topic-encrypted';

export const CC7_4_RULES: readonly AnyRule[] = [
  ALARM_TELLS_SOMEBODY,
  ALARM_TOPIC_REACHES_SOMEBODY,
  LOAD_BALANCER_ALARM,
  TARGET_GROUP_ALARM,
  TOPIC_ENCRYPTED,
];
