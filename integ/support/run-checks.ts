import { ExpectedResult, type IApiCall, type IDeployAssert } from '@aws-cdk/integ-tests-alpha';
import { Duration } from 'aws-cdk-lib';
import { RUN_TABLE } from '../../lib/contract/run-table';
import type { LuigiJob, LuigiService } from '../../lib/index';

/** What is asked of the jobs of a service that was deployed; each a step, to be done one after the other. Runs are started as by schedules. */
export class RunChecks {
  public constructor(private readonly assertions: IDeployAssert, private readonly service: LuigiService) {}

  /** Starts a run, and leaves it to itself. */
  public started(job: LuigiJob, parameters: Readonly<Record<string, string>>): IApiCall {
    return this.ofStates('startExecution', {
      stateMachineArn: job.stateMachine.stateMachineArn, input: JSON.stringify({ parameters, requestedBy: 'integ-test', reason: 'is tested' }),
    });
  }

  /** Ends as expected: its status, and what it says of the error. */
  public ended(run: IApiCall, status: 'SUCCEEDED' | 'FAILED' | 'ABORTED', error?: string): IApiCall {
    return this.ofStates('describeExecution', { executionArn: arnOf(run) })
      .expect(ExpectedResult.objectLike({ status, ...(error === undefined ? {} : { error }) }))
      .waitForAssertions(PATIENCE);
  }

  /** Is under way: its turn was taken. */
  public taken(job: LuigiJob): IApiCall {
    return this.recorded(job, 'running');
  }

  public stopped(run: IApiCall): IApiCall {
    return this.ofStates('stopExecution', { executionArn: arnOf(run) });
  }

  public redriven(run: IApiCall): IApiCall {
    return this.ofStates('redriveExecution', { executionArn: arnOf(run) });
  }

  /** Was run anew, and has ended again. */
  public redriveEnded(run: IApiCall, status: 'SUCCEEDED' | 'FAILED'): IApiCall {
    return this.ofStates('describeExecution', { executionArn: arnOf(run) })
      .expect(ExpectedResult.objectLike({ status, redriveCount: 1 }))
      .waitForAssertions(PATIENCE);
  }

  /** The newest run of the job stands in the table of runs as that. */
  public recorded(job: LuigiJob, state: string): IApiCall {
    return this.ofTable('query', {
      IndexName: RUN_TABLE.byStart, ScanIndexForward: false, Limit: 1,
      KeyConditionExpression: '#job = :job', ExpressionAttributeNames: { '#job': RUN_TABLE.partitionKey }, ExpressionAttributeValues: { ':job': { S: job.jobName } },
    }).assertAtPath('Items.0.state.S', ExpectedResult.stringLikeRegexp(`^${state}$`)).waitForAssertions(PATIENCE);
  }

  /** The run's worker called the worker lane, signed in as the job's own role, on record. */
  public workerSignedIn(): IApiCall {
    return this.assertions.awsApiCall('CloudWatchLogs', 'filterLogEvents', {
      logGroupName: this.service.logs.decisions.logGroupName, filterPattern: '{ ($.lane = "workers") && ($.outcome = "allow") && ($.job = "daily-report") }', limit: 1,
    }).assertAtPath('events.0.message.reason', ExpectedResult.stringLikeRegexp('^worker-role$')).waitForAssertions(PATIENCE);
  }

  /** What its executions log has arrived, encrypted as the job says. */
  public logged(job: LuigiJob): IApiCall {
    return this.assertions.awsApiCall('CloudWatchLogs', 'describeLogStreams', { logGroupName: job.logGroup.logGroupName, logStreamNamePrefix: 'states/', limit: 1 })
      .assertAtPath('logStreams.0.logStreamName', ExpectedResult.stringLikeRegexp('^states/.+')).waitForAssertions(PATIENCE);
  }

  private ofStates(api: string, parameters: object): IApiCall {
    return this.decrypting(this.assertions.awsApiCall('StepFunctions', api, parameters));
  }

  private ofTable(api: string, parameters: object): IApiCall {
    return this.decrypting(this.assertions.awsApiCall('DynamoDB', api, { TableName: this.service.runTable.tableName, ...parameters }));
  }

  /** What is encrypted is read with the caller's own leave. */
  private decrypting<T extends IApiCall>(call: T): T {
    call.provider.addToRolePolicy({ Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: [this.service.encryptionKey.keyArn] });
    return call;
  }
}

function arnOf(run: IApiCall): string {
  return run.getAttString('executionArn');
}

/** Fargate needs a minute or two for a task; one that is tried again, or stopped, as long again. */
const PATIENCE = { totalTimeout: Duration.minutes(15), interval: Duration.seconds(15) };
