import { CATALOGUE } from '../../images/gateway/src/luigi/calls/catalogue';
import { askPython } from '../support/luigi/bare-luigid';

interface Signature {
  /** Whether it must be given, by argument. */
  readonly required: Readonly<Record<string, boolean>>;
  /** Whether any others are taken. */
  readonly open: boolean;
}

interface Vocabulary {
  readonly statuses: string[];
  readonly upstream: string[];
  readonly retry: string[];
}

const SIGNATURES = `
import inspect, json
from luigi.scheduler import RPC_METHODS, Scheduler
def signature(name):
    parameters = list(inspect.signature(getattr(Scheduler, name)).parameters.values())[1:]
    return {
        "required": {p.name: p.default is p.empty for p in parameters if p.kind == p.POSITIONAL_OR_KEYWORD},
        "open": any(p.kind == p.VAR_KEYWORD for p in parameters),
    }
print(json.dumps({name: signature(name) for name in RPC_METHODS}))
`;
const VOCABULARY = `
import json
from luigi import task_status, scheduler
print(json.dumps({
    "version": __import__("luigi").__version__,
    "statuses": sorted(v for k, v in vars(task_status).items() if k.isupper()),
    "upstream": sorted(s for s in scheduler.UPSTREAM_SEVERITY_ORDER if s),
    "retry": sorted(scheduler.RetryPolicy._fields),
    "max_shown_tasks": scheduler.scheduler().max_shown_tasks,
}))
`;
/** luigid takes these from its **kwargs by name: without them it fails. */
const READ_FROM_KWARGS: Readonly<Record<string, string[]>> = { ping: ['worker'], announce_scheduling_failure: ['worker'] };

describe('the catalogue of calls', () => {
  let signatures: Record<string, Signature>;
  beforeAll(async () => { signatures = await askPython(SIGNATURES) as Record<string, Signature>; });

  test('is luigi\'s own, method by method and argument by argument', () => {
    const ours = Object.fromEntries([...CATALOGUE.values()]
      .map(({ name, args, rest }) => [name, { args: Object.keys(args).sort(), open: rest !== undefined }]));
    const theirs = Object.fromEntries(Object.entries(signatures)
      .map(([name, { required, open }]) => [name, { args: [...Object.keys(required), ...(READ_FROM_KWARGS[name] ?? [])].sort(), open }]));
    expect(ours).toEqual(theirs);
  });

  test('asks for whatever luigi can\'t do without', () => {
    for (const [name, { required }] of Object.entries(signatures)) {
      for (const [argument, needed] of Object.entries(required)) {
        expect({ name, argument, asked: CATALOGUE.get(name)!.args[argument]!.required || !needed }).toEqual({ name, argument, asked: true });
      }
    }
  });

  test('is 14 calls to view, 10 to operate and 15 of workers', () => {
    const count = (kind: string): number => [...CATALOGUE.values()].filter((method) => method.kind === kind).length;
    expect([count('view'), count('operate'), count('worker')]).toEqual([14, 10, 15]);
  });

  test('takes every word that luigi has for a status, and knows its limit', async () => {
    const vocabulary = await askPython(VOCABULARY) as Vocabulary;
    expect(vocabulary).toMatchObject({ version: '3.8.1', max_shown_tasks: 100_000 });
    const { task_list: list, add_task: add } = Object.fromEntries(CATALOGUE);
    for (const status of vocabulary.statuses) {
      expect(list!.args.status!.type.accepts(status)).toBe(true);
      expect(add!.args.status!.type.accepts(status)).toBe(true);
    }
    for (const status of vocabulary.upstream) expect(list!.args.upstream_status!.type.accepts(status)).toBe(true);
    for (const field of vocabulary.retry) expect(add!.args.retry_policy_dict!.type.accepts({ [field]: 1 })).toBe(true);
  });
});
