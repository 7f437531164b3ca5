import type { ILogGroup } from 'aws-cdk-lib/aws-logs';

/** Where a service writes what happens. */
export interface ServiceLogs {
  /** The decision log: one JSON record for each decision of the gateway (lib/contract/decision-record.schema.json). */
  readonly decisions: ILogGroup;
  /** The access log: one JSON line for each request to lighttpd. */
  readonly access: ILogGroup;
  /** What gateway, lighttpd and luigid tell operators, JSON lines. */
  readonly application: ILogGroup;
}
