import { Token, type Duration } from 'aws-cdk-lib';
import { unstorable } from '../access/unstorable';
import { JOB_RULES } from '../contract/job-rules';
import { stateMachineName } from '../contract/parameter-names';
import { CodeImage } from '../images/code-image';
import { quoted } from '../messages/quoted';
import { FARGATE_MEMORY } from '../task/fargate-memory';
import type { LuigiJobProps, LuigiJobRetries } from './luigi-job-props';
import { characters, check } from './parameters/parameter-checks';
import { checkSchedules } from './schedules/schedule-checks';

/** 1024 are one processor. */
export const DEFAULT_CPU = 1024;
/** In MiB. */
export const DEFAULT_MEMORY = 2048;

/** Step Functions takes no longer names. */
const LONGEST_NAME = 80;
const LEAST_RETENTION_DAYS = 365;
const QUARTER = 256;
const MEMORY_OF_QUARTER = [512, 1024, 2048];
const DAY_SECONDS = 86_400;

/** @throws Error where a property does not fit, before anything is made: it names the job */
export function checkJobProps(props: LuigiJobProps): void {
  const { jobName, service, description, parameters = {}, maxConcurrentRuns } = props;
  known('jobName', jobName);
  check('the job name', jobName, (name) => JOB_RULES.name.test(name), '1 to 64 lower-case letters, digits and hyphens, without a hyphen at either end', 'rename it');
  const name = stateMachineName(service.serviceName, jobName);
  check('the job name', jobName, () => name.length <= LONGEST_NAME, `one that makes a state machine's name of at most ${LONGEST_NAME} characters, where ${name} has ${name.length}`, 'shorten it');
  named(jobName, () => {
    for (const [what, text] of [['category', props.category], ['module', props.module], ['family', props.family]] as const) known(what, text);
    check('the category', props.category, (text) => JOB_RULES.name.test(text), '1 to 64 lower-case letters, digits and hyphens, without a hyphen at either end', 'rename it');
    check('the module', props.module, (text) => /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(text), 'the name of a Python module such as reports.daily', 'mend it');
    checkCode(props);
    check('the family', props.family, (text) => characters(text) <= JOB_RULES.familyMaxLength && JOB_RULES.family.test(text), 'a task family such as DailyReport or etl.DailyReport', 'mend it');
    if (description !== undefined) known('description', description);
    check('the description', description, (text) => characters(text) <= JOB_RULES.descriptionMaxLength, `at most ${JOB_RULES.descriptionMaxLength} characters`, 'shorten it');
    check('maxConcurrentRuns', maxConcurrentRuns, (most) => Number.isInteger(most) && most >= 1 && most <= JOB_RULES.maxConcurrentRuns, `a whole number from 1 to ${JOB_RULES.maxConcurrentRuns}`, 'mend it');
    checkParameters(parameters);
    checkRunning(props);
  });
  checkSchedules(props);
}

/** An app may have hundreds of jobs: says whose property does not fit. */
function named(jobName: string, checks: () => void): void {
  try {
    checks();
  } catch (error) {
    throw new Error(`job ${jobName}: ${(error as Error).message}`);
  }
}

/** Of an image that is made of a folder: of others nobody knows what they hold. */
function checkCode({ image, module }: LuigiJobProps): void {
  const fault = image instanceof CodeImage ? image.faultOf(module) : undefined;
  if (fault !== undefined) throw new Error(fault);
}

function checkParameters(parameters: NonNullable<LuigiJobProps['parameters']>): void {
  const names = Object.keys(parameters);
  if (names.length > JOB_RULES.maxParameters) throw new Error(`got ${names.length} parameters, expected at most ${JOB_RULES.maxParameters}; leave some to Luigi's defaults`);
  for (const name of names) {
    known('the name of a parameter', name);
    check('the parameter name', name, (text) => JOB_RULES.parameterName.test(text), '1 to 64 letters, digits and underscores that don\'t begin with a digit', 'name it as in Luigi');
    // Interpreters in JavaScript find these in every object.
    check('the parameter name', name, (text) => !(text in {}), 'one that isn\'t reserved by JavaScript', 'rename it');
  }
}

