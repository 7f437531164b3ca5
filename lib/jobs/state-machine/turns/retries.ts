/** Nothing of these gets better by asking again: a condition that doesn't hold, an expression that can't be evaluated. */
const FINAL = ['DynamoDB.ConditionalCheckFailedException', 'States.QueryEvaluationError'];

/** Seconds that a call of DynamoDB, Step Functions or SNS may last. */
export const CALL_SECONDS = 10;

/**
 * A short call is tried again, whatever went wrong: throttled, refused or without an answer. With jitter, so that many that were refused
 * at once don't come back at once. All tries together last three minutes at most.
 */
export const CALL_RETRY = [
  { ErrorEquals: FINAL, MaxAttempts: 0 },
  { ErrorEquals: ['States.ALL'], MaxAttempts: 6, IntervalSeconds: 1, BackoffRate: 2, MaxDelaySeconds: 30, JitterStrategy: 'FULL' },
];
