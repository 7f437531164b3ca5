import { Aws, Fn, Stack, type RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnLoggingConfiguration, type CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { SECRET_HEADERS } from './secrets';

/** How the firewall's log is kept. */
export interface FirewallLogProps {
  readonly serviceName: string;
  readonly webAcl: CfnWebACL;
  readonly encryptionKey: IKey;
  readonly retention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection: boolean;
  readonly logUnmatched: boolean;
}

/** What the firewall matched, and on demand all it saw, without credentials. */
export class FirewallLog extends Construct {
  public readonly logGroup: LogGroup;

  public constructor(scope: Construct, id: string, props: FirewallLogProps) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'LogGroup', {
      logGroupName: this.logGroupName(props.serviceName),
      encryptionKey: props.encryptionKey,
      retention: props.retention,
      removalPolicy: props.removalPolicy,
      deletionProtectionEnabled: props.deletionProtection,
    });
    // No resource policy: AWS WAF's own set-up gives the delivery service its leave, on this log group alone. One of ours would either be in
    // its way there, or use up one of the ten that an account has.
    new CfnLoggingConfiguration(this, 'Configuration', {
      resourceArn: props.webAcl.attrArn,
      logDestinationConfigs: [this.logGroupArn()],
      redactedFields: [{ queryString: {} }, ...SECRET_HEADERS.map((header) => ({ singleHeader: { Name: header } }))],
      loggingFilter: props.logUnmatched ? undefined : ONLY_MATCHED,
    });
  }

  /**
   * AWS WAF demands the prefix, hence a name; the stack's id makes it another one for each stack, also for one that is made again under its
   * old name while the old log is still kept, and the construct's address for each firewall of a stack.
   */
  private logGroupName(serviceName: string): string {
    const stackGuid = Fn.select(2, Fn.split('/', Aws.STACK_ID));
    return `aws-waf-logs-luigi-${serviceName}-${this.node.addr.slice(-8)}-${stackGuid}`;
  }

  /** Without the `:*` at the end that CloudFormation's own attribute has: AWS WAF takes the ARN of a group, not of its streams. */
  private logGroupArn(): string {
    const { partition, region, account } = Stack.of(this);
    return `arn:${partition}:logs:${region}:${account}:log-group:${this.logGroup.logGroupName}`;
  }
}

/** As CloudFormation spells it: the property is plain JSON there. */
const ONLY_MATCHED = {
  DefaultBehavior: 'DROP',
  Filters: [{
    Behavior: 'KEEP',
    Requirement: 'MEETS_ANY',
    Conditions: ['BLOCK', 'COUNT', 'EXCLUDED_AS_COUNT'].map((action) => ({ ActionCondition: { Action: action } })),
  }],
};
