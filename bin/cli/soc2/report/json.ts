import type { CheckResult } from '../check';

/** For programs. */
export function asJson({ files, resources, compliant, findings, unusedAcknowledgements, refusals }: CheckResult): string {
  const count = (status: string) => findings.filter((finding) => finding.status === status).length;
  const summary = { templates: files.length, resources, compliant, failed: count('failed'), unresolved: count('unresolved'), acknowledged: count('acknowledged') };
  return `${JSON.stringify({ version: 1, summary, files, findings, unusedAcknowledgements, refusals }, undefined, 2)}\n`;
}
