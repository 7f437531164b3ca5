import type { Duration } from 'aws-cdk-lib';

/** When a service's alarms ring. */
export interface AlarmThresholds {
  /**
   * Refused calls in 5 minutes.
   * @default 100
   */
  readonly deniedCalls?: number;
  /**
   * Server errors a minute, in each of 5 minutes: a deployment is over sooner.
   * @default 5
   */
  readonly serverErrors?: number;
  /**
   * The 99th percentile of the time to answer people, in each of three spells of 5 minutes.
   * @default Duration.seconds(5)
   */
  readonly responseTime?: Duration;
  /**
   * How long there may be no healthy task: whole minutes. A deployment takes some.
   * @default Duration.minutes(5)
   */
  readonly withoutTask?: Duration;
  /**
   * How long access mappings may have been unreadable. Shorter than the hour for which the gateway goes by the last good ones.
   * @default Duration.minutes(10)
   */
  readonly mappingsAge?: Duration;
  /**
   * Starts of luigid within an hour. Each deployment is one.
   * @default 3
   */
  readonly luigidStarts?: number;
  /**
   * How long the disk may lack changes of luigid's state. Longer than the 5 minutes that luigid itself may let pass between dumps.
   * @default Duration.minutes(15)
   */
  readonly stateUnsaved?: Duration;
  /**
   * Failed dumps of luigid's state in 5 minutes. Half a minute of a disk that refuses is five.
   * @default 5
   */
  readonly failedDumps?: number;
  /**
   * How long luigid keeps callers waiting (the 99th percentile of a minute), in each of three spells of 5 minutes.
   * @default Duration.seconds(1)
   */
  readonly luigidDelay?: Duration;
  /**
   * How long luigid may be held by one thing, once.
   * @default Duration.seconds(10)
   */
  readonly luigidHeld?: Duration;
  /**
   * The 99th percentile of the time that workers' calls stand in line for luigid, in each of three spells of 5 minutes. 9 seconds at most:
   * after 10 a call is turned away, which is counted apart.
   * @default Duration.seconds(5)
   */
  readonly workersWait?: Duration;
  /**
   * Calls of workers that were turned away in a minute. They try again, for 5 minutes as a rule.
   * @default 1
   */
  readonly workersTurnedAway?: number;
  /**
   * Views that were turned away in 5 minutes, since luigid was busy.
   * @default 100
   */
  readonly viewersTurnedAway?: number;
  /**
   * Failed logins in 5 minutes.
   * @default 10
   */
  readonly loginErrors?: number;
  /**
   * Requests that the web ACL blocked in 5 minutes.
   * @default 500
   */
  readonly blockedRequests?: number;
}
