import { EXIT_CODE_FLAGS } from '../../contract/luigi-exit-codes';
import { argumentExpression, faultExpression, valueExpression, type DeclaredParameter } from '../parameters/parameter-expressions';
import { literal, literals } from './jsonata';

/** What is run, and what may be said. */
export interface JobCommand {
  readonly module: string;
  readonly family: string;
  readonly parameters: readonly DeclaredParameter[];
  readonly reasonRequired: boolean;
}

/** Characters of an execution's input: more than all that may be said takes. */
const LONGEST_INPUT = 30_000;
/** ECS takes overrides of 8,192 characters; the rest is for the names around the command, and the run's id. */
const LONGEST_COMMAND = 7000;

/**
 * JSONata: of an execution's input `{ parameters, requestedBy, mapping, reason }`, either `{ command, parameters }`, the list of arguments
 * and the values with defaults, or `{ faults }`, a text. Arguments are made from declared parameters only, in their order; no value of any
 * kind is more than one of them.
 * @param given JSONata of the object of given parameters
 */
export function checkedCommand(job: JobCommand, given = '$states.input.parameters'): string {
  const { module, family, parameters, reasonRequired } = job;
  const values = parameters.map((_, index) => `$p${index}`);
  const value = (index: number): string => values[index] as string;
  return `(
  $given := ${given};
  $declared := ${literals(parameters.map(({ name }) => name))};
${parameters.map(({ name }, index) => `  ${value(index)} := $lookup($given, ${literal(name)});\n`).join('')}  $faults := [
    ${[
      '($exists($given) ? $type($given) : "object") != "object" ? "parameters: expected an object"',
      // Whoever is held back by this run asks for it, with its input, and gets 256 KB at most.
      `$length($string($states.input)) > ${LONGEST_INPUT} ? "input: expected at most ${LONGEST_INPUT} characters"`,
      '$count($keys($given)[$not($ in $declared)]) > 0 ? "parameters: expected none but those that the job declares"',
      ...reasonRequired ? ['($type($states.input.reason) = "string" ? $trim($states.input.reason) : "") = "" ? "reason: expected one"'] : [],
      ...parameters.map((parameter, index) => faultExpression(parameter, value(index))),
    ].join(',\n    ')}
  ];
  $command := [
    ${[
      ...['luigi', '--module', module, family].map(literal),
      ...parameters.map((parameter, index) => argumentExpression(family, parameter, value(index))),
      ...EXIT_CODE_FLAGS.map(literal),
    ].join(',\n    ')}
  ];
  $all := $count($faults) = 0 and $length($string($command)) > ${LONGEST_COMMAND} ? ["parameters: expected shorter ones, since together they are too long for ECS"] : $faults;
  $values := {
    ${parameters.map((parameter, index) => `${literal(parameter.name)}: ${valueExpression(parameter, value(index))}`).join(',\n    ')}
  };
  $count($all) > 0 ? { "faults": $join($all, "; ") } : { "command": $command, "parameters": $values }
)`;
}
