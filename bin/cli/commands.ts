import { ACCESS } from './access/command';
import type { Command } from './command';
import { DOCTOR } from './doctor/command';
import { SOC2 } from './soc2/command';

/** All commands, in the order in which the help lists them. */
export const COMMANDS: readonly Command[] = [ACCESS, DOCTOR, SOC2];
