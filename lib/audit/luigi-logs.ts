import { RemovalPolicy, Token, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** How a service keeps its logs. */
export interface LuigiLogsProps {
  /** Encrypts them. Its policy must let CloudWatch Logs use it (`ServiceKeyPolicy.logs`). */
  readonly encryptionKey: IKey;
  /**
   * How long the decision log and the access log are kept: a year at least.
   * @default RetentionDays.ONE_YEAR
   */
  readonly retention?: RetentionDays;
  /**
   * How long the application log is kept. It holds no evidence of who did what, only what operators need to find a fault, also one that is
   * noticed a quarter later.
   * @default RetentionDays.THREE_MONTHS
   */
  readonly applicationRetention?: RetentionDays;
  /**
   * What becomes of the logs when the stack goes.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Whether CloudWatch Logs refuses to delete them, whoever asks.
   * @default - true where removalPolicy is RETAIN, else false
   */
  readonly deletionProtection?: boolean;
}

const LEAST_RETENTION_DAYS = 365;

/**
 * The logs of a service: decisions, access, application.
 *
 * Log groups have generated names: one that a stack left behind is never in the way of its successor. They are of the Standard class,
 * since no other has metric filters.
 */
export class LuigiLogs extends Construct {
  /** The decision log: one JSON record for each decision of the gateway. */
  public readonly decisions: LogGroup;
  /** The access log: one JSON line for each request to lighttpd. */
  public readonly access: LogGroup;
  /** What gateway and luigid tell operators, JSON lines. */
  public readonly application: LogGroup;

  /** @throws Error if the decision log would be kept for less than a year */
  public constructor(scope: Construct, id: string, props: LuigiLogsProps) {
    super(scope, id);
    const {
      encryptionKey,
      retention = RetentionDays.ONE_YEAR,
      applicationRetention = RetentionDays.THREE_MONTHS,
      removalPolicy = RemovalPolicy.RETAIN,
      deletionProtection: deletionProtectionEnabled = removalPolicy === RemovalPolicy.RETAIN,
    } = props;
    if (!Token.isUnresolved(retention) && retention < LEAST_RETENTION_DAYS) {
      throw new Error(
        `got a log retention of ${retention} days, expected ${LEAST_RETENTION_DAYS} or more for the decision log and the access log, which auditors ask for: use RetentionDays.ONE_YEAR or longer`,
      );
    }
    const common = { encryptionKey, removalPolicy, deletionProtectionEnabled };
    this.decisions = new LogGroup(this, 'Decisions', { ...common, retention });
    this.access = new LogGroup(this, 'Access', { ...common, retention });
    this.application = new LogGroup(this, 'Application', { ...common, retention: applicationRetention });
    if (!Token.isUnresolved(applicationRetention) && applicationRetention < LEAST_RETENTION_DAYS) {
      Validations.of(this.application).acknowledge({
        id: 'Soc2-CC7.3-LogGroupKeptLongEnough',
        reason: 'It tells operators of faults and is no evidence of who did what: each decision and each request is recorded in log groups of their own, which are kept for a year at least',
      });
    }
  }
}
