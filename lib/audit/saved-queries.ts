import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { QUERIES } from './query-texts';
import type { ServiceLogs } from './service-logs';

/** Whose queries are saved. */
export interface SavedQueriesProps {
  /** Name of the service: the queries stand below `luigi/<service>/`. */
  readonly serviceName: string;
  /** Its logs. */
  readonly logs: ServiceLogs;
}

/**
 * Queries for CloudWatch Logs Insights, saved under `luigi/<service>/`: who ran what, what was denied and why, all that one person did,
 * one run from request to final state, one request or task. docs/audit.md shows what they answer.
 */
export class SavedQueries extends Construct {
  public constructor(scope: Construct, id: string, props: SavedQueriesProps) {
    super(scope, id);
    for (const query of QUERIES) {
      new CfnQueryDefinition(this, query.id, {
        name: `luigi/${props.serviceName}/${query.name}`,
        logGroupNames: query.logs.map((log) => props.logs[log].logGroupName),
        queryString: query.text,
      });
    }
  }
}