function checkRunning({ cpu, memoryLimitMiB, timeout, retries, logRetention, environment = {}, secrets = {} }: LuigiJobProps): void {
  checkSize(cpu ?? DEFAULT_CPU, memoryLimitMiB ?? DEFAULT_MEMORY);
  checkDuration('timeout', timeout, 60, 90 * DAY_SECONDS, '1 minute to 90 days');
  if (retries !== undefined) checkRetries(retries);
  if (logRetention !== undefined && !Token.isUnresolved(logRetention) && logRetention < LEAST_RETENTION_DAYS) {
    throw new Error(`got a log retention of ${logRetention} days, expected ${LEAST_RETENTION_DAYS} or more, since the log tells who had what run; use RetentionDays.ONE_YEAR or longer`);
  }
  for (const name of [...Object.keys(environment), ...Object.keys(secrets)]) {
    check('the variable', name, (text) => !text.startsWith('LUIGI_RUN_'), 'none that begins with LUIGI_RUN_, which tell the run', 'rename it');
  }
  const twice = Object.keys(environment).find((name) => Object.hasOwn(secrets, name));
  if (twice !== undefined) throw new Error(`got the variable ${quoted(twice)} in environment and in secrets, expected it in one of them; remove the other`);
}

function checkSize(cpu: number, memoryLimitMiB: number): void {
  if (Token.isUnresolved(cpu)) return;
  const memory = FARGATE_MEMORY.get(cpu);
  if (memory === undefined && cpu !== QUARTER) {
    throw new Error(`got cpu ${cpu}, expected one of ${[QUARTER, ...FARGATE_MEMORY.keys()].join(', ')}; choose one, Fargate knows no others`);
  }
  if (Token.isUnresolved(memoryLimitMiB)) return;
  const fits = memory === undefined ? MEMORY_OF_QUARTER.includes(memoryLimitMiB)
    : memoryLimitMiB >= memory.least && memoryLimitMiB <= memory.most && memoryLimitMiB % memory.step === 0;
  if (fits) return;
  const expected = memory === undefined ? MEMORY_OF_QUARTER.join(', ') : `${memory.least} to ${memory.most} in steps of ${memory.step}`;
  throw new Error(`got memoryLimitMiB ${memoryLimitMiB} with cpu ${cpu}, expected ${expected}; choose one, Fargate takes no others with so many processors`);
}

function checkRetries({ maxAttempts, interval, backoffRate }: LuigiJobRetries): void {
  check('retries.maxAttempts', maxAttempts, (times) => Number.isInteger(times) && times >= 0 && times <= 10, 'a whole number from 0 to 10', 'mend it');
  checkDuration('retries.interval', interval, 1, DAY_SECONDS, '1 second to 1 day');
  check('retries.backoffRate', backoffRate, (rate) => rate >= 1 && rate <= 10, 'a number from 1 to 10', 'mend it');
}

function checkDuration(what: string, duration: Duration | undefined, least: number, most: number, expected: string): void {
  if (duration === undefined || duration.isUnresolved()) return;
  const seconds = duration.toMilliseconds() / 1000;
  if (!Number.isInteger(seconds) || seconds < least || seconds > most) throw new Error(`got ${what} ${duration.toHumanString()}, expected whole seconds, ${expected}; mend it`);
}

/** What is written into documents and commands is known at synthesis, and can stand in SSM. */
function known(what: string, text: string): void {
  if (Token.isUnresolved(text)) throw new Error(`got a token as ${what}, expected a text that is known at synthesis; give plain text`);
  const refused = unstorable(text);
  if (refused !== undefined) throw new Error(`got ${what} ${quoted(text)}, expected no ${refused}; write it another way`);
}
