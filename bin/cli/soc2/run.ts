import { writeFileSync } from 'node:fs';
import type { Output } from '../command';
import { MisuseError } from '../misuse';
import { readAcknowledgements } from './acknowledgements';
import { check } from './check';
import { readInputs } from './inputs';
import { soc2Options } from './options';
import { asJson } from './report/json';
import { asSarif } from './report/sarif';
import { asText } from './report/text';

const REPORTS = { text: asText, json: asJson, sarif: asSarif };

/** Does what was asked for. @returns 0 where nothing was found that is an error, 1 where something was, 2 where something can't be read */
export async function runSoc2(args: readonly string[], output: Output): Promise<number> {
  const options = soc2Options(args);
  const filed = options.acknowledgements === undefined ? [] : readAcknowledgements(options.acknowledgements);
  const { sources, refusals } = readInputs(options.inputs);
  const checked = check(sources, options.profile, filed);
  const result = { ...checked, refusals: [...refusals, ...checked.refusals] };
  const report = REPORTS[options.format](result);
  if (options.output === undefined) output.out(report);
  else write(options.output, report);
  for (const { file, cause } of result.refusals) output.note(`${file}: can't be checked: ${cause}`);
  for (const { finding, resource } of result.unusedAcknowledgements) output.note(`${options.acknowledgements}: ${finding} at ${resource} was not found: take the answer out`);
  if (result.refusals.length > 0) return 2;
  return result.findings.some(({ status, severity }) => status !== 'acknowledged' && severity === 'error') ? 1 : 0;
}

function write(file: string, report: string): void {
  try {
    writeFileSync(file, report);
  } catch (error) {
    throw new MisuseError(`--output: got ${JSON.stringify(file)}, expected a file that can be written: ${(error as Error).message}`);
  }
}
