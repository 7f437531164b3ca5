import { App, Stack, Stage } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { Soc2Checks } from '../../../../lib/compliance/soc2-checks';
import { someJob } from '../../../support/lib/luigi-job';
import { aLuigiStack } from '../../../support/lib/luigi-stack';
import { addVariant, importedService, SERVICE_VARIANTS, type ServiceVariant } from '../../../support/lib/service-variants';

describe('a service has no finding of any pack', () => {
  test.each(SERVICE_VARIANTS.filter(({ name }) => name !== 'disposable'))('$name', (variant) => {
    const app = new App();
    addVariant(app, variant);

    expect(findings(app)).toEqual([]);
  });

  test('but where its owner takes a protection away', () => {
    const app = new App();
    addVariant(app, SERVICE_VARIANTS.find(({ name }) => name === 'disposable') as ServiceVariant);

    const rules = ['NIST.800.53.R5-ELBDeletionProtectionEnabled', 'HIPAA.Security-ELBDeletionProtectionEnabled', 'Soc2-A1.2-LoadBalancerDeletionProtected'];
    expect(findings(app)).toEqual(rules.map((rule) => `${rule} disposable/Luigi/FrontDoor/LoadBalancer/Resource`));
  });

  test('in a stage', () => {
    const app = new App();
    addVariant(new Stage(app, 'Stage'), { name: 'staged', over: () => ({}) });

    expect(findings(app)).toEqual([]);
  });

  test('nor have jobs in a stack of their own, of a service that is known by names and ARNs', () => {
    const app = new App();
    importedService(new Stack(app, 'Jobs'), 'etl').addJob('daily-report', someJob());

    expect(findings(app)).toEqual([]);
  });

  test('in a network that is made in the same stack: none but the network\'s own', () => {
    const { app } = aLuigiStack((stack) => ({ vpc: new Vpc(stack, 'Network') }));

    const all = findings(app);

    expect(all.length).toBeGreaterThan(0);
    expect(all.filter((each) => !each.includes('Stack/Network'))).toEqual([]);
  });
});

/** `<rule> <path>` of all findings, warnings too. */
function findings(app: App): string[] {
  return PACKS.flatMap((pack) => pack.validateScope(app).violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`)));
}

const PACKS = [new AwsSolutionsChecks(), new NIST80053R5Checks(), new HIPAASecurityChecks(), new PCIDSS321Checks(), new Soc2Checks()];
