import type { Rule } from '../../rule';
import { API_REQUIRES_LOGIN } from './api-requires-login';
import { BUILD_ENVIRONMENT_HOLDS_NO_SECRET } from './build-environment-holds-no-secret';
import { CONTAINER_ENVIRONMENT_HOLDS_NO_SECRET } from './container-environment-holds-no-secret';
import { DATABASE_NOT_PUBLIC } from './database-not-public';
import { EFS_ACCESS_POINT_NOT_ROOT } from './efs-access-point-not-root';
import { EFS_ENCRYPTED } from './efs-encrypted';
import { JWT_VALIDATION_CHECKS_AUDIENCE } from './jwt-validation-checks-audience';
import { KMS_KEY_POLICY_NAMES_PRINCIPALS } from './kms-key-policy-names-principals';
import { KMS_KEY_ROTATED } from './kms-key-rotated';
import { LAMBDA_ENVIRONMENT_HOLDS_NO_SECRET } from './lambda-environment-holds-no-secret';
import { LISTENER_LOGIN_IS_REQUIRED } from './listener-login-is-required';
import { LISTENER_REQUIRES_LOGIN } from './listener-requires-login';
import { LISTENER_SESSION_ENDS } from './listener-session-ends';
import { LOAD_BALANCER_HAS_WEB_ACL } from './load-balancer-has-web-acl';
import { OIDC_CLIENT_SECRET_IS_DYNAMIC_REFERENCE } from './oidc-client-secret-is-dynamic-reference';
import { PASSWORD_IS_DYNAMIC_REFERENCE } from './password-is-dynamic-reference';
import { QUEUE_ENCRYPTED } from './queue-encrypted';
import { RESOURCE_POLICY_NAMES_PRINCIPALS } from './resource-policy-names-principals';
import { S3_PUBLIC_ACCESS_BLOCKED } from './s3-public-access-blocked';
import { SEARCH_DOMAIN_NOT_PUBLIC } from './search-domain-not-public';
import { SECRET_ENCRYPTED_WITH_CUSTOMER_KEY } from './secret-encrypted-with-customer-key';
import { SECRET_ROTATED } from './secret-rotated';
import { STORAGE_ENCRYPTED } from './storage-encrypted';
import { TASK_MOUNTS_EFS_SECURELY } from './task-mounts-efs-securely';

export const CC6_1_RULES: readonly Rule[] = [
  API_REQUIRES_LOGIN,
  BUILD_ENVIRONMENT_HOLDS_NO_SECRET,
  CONTAINER_ENVIRONMENT_HOLDS_NO_SECRET,
  DATABASE_NOT_PUBLIC,
  EFS_ACCESS_POINT_NOT_ROOT,
  EFS_ENCRYPTED,
  JWT_VALIDATION_CHECKS_AUDIENCE,
  KMS_KEY_POLICY_NAMES_PRINCIPALS,
  KMS_KEY_ROTATED,
  LAMBDA_ENVIRONMENT_HOLDS_NO_SECRET,
  LISTENER_LOGIN_IS_REQUIRED,
  LISTENER_REQUIRES_LOGIN,
  LISTENER_SESSION_ENDS,
  LOAD_BALANCER_HAS_WEB_ACL,
  OIDC_CLIENT_SECRET_IS_DYNAMIC_REFERENCE,
  PASSWORD_IS_DYNAMIC_REFERENCE,
  QUEUE_ENCRYPTED,
  RESOURCE_POLICY_NAMES_PRINCIPALS,
  S3_PUBLIC_ACCESS_BLOCKED,
  SEARCH_DOMAIN_NOT_PUBLIC,
  SECRET_ENCRYPTED_WITH_CUSTOMER_KEY,
  SECRET_ROTATED,
  STORAGE_ENCRYPTED,
  TASK_MOUNTS_EFS_SECURELY,
];
