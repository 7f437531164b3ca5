import path from 'node:path';
import { App, CloudFormationValidatePlugin } from 'aws-cdk-lib';
import type { Assembly } from '../assembly/assembly';
import type { Finding } from '../finding';
import { PREDICTIVE_WARNINGS } from './predictive-warnings';

/**
 * What `@aws-cdk/core:validateAgainstDefaultRules` makes of the templates, also where they were synthesised without that flag:
 * the rule engine that aws-cdk-lib brings, asked about the files.
 */
export function checkByCloudFormationRules(assembly: Assembly): Finding[] {
  const byFile = new Map(assembly.templates.map((template) => [path.join(assembly.folder, template.source.file), template]));
  const stackTemplates = [...byFile].map(([templatePath, { stack, environment }]) => ({
    stackConstructPath: stack, templatePath, accountId: environment.account, region: environment.region,
  }));
  const { violations } = new CloudFormationValidatePlugin().validate({
    stackTemplates, templatePaths: [...byFile.keys()], appConstruct: new App({ analyticsReporting: false, treeMetadata: false }),
  });
  return violations.flatMap(({ ruleName, severity, description, fix, violatingResources }) => {
    if (severity !== 'error' && severity !== 'fatal' && !PREDICTIVE_WARNINGS.has(ruleName)) return [];
    return violatingResources.flatMap(({ resourceLogicalId, templatePath, locations }): Finding[] => {
      const template = byFile.get(templatePath ?? '');
      if (template === undefined) return [];
      return [{
        layer: 'cloudformation-rules', rule: ruleName, stack: template.stack, template: template.source.file, resource: resourceLogicalId,
        constructPath: resourceLogicalId === undefined ? undefined : template.constructPathOf(resourceLogicalId),
        at: locations[0], message: fix === undefined ? description : `${description} (${fix})`,
      }];
    });
  });
}
