import { Token } from 'aws-cdk-lib';
import { unstorable } from '../../access/unstorable';
import { JOB_RULES } from '../../contract/job-rules';
import { LONGEST_REASON } from '../../contract/run-facts';
import { UNSEEN } from '../../contract/unseen';
import { quoted } from '../../messages/quoted';
import type { LuigiJobProps } from '../luigi-job-props';
import { characters } from '../parameters/parameter-checks';
import type { LuigiJobSchedule } from './luigi-job-schedule';
import { SCHEDULER_FILLS } from './scheduled-day';
import { zoneFault } from './zone-offsets';

/**
 * A job's schedules start runs that the job would take: what is wrong shows at synthesis, not in the night.
 * @throws Error where one does not fit
 */
export function checkSchedules({ schedules = {}, ...job }: LuigiJobProps): void {
  for (const [name, schedule] of Object.entries(schedules)) {
    const fault = nameFault(name) ?? zonesFault(schedule) ?? parametersFault(schedule, job) ?? reasonFault(schedule, job);
    if (fault !== undefined) throw new Error(`job ${job.jobName}, schedule ${quoted(name)}: ${fault}`);
  }
}

type Job = Pick<LuigiJobProps, 'parameters' | 'reasonRequired'>;

function nameFault(name: string): string | undefined {
  if (!Token.isUnresolved(name) && JOB_RULES.name.test(name)) return undefined;
  return 'got this name, expected 1 to 64 lower-case letters, digits and hyphens, without a hyphen at either end; rename it';
}

function zonesFault({ schedule, parameters = {} }: LuigiJobSchedule): string | undefined {
  const own = schedule.timeZone?.timezoneName;
  const zones = [own, ...Object.values(parameters).map((value) => value.bind(own ?? 'Etc/UTC').timeZone)];
  return zones.map((zone) => (zone === undefined ? undefined : zoneFault(zone))).find((fault) => fault !== undefined);
}

function parametersFault({ parameters: given = {} }: LuigiJobSchedule, { parameters = {} }: Job): string | undefined {
  const undeclared = Object.keys(given).find((name) => !Object.hasOwn(parameters, name));
  if (undeclared !== undefined) return `got the parameter ${quoted(undeclared)}, expected none but those that the job declares; declare it, or leave it out`;
  for (const [name, { required, schema }] of Object.entries(parameters)) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined && required) return `got no value for the parameter ${name}, which the job requires, expected one; give it, or the parameter a default value`;
    const fault = value?.faultFor(schema);
    if (fault !== undefined) return `parameter ${name}: ${fault}`;
  }
  return undefined;
}

function reasonFault({ reason }: LuigiJobSchedule, { reasonRequired = false }: Job): string | undefined {
  if (reason === undefined) return reasonRequired ? 'got no reason, which the job requires, expected one; say why it runs' : undefined;
  if (Token.isUnresolved(reason)) return 'got a token as reason, expected a text that is known at synthesis; give plain text';
  if (reason.includes(SCHEDULER_FILLS)) return `got the reason ${quoted(reason)}, expected no ${SCHEDULER_FILLS}, which Scheduler would replace; write it another way`;
  const isFine = reason.trim() !== '' && characters(reason) <= LONGEST_REASON && !UNSEEN.test(reason) && unstorable(reason) === undefined;
  return isFine ? undefined : `got the reason ${quoted(reason)}, expected one line of plain text of 1 to ${LONGEST_REASON} characters; mend it`;
}
