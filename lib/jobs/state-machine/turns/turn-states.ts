import { RUN_REFUSALS } from '../../../contract/run-refusals';
import { RUN_TABLE } from '../../../contract/run-table';
import { evaluated } from '../jsonata';
import { THROWN } from './outcome';
import { CALL_RETRY, CALL_SECONDS } from './retries';
import { REDRIVES, STATE, type States } from './states';
import { tableCall, type TurnTable } from './table-call';

/** What holds runs of a job back. */
export interface Turns extends TurnTable {
  /** Runs at the same time, whatever their parameters. */
  readonly maxConcurrentRuns: number;
}

/** How often it is looked whether those that hold the turns still run, before a run is refused. */
const MOST_LOOKS = 3;
/**
 * Between reading who holds the turns and asking how far they are: what DescribeExecution says is a little late, and one that has just been
 * redriven must not be taken for one that has ended.
 */
const SETTLE_SECONDS = 3;
const DESCRIBED_AT_ONCE = 5;

const NAME = evaluated('$states.context.Execution.Name');
const NOT_TRUE = 'DynamoDB.ConditionalCheckFailedException';
const TWIN = '$lookup($turns, $twin).S';

/**
 * A run takes its turn before it runs: one write that holds only where no run with the same parameters has a turn, and fewer than the
 * job may have. Where it doesn't hold, those that have turns are asked how far they are; turns of runs that have ended without giving
 * them back (stopped, out of time, forgotten) are freed, and it is tried again.
 *
 * Leads to {@link STATE.noteRun}, {@link STATE.noteRefusal}, {@link STATE.noteFailure} or {@link STATE.howItEnded}.
 * Variables: reads `twin` and `looks`, sets `turns`, `looks` and `failure`.
 */
export function takingTurn(turns: Turns): States {
  const { partition, jobName, maxConcurrentRuns } = turns;
  return {
    [STATE.takeTurn]: tableCall(turns, 'updateItem', {
      Key: keyOf(jobName),
      UpdateExpression: 'SET #twin = :run ADD #holders :runs',
      // A turn that is its own already is what an earlier try has taken, whose answer was lost.
      ConditionExpression: '#twin = :run OR (attribute_not_exists(#twin) AND (attribute_not_exists(#holders) OR size(#holders) < :most))',
      ExpressionAttributeNames: { '#twin': evaluated('$twin'), '#holders': RUN_TABLE.holders },
      ExpressionAttributeValues: { ':run': { S: NAME }, ':runs': { SS: [NAME] }, ':most': { N: String(maxConcurrentRuns) } },
    }, { Catch: [{ ErrorEquals: [NOT_TRUE], Next: STATE.readTurns }, failing()], Next: STATE.noteRun }),

    [STATE.readTurns]: tableCall(turns, 'getItem', { Key: keyOf(jobName), ConsistentRead: true }, {
      Assign: { turns: evaluated('$exists($states.result.Item) ? $states.result.Item : {}') },
      Catch: [failing()],
      Next: STATE.settle,
    }),

    [STATE.settle]: { Type: 'Wait', Seconds: SETTLE_SECONDS, Next: STATE.lookAtHolders },

    [STATE.lookAtHolders]: {
      Type: 'Map',
      Items: evaluated(HOLDERS),
      MaxConcurrency: DESCRIBED_AT_ONCE,
      ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...lookingAtHolder(turns, partition) },
      Catch: [failing()],
      Next: STATE.turnFreed,
    },

    [STATE.turnFreed]: {
      Type: 'Choice',
      Choices: [
        // Nothing that holds it back was found: it is free by now.
        { Condition: evaluated(`$looks < ${MOST_LOOKS} and ($count($states.input) = 0 or true in $states.input)`), Assign: { looks: evaluated('$looks + 1') }, Next: STATE.takeTurn },
        // Its record says how it ended before; and it can be redriven again.
        { Condition: evaluated(`${REDRIVES} > 0`), Assign: { failure: evaluated(refusal(maxConcurrentRuns)) }, Next: STATE.howItEnded },
        { Condition: evaluated('true'), Assign: { failure: evaluated(refusal(maxConcurrentRuns)) }, Next: STATE.noteRefusal },
      ],
    },
  };
}

