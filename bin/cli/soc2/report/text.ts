import type { CheckedFinding, CheckResult } from '../check';

/** For people. */
export function asText({ findings, files, resources, compliant }: CheckResult): string {
  const open = findings.filter(({ status }) => status !== 'acknowledged');
  const errors = open.filter(({ severity }) => severity === 'error').length;
  const acknowledged = findings.length - open.length;
  const counted = [many(errors, 'error'), many(open.length - errors, 'warning'), `${acknowledged} acknowledged`, `${compliant} as asked`].join(', ');
  return `${[...open.map(text), `${many(files.length, 'template')}, ${many(resources, 'resource')}: ${counted}`].join('\n\n')}\n`;
}

function text({ file, line, logicalId, path, type, finding, status, severity, what, why }: CheckedFinding): string {
  return [
    `${file}${line === undefined ? '' : `:${line}`}: ${severity} ${finding}`,
    `  ${path === undefined ? '' : `${path}, `}${logicalId} (${type})`,
    `  ${status === 'unresolved' ? `It can't be told from the template whether this is so: ${what}` : what}`,
    `  ${why}`,
  ].join('\n');
}

function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
