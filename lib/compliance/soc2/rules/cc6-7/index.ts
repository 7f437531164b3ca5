import type { AnyRule } from '../../nag-rule';
import { API_DOMAIN_TLS_POLICY_MODERN } from './api-domain-tls-policy-modern';
import { BUCKET_TAKES_TLS_ONLY } from './bucket-takes-tls-only';
import { DISTRIBUTION_REQUIRES_HTTPS } from './distribution-requires-https';
import { DISTRIBUTION_TLS_POLICY_MODERN } from './distribution-tls-policy-modern';
import { LISTENER_HAS_CERTIFICATE } from './listener-has-certificate';
import { LISTENER_LEADS_TO_HTTPS } from './listener-leads-to-https';
import { LISTENER_TLS_POLICY_MODERN } from './listener-tls-policy-modern';
import { QUEUE_TAKES_TLS_ONLY } from './queue-takes-tls-only';
import { TOPIC_TAKES_TLS_ONLY } from './topic-takes-tls-only';

export const CC6_7_RULES: readonly AnyRule[] = [
  API_DOMAIN_TLS_POLICY_MODERN,
  BUCKET_TAKES_TLS_ONLY,
  DISTRIBUTION_REQUIRES_HTTPS,
  DISTRIBUTION_TLS_POLICY_MODERN,
  LISTENER_HAS_CERTIFICATE,
  LISTENER_LEADS_TO_HTTPS,
  LISTENER_TLS_POLICY_MODERN,
  QUEUE_TAKES_TLS_ONLY,
  TOPIC_TAKES_TLS_ONLY,
];
