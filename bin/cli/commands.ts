import type { Command } from './command';
import { SOC2 } from './soc2/command';

/** All commands, in the order in which the help lists them. */
export const COMMANDS: readonly Command[] = [SOC2];
