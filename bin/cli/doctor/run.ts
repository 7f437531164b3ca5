import type { Output } from '../command';
import { examine } from './examine';
import { doctorOptions } from './options';
import { doctorJson, doctorText } from './report';

const REPORTS = { text: doctorText, json: doctorJson };

/** Does what was asked for. @returns 0 where nothing has to be mended, else 1 */
export async function runDoctor(args: readonly string[], output: Output): Promise<number> {
  const { target, format, expectsMachines, timeoutMs } = doctorOptions(args);
  const findings = await examine(target, { timeoutMs, expectsMachines });
  output.out(REPORTS[format](target.origin, findings));
  return findings.some(({ status }) => status === 'error') ? 1 : 0;
}
