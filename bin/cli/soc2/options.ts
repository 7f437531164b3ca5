import { parseArgs } from 'node:util';
import { Profile } from '../../../lib/compliance/soc2/profile';
import type { TrustServicesCriterion } from '../../../lib/compliance/trust-services-criterion';
import { MisuseError } from '../misuse';

const FORMATS = ['text', 'json', 'sarif'] as const;

/** What the command is asked for. */
export interface Soc2Options {
  /** Templates and folders of cloud assemblies. */
  readonly inputs: readonly string[];
  readonly profile: Profile;
  readonly format: typeof FORMATS[number];
  /** @default - stdout */
  readonly output?: string;
  /** @default - nothing is acknowledged but what templates and assemblies say themselves */
  readonly acknowledgements?: string;
}

/** @throws MisuseError where they do not fit */
export function soc2Options(args: readonly string[]): Soc2Options {
  try {
    const { values, positionals } = parse(args);
    if (positionals.length === 0) throw new Error('got no template, expected files of JSON or YAML or folders of cloud assemblies');
    const format = FORMATS.find((known) => known === (values.format ?? 'text'));
    if (format === undefined) throw new Error(`--format: got ${JSON.stringify(values.format)}, expected one of ${FORMATS.join(', ')}`);
    const profile = new Profile({
      criteria: values.criteria === undefined ? undefined : names(values.criteria) as TrustServicesCriterion[],
      warnings: names(values.warnings ?? []),
      thresholds: {
        logRetentionDays: figure('log-retention-days', values['log-retention-days']),
        sessionHours: figure('session-hours', values['session-hours']),
        backupRetentionDays: figure('backup-retention-days', values['backup-retention-days']),
      },
    });
    return { inputs: positionals, profile, format, output: values.output, acknowledgements: values.acknowledgements };
  } catch (error) {
    throw new MisuseError(`${(error as Error).message}\nsee npx cdk-lighttpd-luigi soc2 --help`);
  }
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args], allowPositionals: true,
    options: {
      'criteria': { type: 'string', multiple: true }, 'warnings': { type: 'string', multiple: true },
      'log-retention-days': { type: 'string' }, 'session-hours': { type: 'string' }, 'backup-retention-days': { type: 'string' },
      'acknowledgements': { type: 'string' }, 'format': { type: 'string' }, 'output': { type: 'string' },
    },
  });
}

function names(given: readonly string[]): string[] {
  return given.flatMap((list) => list.split(',')).map((name) => name.trim()).filter((name) => name !== '');
}

function figure(option: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (/^\d+$/.test(given)) return Number(given);
  throw new Error(`--${option}: got ${JSON.stringify(given)}, expected a whole number`);
}
