import type { App } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { IpAddressType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { Authentication } from '../../../../lib/authentication';
import { LuigiState } from '../../../../lib/state/luigi-state';
import { aLuigiStack } from '../../../support/lib/luigi-stack';

describe('a service in a bare stack has no finding of any pack', () => {
  test.each([
    ['as it comes', () => ({})],
    ['internet-facing, both address families', () => ({ loadBalancer: { internetFacing: true, ipAddressType: IpAddressType.DUAL_STACK } })],
    ['with a user pool', () => ({ authentication: Authentication.cognitoUserPool({}) })],
    ['without state', () => ({ state: LuigiState.ephemeral() })],
  ])('%s', (_, over) => {
    const { app } = aLuigiStack(over);

    expect(findings(app)).toEqual([]);
  });

  test('in a network that is made in the same stack: none but the network\'s own', () => {
    const { app } = aLuigiStack((stack) => ({ vpc: new Vpc(stack, 'Network') }));

    const all = findings(app);

    expect(all.length).toBeGreaterThan(0);
    expect(all.filter((each) => !each.includes('Stack/Network'))).toEqual([]);
  });
});

test('the packs do look: a VPC of the stack\'s own has findings', () => {
  const { app } = aLuigiStack((stack) => {
    new Vpc(stack, 'Network');
    return {};
  });

  expect(findings(app).some((each) => each.includes('Stack/Network'))).toBe(true);
});

/** `<rule> <path>` of all findings, warnings too. */
function findings(app: App): string[] {
  return PACKS.flatMap((pack) => pack.validateScope(app).violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`)));
}

const PACKS = [new AwsSolutionsChecks(), new NIST80053R5Checks(), new HIPAASecurityChecks(), new PCIDSS321Checks()];
