import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type CfnLogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { LuigiLogs } from '../../../../lib/audit/luigi-logs';
import { acknowledgementOf } from '../../../../lib/compliance/acknowledgement';
import { auditedStack } from '../../../support/lib/audited-stack';

const KEY_ARN = 'arn:aws:kms:eu-west-1:123456789012:key/12345678-1234-1234-1234-123456789012';

const groups = (logs: Parameters<typeof auditedStack>[0] = {}) => Object.entries(auditedStack(logs).template().findResources('AWS::Logs::LogGroup'))
  .map(([id, resource]) => ({ log: /Decisions|Access|Application/.exec(id)?.[0], ...resource }) as { log: string; Properties: Record<string, unknown>; DeletionPolicy: string });

describe('the logs of a service', () => {
  test('are encrypted with the key, kept a year (what operators need: three months), and stay when the stack goes', () => {
    expect(groups().map(({ log, Properties, DeletionPolicy }) => [log, Properties['RetentionInDays'], DeletionPolicy, Properties['DeletionProtectionEnabled']])).toEqual([
      ['Decisions', 365, 'Retain', true], ['Access', 365, 'Retain', true], ['Application', 90, 'Retain', true],
    ]);
    expect(groups().map(({ Properties }) => Properties['KmsKeyId'])).toEqual(Array(3).fill({ 'Fn::GetAtt': [expect.stringMatching(/^Key/) as string, 'Arn'] }));
  });

  test('have generated names, so that what one stack left is not in the way of the next, and a class that has metric filters', () => {
    expect(groups().flatMap(({ Properties }) => [Properties['LogGroupName'], Properties['LogGroupClass']])).toEqual(Array(6).fill(undefined));
  });

  test('are kept as long as is asked, and go with the stack where that is asked', () => {
    const logs = { retention: RetentionDays.TEN_YEARS, applicationRetention: RetentionDays.ONE_WEEK, removalPolicy: RemovalPolicy.DESTROY };

    expect(groups({ logs }).map(({ Properties, DeletionPolicy }) => [Properties['RetentionInDays'], DeletionPolicy, Properties['DeletionProtectionEnabled']])).toEqual([
      [3653, 'Delete', false], [3653, 'Delete', false], [7, 'Delete', false],
    ]);
  });

  test('have deletion protection as is asked, whatever becomes of them', () => {
    expect(groups({ logs: { deletionProtection: false } }).map(({ Properties }) => Properties['DeletionProtectionEnabled'])).toEqual([false, false, false]);
  });

  test('may be kept for ever', () => {
    expect(groups({ logs: { retention: RetentionDays.INFINITE } }).map(({ Properties }) => Properties['RetentionInDays'])).toEqual([undefined, undefined, 90]);
  });

  test.each([
    [RetentionDays.THREE_MONTHS, true], [RetentionDays.ONE_YEAR, false], [RetentionDays.INFINITE, false],
  ])('an application log of %s days says why that is enough: %s', (applicationRetention, says) => {
    const { application } = new LuigiLogs(new Stack(), 'Logs', { applicationRetention, encryptionKey: Key.fromKeyArn(new Stack(), 'Key', KEY_ARN) });

    expect(acknowledgementOf(application.node.defaultChild as CfnLogGroup, 'Soc2-CC7.3-LogGroupKeptLongEnough') !== undefined).toBe(says);
  });

  test.each([RetentionDays.ONE_DAY, RetentionDays.SIX_MONTHS, 364])('a decision log that is kept for %s days is refused', (retention) => {
    expect(() => auditedStack({ logs: { retention } })).toThrow(
      `got a log retention of ${retention} days, expected 365 or more for the decision log and the access log, which auditors ask for: use RetentionDays.ONE_YEAR or longer`,
    );
  });
});
