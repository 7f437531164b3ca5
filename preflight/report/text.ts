import type { Result } from '../result';

/** The result for people. */
export function asText({ assemblies }: Result): string {
  return assemblies.map(({ folder, templates, layers, findings }) => {
    const lines = [`${folder}: ${templates} ${templates === 1 ? 'template' : 'templates'}, asked ${layers.join(', ')}`];
    for (const stack of new Set(findings.map((finding) => finding.stack))) {
      lines.push('', `  ${stack}`);
      for (const { stack: where, resource, constructPath, at, message, layer, rule } of findings) {
        if (where !== stack) continue;
        lines.push(`    ${[constructPath ?? resource ?? 'template', at].filter(Boolean).join(' ')}`, `      ${message}  [${layer} ${rule}]`);
      }
    }
    if (findings.length > 0) lines.push('');
    lines.push(findings.length === 0 ? '  nothing that would be refused was found' : `  ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`);
    return lines.join('\n');
  }).join('\n\n');
}
