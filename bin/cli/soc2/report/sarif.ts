import { createHash } from 'node:crypto';
import { CATALOGUE, ruleId } from '../../../../lib/compliance/soc2/catalogue';
import type { CheckedFinding, CheckResult } from '../check';

/**
 * For code scanning: SARIF 2.1.0. What was acknowledged is in it as suppressed.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function asSarif({ findings, refusals }: CheckResult): string {
  const rules = CATALOGUE.map((rule) => ({
    id: ruleId(rule), name: rule.name,
    shortDescription: { text: rule.info }, fullDescription: { text: rule.explanation },
    ...rule.sources[0] === undefined ? {} : { helpUri: rule.sources[0] },
    help: { text: [rule.explanation, ...rule.sources].join('\n') },
    properties: { tags: ['security', 'soc2', rule.criterion] },
  }));
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  return `${JSON.stringify({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'cdk-lighttpd-luigi soc2', informationUri: 'https://github.com/cdk-lighttpd-luigi/cdk-lighttpd-luigi', rules } },
      invocations: [{
        executionSuccessful: refusals.length === 0,
        toolExecutionNotifications: refusals.map(({ file, cause }) => ({
          level: 'error', message: { text: `can't be checked: ${cause}` }, locations: [{ physicalLocation: { artifactLocation: { uri: encodeURI(file) } } }],
        })),
      }],
      results: findings.map((finding) => resultOf(finding, indexes.get(finding.rule) ?? -1)),
    }],
  }, undefined, 2)}\n`;
}

function resultOf({ rule, finding, status, severity, what, file, line, logicalId, path, reason }: CheckedFinding, ruleIndex: number): object {
  return {
    ruleId: rule, ruleIndex, level: severity,
    message: { text: `${status === 'unresolved' ? `It can't be told from the template whether this is so: ${what}` : what} (${path ?? logicalId}, ${finding})` },
    locations: [{
      physicalLocation: { artifactLocation: { uri: encodeURI(file) }, region: { startLine: line ?? 1 } },
      logicalLocations: [{ name: logicalId, fullyQualifiedName: path ?? logicalId, kind: 'resource' }],
    }],
    // The same where only lines have moved.
    partialFingerprints: { 'soc2Finding/v1': createHash('sha256').update([file, logicalId, finding].join('\n')).digest('hex') },
    ...status === 'acknowledged' ? { suppressions: [{ kind: 'external', status: 'accepted', justification: reason ?? '' }] } : {},
  };
}
