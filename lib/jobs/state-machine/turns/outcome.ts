import { JOB_CONTAINER, JOB_STREAM_PREFIX } from '../../../contract/job-container';
import { LUIGI_EXIT_CODES } from '../../../contract/luigi-exit-codes';
import { literal } from '../jsonata';

/** The container's log stream, by the ARN of its task. */
const LOG_STREAM = `"${JOB_STREAM_PREFIX}" & $split($task.TaskArn, "/")[-1]`;

/** JSONata: the result of a run that succeeded. What is not known is left out. */
export const RESULT = `(
  $task := $states.result;
  $container := $task.Containers[Name = "${JOB_CONTAINER}"];
  {
    "executionId": $states.context.Execution.Name,
    "taskArn": $task.TaskArn,
    "logStream": ${LOG_STREAM},
    "exitCode": $container.ExitCode,
    "reason": $container.Reason,
    "stopCode": $task.StopCode,
    "stoppedReason": $task.StoppedReason
  }
)`;

/** JSONata: what the record of a run holds that begins. */
export const NOTED_BEGINNING = '{ "state": { "S": "running" } }';

/** JSONata: what the record of a run that succeeded holds, of `$result`. */
export const NOTED_RESULT = attributes('$result', '"state": { "S": "succeeded" },');

/** What exit codes mean. */
const MEANINGS = {
  [LUIGI_EXIT_CODES['already-running']]: 'it runs already',
  [LUIGI_EXIT_CODES['missing-data']]: 'data is missing',
  [LUIGI_EXIT_CODES['not-run']]: 'a task was not run',
  [LUIGI_EXIT_CODES['task-failed']]: 'a task failed',
  [LUIGI_EXIT_CODES['scheduling-error']]: 'scheduling failed',
  [LUIGI_EXIT_CODES['unhandled-exception']]: 'an exception was not handled',
  // SIGKILL, most often for want of memory
  137: 'it was killed',
};

const LONGEST_CAUSE = 500;
/** Nothing that tells anything. */
const NO_REASON = 'Essential container in task exited';

/**
 * JSONata: what `$failure` says, `{ state, cause, taskArn, logStream, exitCode }`. Where ECS described the task, the error's cause is JSON
 * of that; it may also be a text, or nothing.
 */
export const TOLD_FAILURE = `(
  $task := $substring($failure.cause, 0, 1) = "{" ? $parse($failure.cause) : {};
  $container := $task.Containers[Name = "${JOB_CONTAINER}"];
  $code := $container.ExitCode;
  $meaning := $exists($code) ? $lookup(${JSON.stringify(MEANINGS)}, $string($code));
  $reasons := $append([], [
    $exists($code) ? "exit code " & $code & ($exists($meaning) ? ": " & $meaning : ""),
    $container.Reason,
    $task.StoppedReason != ${literal(NO_REASON)} ? $task.StoppedReason,
    $task.Failures[0].Reason
  ]);
  $cause := $count($reasons) > 0 ? $join($reasons, "; ") : $failure.error = "States.Timeout" ? "it lasted longer than it may"
    : $failure.cause = "" or $task != {} ? $failure.error : $failure.cause;
  {
    "state": $exists($failure.state) ? $failure.state : $failure.error = "States.Timeout" ? "timed-out" : "failed",
    "cause": $substring($cause, 0, ${LONGEST_CAUSE}),
    "taskArn": $task.TaskArn,
    "logStream": $exists($task.TaskArn) ? ${LOG_STREAM},
    "exitCode": $code
  }
)`;

/** JSONata: what the record of a run that failed holds. */
export const NOTED_FAILURE = `($told := ${TOLD_FAILURE}; ${attributes('$told', '"state": { "S": $told.state }, "cause": { "S": $told.cause },')})`;

/** JSONata: `$failure` of what a state of the run has thrown. */
export const THROWN = `{
  "error": $states.errorOutput.Error,
  "cause": $type($states.errorOutput.Cause) = "string" ? $states.errorOutput.Cause : ""
}`;

function attributes(of: string, more: string): string {
  return `{
    ${more}
    "endedAt": { "S": $states.context.State.EnteredTime },
    "taskArn": $exists(${of}.taskArn) ? { "S": ${of}.taskArn },
    "logStream": $exists(${of}.logStream) ? { "S": ${of}.logStream },
    "exitCode": $exists(${of}.exitCode) ? { "N": $string(${of}.exitCode) }
  }`;
}
