import { IntegTest, type IApiCall, type IDeployAssert } from '@aws-cdk/integ-tests-alpha';
import { CfnResource, type App, type Stack } from 'aws-cdk-lib';
import { integApp } from './app';
import { forRunner } from './for-runner';
import { readIntegSettings } from './settings';

/** What is to be deployed, and what is asked of it afterwards, one step after the other. */
export interface Case {
  readonly stacks: Stack[];
  readonly steps: (assertions: IDeployAssert) => readonly IApiCall[];
}

/**
 * Makes a case one that integ-runner can run.
 * @param name also the first label of the host name
 * @param make the case, in an app whose synthesis fails where a pack finds something
 */
export function runCase(name: string, make: (app: App) => Case): void {
  const app = integApp();
  const { stacks, steps } = make(app);
  // The snapshot has placeholders: it can't be deployed, and so not be updated to what is tested.
  const test = new IntegTest(app, name, { testCases: stacks, stackUpdateWorkflow: false });
  // A step that is not done in time ends the deployment of the test's own stack, and so the test.
  steps(test.assertions).reduce((before, step) => before.next(step));
  withKnownActions(app);
  if (readIntegSettings(name).forSnapshot) withoutTime(app);
  forRunner(app.synth().directory);
}

/** Else the time of synthesis stands in each step, so that the steps of a stack that was left are done again. */
function withoutTime(app: App): void {
  for (const resource of resources(app)) {
    if (resource.cfnResourceType.startsWith('Custom::DeployAssert@')) resource.addPropertyOverride('salt', 'snapshot');
  }
}

/** Where a function is called, integ-tests allows `lambda:Invoke` too, an action that there is none of: a fault in the eyes of preflight. */
function withKnownActions(app: App): void {
  for (const resource of resources(app).filter(({ cfnResourceType }) => cfnResourceType === 'AWS::IAM::Role')) {
    const policies = resource.stack.resolve(resource['cfnProperties'].Policies) as readonly Policy[] | undefined;
    policies?.forEach(({ PolicyDocument }, policy) => PolicyDocument.Statement.forEach(({ Action }, statement) => {
      const path = `Policies.${policy}.PolicyDocument.Statement.${statement}.Action`;
      if (String(Action).toLowerCase() === 'lambda:invoke') resource.addPropertyOverride(path, ['lambda:InvokeFunction']);
    }));
  }
}

interface Policy { readonly PolicyDocument: { readonly Statement: ReadonlyArray<{ readonly Action: unknown }> } }

function resources(app: App): CfnResource[] {
  return app.node.findAll().filter((child) => CfnResource.isCfnResource(child));
}
