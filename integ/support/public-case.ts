import type { IApiCall } from '@aws-cdk/integ-tests-alpha';
import { runCase } from './case';
import { Checks } from './checks';
import { IntegStack, type CaseProps } from './integ-stack';

/** A case whose load balancer the internet reaches. */
export interface PublicCaseOptions {
  /** The service, but for what all cases have in common. */
  readonly service: (stack: IntegStack) => CaseProps;
  /** A regular expression for where browsers are sent to log in. */
  readonly provider: string;
  /**
   * What is asked besides, of the login.
   * @default - nothing
   */
  readonly also?: (checks: Checks) => IApiCall[];
  /**
   * What is made around the service.
   * @default - nothing
   */
  readonly around?: (stack: IntegStack) => void;
  /**
   * How many mappings there are.
   * @default 1
   */
  readonly mappings?: number;
}

/** Runs a case whose load balancer the internet reaches. */
export function runPublicCase(name: string, { service, provider, also = () => [], around, mappings }: PublicCaseOptions): void {
  runCase(name, (app) => {
    const stack = new IntegStack(app, `LuigiInteg-${name}`, name, service);
    around?.(stack);
    return {
      stacks: [stack],
      steps: (assertions) => {
        const checks = new Checks(assertions, stack);
        return [
          checks.healthy(),
          checks.plainHttpLeadsToHttps(),
          checks.browserIsSentTo(provider),
          checks.scriptGets401(),
          checks.signedOutNeedsNoLogin(),
          ...also(checks),
          ...checks.strangerIsRefusedOnRecord(),
          ...checks.mappingsFollowTheirParameters(mappings),
        ];
      },
    };
  });
}
