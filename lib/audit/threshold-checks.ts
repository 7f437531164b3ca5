import { Token, type Duration } from 'aws-cdk-lib';
import type { AlarmThresholds } from './alarm-thresholds';

/** The threshold of a count. */
export function count(name: keyof AlarmThresholds, given: number | undefined, fallback: number): number {
  if (given === undefined) return fallback;
  if (!Token.isUnresolved(given) && !(Number.isSafeInteger(given) && given >= 1)) {
    throw new Error(`got alarm threshold ${name} ${given}, expected a whole number of 1 or more`);
  }
  return given;
}

/** The threshold of a time, in seconds. */
export function seconds(name: keyof AlarmThresholds, given: Duration | undefined, fallback: number, least: number, most: number): number {
  if (given === undefined) return fallback;
  if (given.isUnresolved()) throw new Error(`got alarm threshold ${name} as a token, expected a duration that is known at synthesis`);
  const told = given.toMilliseconds() / 1000;
  if (told < least || told > most) {
    throw new Error(`got alarm threshold ${name} ${told} s, expected ${least} to ${most} s`);
  }
  return told;
}

/** The threshold of a time that is told in periods of a minute. */
export function minutes(name: keyof AlarmThresholds, given: Duration | undefined, fallback: number, most: number): number {
  const told = seconds(name, given, fallback * 60, 60, most * 60) / 60;
  if (!Number.isInteger(told)) throw new Error(`got alarm threshold ${name} ${told * 60} s, expected whole minutes`);
  return told;
}
