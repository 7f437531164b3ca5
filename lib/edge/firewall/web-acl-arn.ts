import { Token, type Stack } from 'aws-cdk-lib';

const WEB_ACL = /^arn:[\w-]+:wafv2:(?<region>[\w-]+):(?<account>\d{12}):(?<scope>regional|global)\/webacl\/[\w-]+\/[\w-]+$/;

/** @throws Error if it is not the ARN of a regional web ACL */
export function assertRegionalWebAcl(arn: string): void {
  if (Token.isUnresolved(arn)) return;
  const scope = WEB_ACL.exec(arn)?.groups?.['scope'];
  if (scope === 'global') {
    throw new Error(`got the web ACL ${JSON.stringify(arn)}, which is for CloudFront, expected a regional one: make it with the scope REGIONAL`);
  }
  if (scope === undefined) {
    throw new Error(
      `got ${JSON.stringify(arn)} for a web ACL, expected arn:<partition>:wafv2:<region>:<account>:regional/webacl/<name>/<id>: copy the ARN, not the name or the id`,
    );
  }
}

/** @throws Error if the web ACL is known to be in another region or account than the stack */
export function assertInReach(arn: string, stack: Stack): void {
  if (Token.isUnresolved(arn)) return;
  const { region = '', account = '' } = WEB_ACL.exec(arn)?.groups ?? {};
  const elsewhere = (theirs: string, ours: string): boolean => !Token.isUnresolved(ours) && theirs !== ours;
  if (elsewhere(region, stack.region) || elsewhere(account, stack.account)) {
    throw new Error(
      `got the web ACL ${JSON.stringify(arn)} for a load balancer in account ${stack.account}, region ${stack.region}, expected one of the same account and region: AWS WAF associates no other`,
    );
  }
}
