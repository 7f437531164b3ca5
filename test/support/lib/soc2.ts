import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { Inspection } from '../../../lib/compliance/soc2/inspection';
import { verdictOf, type AnyRule } from '../../../lib/compliance/soc2/nag-rule';
import { thresholdsOf } from '../../../lib/compliance/soc2/thresholds';
import { NOT_APPLICABLE, type Verdict } from '../../../lib/compliance/soc2/verdict';
import type { Soc2Thresholds } from '../../../lib/compliance/soc2-thresholds';

/**
 * What a rule says of each resource of an app that it applies to, by the path below the app: `Stack/Thing/Resource`.
 * @param build fills the one stack, which is named `Stack`; further stacks can be made in `stack.node.scope`
 */
export function judged(rule: AnyRule, build: (stack: Stack) => void, thresholds: Soc2Thresholds = {}): Readonly<Record<string, Verdict>> {
  const app = new App();
  build(new Stack(app, 'Stack'));
  return judgedIn(app, rule, thresholds);
}

/** The same for resources as they stand in a template, by logical id. */
export function judgedTemplate(rule: AnyRule, template: object, thresholds: Soc2Thresholds = {}): Readonly<Record<string, Verdict>> {
  const folder = mkdtempSync(join(tmpdir(), 'soc2-'));
  try {
    const templateFile = join(folder, 'template.json');
    writeFileSync(templateFile, JSON.stringify(template));
    const app = new App();
    new CfnInclude(new Stack(app, 'Stack'), 'T', { templateFile });
    return Object.fromEntries(Object.entries(judgedIn(app, rule, thresholds)).map(([path, verdict]) => [path.replace('Stack/T/', ''), verdict]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function judgedIn(app: App, rule: AnyRule, thresholds: Soc2Thresholds): Readonly<Record<string, Verdict>> {
  const inspection = new Inspection(app, thresholdsOf(thresholds));
  return Object.fromEntries(app.node.findAll().filter((node) => CfnResource.isCfnResource(node)).flatMap((node) => {
    const verdict = 'rule' in rule ? verdictOf(rule, node) : inspection.judge(rule, node);
    return verdict === NOT_APPLICABLE ? [] : [[node.node.path, verdict]];
  }));
}
