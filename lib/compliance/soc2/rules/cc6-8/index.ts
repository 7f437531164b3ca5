import type { AnyRule } from '../../nag-rule';
import { CONTAINER_DROPS_CAPABILITIES } from './container-drops-capabilities';
import { CONTAINER_NOT_PRIVILEGED } from './container-not-privileged';
import { CONTAINER_ROOT_FILE_SYSTEM_READ_ONLY } from './container-root-file-system-read-only';
import { CONTAINER_USER_NOT_ROOT } from './container-user-not-root';
import { ECR_IMAGES_SCANNED } from './ecr-images-scanned';
import { ECR_REPOSITORY_NOT_OPEN } from './ecr-repository-not-open';
import { ECR_TAGS_IMMUTABLE } from './ecr-tags-immutable';
import { TASK_SHARES_NOTHING_OF_HOST } from './task-shares-nothing-of-host';

export const CC6_8_RULES: readonly AnyRule[] = [
  CONTAINER_DROPS_CAPABILITIES,
  CONTAINER_NOT_PRIVILEGED,
  CONTAINER_ROOT_FILE_SYSTEM_READ_ONLY,
  CONTAINER_USER_NOT_ROOT,
  ECR_IMAGES_SCANNED,
  ECR_REPOSITORY_NOT_OPEN,
  ECR_TAGS_IMMUTABLE,
  TASK_SHARES_NOTHING_OF_HOST,
];