/** Gives the turn back, where it still is this run's. Whatever goes wrong: the next run sees that this one has ended. */
export function givingTurnBack(turns: TurnTable): States {
  return {
    [STATE.giveTurnBack]: tableCall(turns, 'updateItem', freeing(turns.jobName, evaluated('$twin'), NAME), {
      Catch: [{ ErrorEquals: ['States.ALL'], Next: STATE.ranWell }],
      Next: STATE.ranWell,
    }),
  };
}

/** For one holder `{ run, twin }`: true where its turn was freed. */
function lookingAtHolder(turns: TurnTable, partition: string): object {
  const kept = { ErrorEquals: ['States.ALL'], Next: STATE.keepTurn };
  return {
    StartAt: STATE.describeHolder,
    States: {
      [STATE.describeHolder]: {
        Type: 'Task',
        Resource: `arn:${partition}:states:::aws-sdk:sfn:describeExecution`,
        Arguments: { ExecutionArn: evaluated('$substring($states.context.Execution.Id, 0, $length($states.context.Execution.Id) - $length($states.context.Execution.Name)) & $states.input.run') },
        TimeoutSeconds: CALL_SECONDS,
        Retry: [{ ErrorEquals: UNKNOWN_EXECUTION, MaxAttempts: 0 }, ...CALL_RETRY],
        Output: evaluated('$merge([$states.input, { "status": $states.result.Status }])'),
        Catch: [{ ErrorEquals: UNKNOWN_EXECUTION, Output: evaluated('$states.input'), Next: STATE.freeTurn }, kept],
        Next: STATE.holderEnded,
      },
      [STATE.holderEnded]: {
        Type: 'Choice',
        Choices: [{ Condition: evaluated('$states.input.status in ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]'), Next: STATE.freeTurn }],
        Default: STATE.keepTurn,
      },
      [STATE.freeTurn]: tableCall(turns, 'updateItem', freeing(turns.jobName, evaluated('$states.input.twin'), evaluated('$states.input.run')), {
        Output: evaluated('true'), Catch: [kept], End: true,
      }),
      [STATE.keepTurn]: { Type: 'Pass', Output: evaluated('false'), End: true },
    },
  };
}

/** Step Functions tells errors by the names of the SDK's exceptions. */
const UNKNOWN_EXECUTION = ['Sfn.ExecutionDoesNotExistException', 'Sfn.ExecutionDoesNotExist'];

/** JSONata: what holds this run back, as `{ run, twin }`: the run with the same parameters, or all where there are as many as may be. */
const HOLDERS = `(
  $runs := $exists(${TWIN}) ? [${TWIN}] : $append([], $turns.${RUN_TABLE.holders}.SS);
  $twins := $keys($turns)[$substring($, 0, ${RUN_TABLE.twinPrefix.length}) = "${RUN_TABLE.twinPrefix}"];
  $append([], $map($runs, function($run) {(
    $its := $append([], $twins[$lookup($turns, $).S = $run]);
    { "run": $run, "twin": $count($its) > 0 ? $its[0] : "${RUN_TABLE.twinPrefix}none" }
  )}))
)`;

/** JSONata: `$failure` of a run that may not run now. */
function refusal(most: number): string {
  return `{
  "error": $exists(${TWIN}) ? "${RUN_REFUSALS.twin}" : "${RUN_REFUSALS.tooMany}",
  "cause": $exists(${TWIN}) ? "run " & ${TWIN} & " of this job has the same parameters and goes on" : "${most} of this job go on, as many as may",
  "state": "refused",
  "final": ${REDRIVES} = 0
}`;
}

function freeing(jobName: string, twin: string, run: string): object {
  return {
    Key: keyOf(jobName),
    UpdateExpression: 'REMOVE #twin DELETE #holders :runs',
    // Never another run's turn.
    ConditionExpression: 'attribute_not_exists(#twin) OR #twin = :run',
    ExpressionAttributeNames: { '#twin': twin, '#holders': RUN_TABLE.holders },
    ExpressionAttributeValues: { ':run': { S: run }, ':runs': { SS: [run] } },
  };
}

function keyOf(jobName: string): object {
  return { [RUN_TABLE.partitionKey]: { S: jobName }, [RUN_TABLE.sortKey]: { S: RUN_TABLE.turns } };
}

function failing(): object {
  return { ErrorEquals: ['States.ALL'], Assign: { failure: evaluated(THROWN) }, Next: STATE.noteFailure };
}
