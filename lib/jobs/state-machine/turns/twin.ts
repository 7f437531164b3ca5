import { createHash } from 'node:crypto';
import { RUN_TABLE } from '../../../contract/run-table';
import { literal, literals } from '../jsonata';

/** Can stand in no value, and in no name. */
const SEPARATOR = '\0';

/** Of no parameters at all: what Step Functions makes of an empty text is not documented. */
const OF_NOTHING = createHash('sha256').update('').digest('hex');

/**
 * JSONata: the attribute of the item `turns` that stands for runs with these parameters. Equal for equal values, in whatever order they are
 * declared or given: a SHA-256 over `name=value` of all that have one, by name, joined by NUL.
 * @param names of the declared parameters
 * @param values JSONata of the object of values, with defaults
 */
export function twinAttribute(names: readonly string[], values: string): string {
  return `(
  $values := ${values};
  $named := function($name) { $exists($lookup($values, $name)) ? $name & "=" & $lookup($values, $name) };
  $text := $join($append([], $map(${literals([...names].sort())}, $named)), ${literal(SEPARATOR)});
  ${literal(RUN_TABLE.twinPrefix)} & ($text = "" ? ${literal(OF_NOTHING)} : $hash($text, "SHA-256"))
)`;
}
