import { evaluated, literal } from '../jsonata';
import { NOTED_BEGINNING, NOTED_FAILURE, NOTED_RESULT, TOLD_FAILURE } from './outcome';
import { recordWith } from './records';
import { CALL_RETRY, CALL_SECONDS } from './retries';
import { REDRIVEN, REDRIVEN_RULE, STATE, type States } from './states';
import { tableCall, type TurnTable } from './table-call';

/** Writes the beginning of a run to its record. */
export function noting(table: TurnTable): States {
  return { [STATE.noteRun]: put(table, NOTED_BEGINNING, STATE.run) };
}

/** The end of a run, beside giving its turn back. Reads `failure` and `result`. */
export function ending(table: TurnTable, title: string, failureTopicArn?: string): States {
  const afterwards = failureTopicArn === undefined ? STATE.howItEnded : STATE.tell;
  return {
    [STATE.noteSuccess]: put(table, NOTED_RESULT, STATE.giveTurnBack),
    [STATE.noteFailure]: put(table, NOTED_FAILURE, STATE.giveTurnBack),
    [STATE.noteRefusal]: put(table, NOTED_FAILURE, afterwards),
    [STATE.ranWell]: {
      Type: 'Choice',
      Choices: [{ Condition: evaluated('$exists($failure.error)'), Next: afterwards }],
      Default: STATE.done,
    },
    [STATE.done]: { Type: 'Succeed', Output: evaluated('$result') },
    ...failureTopicArn === undefined ? {} : { [STATE.tell]: telling(table, title, failureTopicArn) },
    [STATE.howItEnded]: {
      Type: 'Choice',
      Choices: [
        { Condition: evaluated('$exists($failure.final) ? $failure.final : false'), Next: STATE.refused },
        // A redrive begins at the state that failed, and at a Fail state fails again; the rules of a Choice are evaluated anew. That is
        // how a run that failed takes its turn again before it runs again.
        { Condition: evaluated(`${REDRIVEN} ? true : $error($failure.error & ": " & ${TOLD_FAILURE}.cause)`), ...REDRIVEN_RULE },
      ],
    },
    [STATE.refused]: { Type: 'Fail', Error: evaluated('$failure.error'), Cause: evaluated('$failure.cause') },
  };
}

/** Whatever becomes of the record, the run goes on as it would have. */
function put(table: TurnTable, more: string, next: string): object {
  return tableCall(table, 'putItem', { Item: evaluated(recordWith(more)) }, { Catch: [{ ErrorEquals: ['States.ALL'], Next: next }], Next: next });
}

/** Without values of parameters: who hears of failures needn't be who may see them. */
function telling({ partition, jobName }: TurnTable, title: string, topicArn: string): object {
  return {
    Type: 'Task',
    Resource: `arn:${partition}:states:::sns:publish`,
    Arguments: {
      TopicArn: topicArn,
      Subject: evaluated(`${literal(`Luigi job ${jobName}: `)} & (${TOLD_FAILURE}).state`),
      Message: evaluated(`(
  $told := ${TOLD_FAILURE};
  $join([
    ${literal(`${title}: run `)} & $states.context.Execution.Name & ": " & $told.state,
    "asked for by: " & $record.requestedBy.S,
    "cause: " & $failure.error & ": " & $told.cause,
    "exit code: " & ($exists($told.exitCode) ? $told.exitCode : "none"),
    "execution: " & $states.context.Execution.Id
  ], "\\n")
)`),
    },
    TimeoutSeconds: CALL_SECONDS,
    Retry: CALL_RETRY,
    Catch: [{ ErrorEquals: ['States.ALL'], Next: STATE.howItEnded }],
    Next: STATE.howItEnded,
  };
}
