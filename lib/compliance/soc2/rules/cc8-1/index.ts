import type { AnyRule } from '../../nag-rule';
import { DEPLOYMENT_ROLLS_BACK } from './deployment-rolls-back';
import { EXEC_DISABLED } from './exec-disabled';
import { IMAGE_PINNED } from './image-pinned';

export const CC8_1_RULES: readonly AnyRule[] = [
  DEPLOYMENT_ROLLS_BACK,
  EXEC_DISABLED,
  IMAGE_PINNED,
];
