import type { ParameterSchema } from '../../../lib/jobs/parameters/parameter-schemas';
import { checkedCommand, type JobCommand } from '../../../lib/jobs/state-machine/job-command';
import { jsonata } from './quick-jsonata';

/** What a state machine makes of an execution's input. */
export interface Checked {
  readonly command?: readonly string[];
  readonly faults?: string;
}

/** Evaluates JSONata as Step Functions does: with `$states`, and with what it adds to the language. */
export async function evaluate(expression: string, states: object, variables: object = {}): Promise<unknown> {
  return evaluator(expression)(states, variables);
}

/** The same for an expression that is evaluated again and again. */
export function evaluator(expression: string): (states: object, variables?: object) => Promise<unknown> {
  const program = jsonata(expression);
  program.registerFunction('parse', (text: string) => JSON.parse(text) as unknown, '<s:x>');
  return async (states, variables = {}) => {
    const result = (await program.evaluate(undefined, { states, ...variables })) as unknown;
    // A copy without marks of JSONata's own.
    return result === undefined ? undefined : JSON.parse(JSON.stringify(result)) as unknown;
  };
}

/** As JobParameter has it. */
interface Declared {
  readonly schema: ParameterSchema;
  readonly required: boolean;
}

/** What a job makes of the input. */
export async function checked(parameters: Readonly<Record<string, Declared>>, input: object, over: Partial<JobCommand> = {}): Promise<Checked> {
  const expression = checkedCommand({
    module: 'reports.daily', family: 'DailyReport', reasonRequired: false,
    parameters: Object.entries(parameters).map(([name, { schema, required }]) => ({ name, schema, required })),
    ...over,
  });
  return await evaluate(expression, { input }) as Checked;
}
