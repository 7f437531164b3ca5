import { LONGEST_REASON } from '../../../contract/run-facts';
import { RUN_TABLE } from '../../../contract/run-table';
import { literal } from '../jsonata';

/** How long a run is remembered. */
export const REMEMBERED_DAYS = 400;

const LONGEST_NAME = 300;

/** JSONata: when the run was asked for. A redrive doesn't change it. */
const STARTED = '$states.context.Execution.StartTime';

/**
 * JSONata: the item of this run in the table of runs, without its state. Who asked, why and by which mapping is what the input says; texts
 * that are none are left out, long ones cut, and line breaks are spaces: nobody writes lines of their own into a notice.
 * @param parameters JSONata of the object of values
 */
export function recordItem(jobName: string, parameters: string): string {
  return `(
  $told := function($value, $most) { $type($value) = "string" ? ($value != "" ? $replace($substring($value, 0, $most), /[\\x00-\\x1f\\x7f]+/, " ")) };
  $text := function($value) { $exists($value) ? { "S": $value } };
  $by := $told($states.input.requestedBy, ${LONGEST_NAME});
  {
    "${RUN_TABLE.partitionKey}": { "S": ${literal(jobName)} },
    "${RUN_TABLE.sortKey}": { "S": ${literal(RUN_TABLE.runPrefix)} & $states.context.Execution.Name },
    "${RUN_TABLE.kind}": { "S": ${literal(RUN_TABLE.runKind)} },
    "id": { "S": $states.context.Execution.Name },
    "parameters": { "S": $string(${parameters}) },
    "requestedBy": { "S": $exists($by) ? $by : "unknown" },
    "mapping": $text($told($states.input.mapping, ${LONGEST_NAME})),
    "reason": $text($told($states.input.reason, ${LONGEST_REASON})),
    "${RUN_TABLE.startedAt}": { "S": ${STARTED} },
    "${RUN_TABLE.timeToLive}": { "N": $string($floor($toMillis(${STARTED}) / 1000) + ${REMEMBERED_DAYS * 86_400}) }
  }
)`;
}

/**
 * JSONata: the item `$record` with what is known by now. All of it is written each time: what an earlier try at writing has missed is
 * there then.
 * @param more JSONata of an object of further attributes; those that it has not are left out
 */
export function recordWith(more: string): string {
  return `$merge([$record, ${more}])`;
}
