import { MisuseError } from '../misuse';
import { oneOf, orMisuse, readOptions } from '../options';
import { placeOf, type Place } from './documents/place';
import { callerOf, parametersOf, questionOf } from './explain/question';
import type { Expectation } from './explain/report';

const STRING = { type: 'string' } as const;
const FORMATS = ['text', 'json'] as const;
const SUBCOMMANDS = ['lint', 'matrix', 'explain', 'test'] as const;

/** Where documents are read from. */
interface Read {
  readonly place: Place;
  /** Folder of jobs. @default - beside the mappings */
  readonly jobs?: string;
  /** Of a cloud assembly. @default - the only one */
  readonly service?: string;
}

/** What the command is asked for. */
export type AccessOptions =
  | Read & { readonly subcommand: 'lint'; readonly format: 'text' | 'json'; readonly strict: boolean }
  | Read & { readonly subcommand: 'matrix'; readonly format: 'text' | 'markdown' | 'json' | 'csv' }
  | Read & { readonly subcommand: 'explain'; readonly format: 'text' | 'json'; readonly as: readonly string[]; readonly question: ReturnType<typeof questionOf>; readonly expect?: Expectation }
  | Read & { readonly subcommand: 'test'; readonly format: 'text' | 'json'; readonly cases: string };

/** @throws MisuseError where they do not fit */
export function accessOptions([given, ...args]: readonly string[]): AccessOptions {
  const subcommand = SUBCOMMANDS.find((known) => known === given);
  switch (subcommand) {
    case 'lint': return lintOptions(args);
    case 'matrix': return matrixOptions(args);
    case 'explain': return explainOptions(args);
    case 'test': return testOptions(args);
    case undefined: return orMisuse('access', () => { throw new MisuseError(`got ${given === undefined ? 'nothing to do' : JSON.stringify(given)}, expected one of ${SUBCOMMANDS.join(', ')}`); });
  }
}

function lintOptions(args: readonly string[]): AccessOptions {
  const { values, positionals } = readOptions('access', args, { jobs: STRING, service: STRING, format: STRING, strict: { type: 'boolean' } });
  return orMisuse('access', () => ({ subcommand: 'lint', place: placeOf(positionals), ...whereOf(values, positionals), format: oneOf('format', FORMATS, values.format), strict: values.strict ?? false }));
}

function matrixOptions(args: readonly string[]): AccessOptions {
  const { values, positionals } = readOptions('access', args, { jobs: STRING, service: STRING, format: STRING });
  return orMisuse('access', () => ({ subcommand: 'matrix', place: placeOf(positionals), ...whereOf(values, positionals), format: oneOf('format', ['text', 'markdown', 'json', 'csv'], values.format) }));
}

function explainOptions(args: readonly string[]): AccessOptions {
  const { values, positionals } = readOptions('access', args, {
    jobs: STRING, service: STRING, format: STRING, as: { type: 'string', multiple: true }, view: STRING, operate: STRING, job: STRING, parameters: STRING, expect: STRING,
  });
  return orMisuse('access', () => {
    const { view, operate, job, parameters, expect } = values;
    const question = questionOf({ view, operate, job, ...parameters === undefined ? {} : { parameters: parametersOf(parameters) } });
    return {
      subcommand: 'explain', place: placeOf(positionals), ...whereOf(values, positionals), format: oneOf('format', FORMATS, values.format),
      as: callerOf(values.as ?? []), question, ...expect === undefined ? {} : { expect: oneOf('expect', ['allowed', 'refused'], expect) },
    };
  });
}

function testOptions(args: readonly string[]): AccessOptions {
  const { values, positionals } = readOptions('access', args, { jobs: STRING, service: STRING, format: STRING, cases: STRING });
  return orMisuse('access', () => {
    if (values.cases === undefined) throw new Error('got no --cases, expected a file with questions and the answers that are expected');
    return { subcommand: 'test', place: placeOf(positionals), ...whereOf(values, positionals), format: oneOf('format', FORMATS, values.format), cases: values.cases };
  });
}

function whereOf({ jobs, service }: Omit<Read, 'place'>, positionals: readonly string[]): Omit<Read, 'place'> {
  const isSsm = placeOf(positionals).kind === 'ssm';
  if (jobs !== undefined && (jobs === '' || isSsm)) throw new Error(`--jobs: got ${JSON.stringify(jobs)}, expected a folder of jobs beside a folder of mappings: of ssm:/luigi/<service> the jobs are known`);
  if (service !== undefined && (service === '' || isSsm)) throw new Error(`--service: got ${JSON.stringify(service)}, expected the name of a service, beside a cloud assembly: ssm:/luigi/<service> names it`);
  return { ...jobs === undefined ? {} : { jobs }, ...service === undefined ? {} : { service } };
}
