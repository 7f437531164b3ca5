import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { auditedStack, EVERYTHING } from '../../../support/lib/audited-stack';

test.each([AwsSolutionsChecks, NIST80053R5Checks, HIPAASecurityChecks, PCIDSS321Checks])('what a service audits itself with is clean under %p, without an acknowledgement', (Pack) => {
  expect(new Pack().validateScope(auditedStack(EVERYTHING).app)).toMatchObject({ success: true, violations: [] });
});

test('the packs look: a topic without encryption is found', () => {
  const { app, stack } = auditedStack();
  const topic = stack.node.findChild('Topic').node.findChild('Resource').node.defaultChild as unknown as { kmsMasterKeyId?: string };
  topic.kmsMasterKeyId = undefined;

  expect(new NIST80053R5Checks().validateScope(app)).toMatchObject({ success: false });
});
