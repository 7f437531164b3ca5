import type { Output } from '../command';
import { examine } from './examine';
import { examineIssuers } from './issuers/examine-issuers';
import { doctorOptions } from './options';
import { doctorJson, doctorText } from './report';

const REPORTS = { text: doctorText, json: doctorJson };

/** Does what was asked for. @returns 0 where nothing has to be mended, else 1 */
export async function runDoctor(args: readonly string[], output: Output): Promise<number> {
  const { target, format, expectsMachines, issuers, timeoutMs } = doctorOptions(args);
  const findings = [...await examine(target, { timeoutMs, expectsMachines }), ...await examineIssuers(issuers, { timeoutMs })];
  output.out(REPORTS[format](target.origin, findings));
  return findings.some(({ status }) => status === 'error') ? 1 : 0;
}
