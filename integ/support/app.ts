import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';

/** An app with the example's feature flags, whatever the runner's version recommends, and with all packs: a finding fails synthesis. */
export function integApp(): App {
  const { context } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'cdk.json'), 'utf8')) as { context: Record<string, unknown> };
  const app = new App({ postCliContext: context, analyticsReporting: false, treeMetadata: false, stackTraces: false });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(), new NIST80053R5Checks(), new HIPAASecurityChecks(), new PCIDSS321Checks());
  return app;
}
