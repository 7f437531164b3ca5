import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/**
 * What the policy of a KMS key must say so that AWS services can use it for a service's logs, its alarms and the logs of its jobs.
 * What is stored with it beyond (runs, state, backups, a queue) needs nothing but IAM: the key's policy must let IAM decide, as is usual.
 *
 * The policy of a key that was imported can't be altered from here: whoever owns it adds these statements. Made in one place, so that
 * the stack which owns a shared key can add them: `ServiceKeyPolicy.allow(key, this)`.
 */
export class ServiceKeyPolicy {
  /**
   * Adds all statements to the key's policy; an imported key stays as it is.
   * @param key to be used for logs and for the topic of alarms
   * @param scope tells account and region in which it is used
   */
  public static allow(key: IKey, scope: Construct): void {
    for (const statement of ServiceKeyPolicy.statements(scope)) {
      key.addToResourcePolicy(statement, true);
    }
  }

  /** All statements that a key needs. */
  public static statements(scope: Construct): iam.PolicyStatement[] {
    return [ServiceKeyPolicy.logs(scope), ServiceKeyPolicy.alarms(scope), ServiceKeyPolicy.events(scope), ServiceKeyPolicy.logDelivery(scope)];
  }

  /**
   * CloudWatch Logs: encrypts the log groups of this account and region.
   * Not narrowed to log groups by name: their names are generated, from what depends on the key.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   */
  public static logs(scope: Construct): iam.PolicyStatement {
    const stack = Stack.of(scope);
    return new iam.PolicyStatement({
      sid: 'LuigiLogs',
      principals: [new iam.ServicePrincipal(`logs.${stack.region}.${stack.urlSuffix}`)],
      actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      resources: ['*'],
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroupsOf(stack) } },
    });
  }

  /**
   * CloudWatch alarms: publish to encrypted topics of this account and region.
   * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
   */
  public static alarms(scope: Construct): iam.PolicyStatement {
    const stack = Stack.of(scope);
    return publishing('LuigiAlarms', 'cloudwatch.amazonaws.com', {
      StringEquals: { 'aws:SourceAccount': stack.account },
      ArnLike: { 'kms:EncryptionContext:aws:sns:topicArn': topicsOf(stack) },
    });
  }

  /**
   * EventBridge rules: publish to encrypted topics of this account and region.
   * Without aws:SourceAccount or aws:SourceArn: with these, EventBridge can't deliver to an encrypted topic.
   * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
   */
  public static events(scope: Construct): iam.PolicyStatement {
    return publishing('LuigiEvents', 'events.amazonaws.com', {
      ArnLike: { 'kms:EncryptionContext:aws:sns:topicArn': topicsOf(Stack.of(scope)) },
    });
  }

  /**
   * Log delivery: reads what state machines of jobs, which are encrypted with the key, write to their logs in this account and region.
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
   */
  public static logDelivery(scope: Construct): iam.PolicyStatement {
    const stack = Stack.of(scope);
    return new iam.PolicyStatement({
      sid: 'LuigiLogDelivery',
      principals: [new iam.ServicePrincipal('delivery.logs.amazonaws.com')],
      actions: ['kms:Decrypt*'],
      resources: ['*'],
      conditions: { ArnLike: { 'kms:EncryptionContext:SourceArn': `arn:${stack.partition}:logs:${stack.region}:${stack.account}:*` } },
    });
  }

  private constructor() {}
}

function publishing(sid: string, service: string, conditions: Record<string, Record<string, string>>): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid,
    principals: [new iam.ServicePrincipal(service)],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    resources: ['*'],
    conditions,
  });
}

function logGroupsOf(stack: Stack): string {
  return `arn:${stack.partition}:logs:${stack.region}:${stack.account}:log-group:*`;
}

function topicsOf(stack: Stack): string {
  return `arn:${stack.partition}:sns:${stack.region}:${stack.account}:*`;
}
