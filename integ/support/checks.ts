import { ExpectedResult, Match, type IApiCall, type IDeployAssert } from '@aws-cdk/integ-tests-alpha';
import type { FetchOptions } from '@aws-cdk/integ-tests-alpha/lib/assertions/providers/lambda-handler/types';
import { Duration } from 'aws-cdk-lib';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { LuigiService } from '../../lib/index';
import type { MachineClient } from './machine-client';
import type { Probe, ProbeCall } from './probe';

/** What is checked. A stack of a case is one. */
export interface Checked {
  readonly service: LuigiService;
  readonly probe: Probe;
  /** Host name that people use. */
  readonly hostName: string;
}

/** What is asked of a service that was deployed; each a step, to be done one after the other. */
export class Checks {
  private readonly service: LuigiService;
  private readonly probe: Probe;
  /** Host name that people use. */
  public readonly hostName: string;

  public constructor(private readonly assertions: IDeployAssert, { service, probe, hostName }: Checked) {
    this.service = service;
    this.probe = probe;
    this.hostName = hostName;
  }

  /** The load balancer gets 200 from /livez by the people lane: lighttpd, gateway and luigid answer. */
  public healthy(): IApiCall {
    return this.assertions.awsApiCall('ELBv2', 'describeTargetHealth', { TargetGroupArn: this.service.targetGroup.targetGroupArn })
      .expect(ExpectedResult.objectLike({ TargetHealthDescriptions: [Match.objectLike({ TargetHealth: Match.objectLike({ State: 'healthy' }) })] }))
      .waitForAssertions(PATIENCE);
  }

  /** By HTTP there is nothing but the way to HTTPS. */
  public plainHttpLeadsToHttps(): IApiCall {
    return this.get(`http://${this.service.loadBalancer.loadBalancerDnsName}/`, { status: 301, location: '^https://' });
  }

  /** A browser is sent to log in. */
  public browserIsSentTo(provider: string): IApiCall {
    return this.get(`${this.service.url}/`, { status: 302, location: provider });
  }

  /** A script never gets a login page. */
  public scriptGets401(): IApiCall {
    return this.get(`${this.service.url}/api/task_list?data=%7B%7D`, { status: 401 });
  }

  /** A login goes on to where the provider has it. */
  public isLedOn(from: string, to: string): IApiCall {
    return this.get(from, { status: 302, location: to });
  }

  /** Sign-out ends at a page that needs no login. */
  public signedOutNeedsNoLogin(): IApiCall {
    return this.get(`${this.service.url}/signed-out`, { status: 200 });
  }

  /** The same from inside the network, for a load balancer that the internet can't reach. */
  public insideNetwork(path: string, expected: ExpectedAnswer): IApiCall {
    return this.probed({ url: `${this.service.url}${path}` }, expected);
  }

  /** A stranger on the worker lane is refused, and the refusal stands in the decision log. */
  public strangerIsRefusedOnRecord(): IApiCall[] {
    return [
      this.probed({ url: this.workerCall('task_list'), verify: false }, { status: 401 }),
      this.logged(this.service.logs.decisions, '{ ($.lane = "workers") && ($.outcome = "deny") }', 'reason', 'no-identity'),
    ];
  }

  /** A worker with the credential is let in, which stands in the decision log too. */
  public workerIsLetInOnRecord(credential: string): IApiCall[] {
    return [
      this.probed({ url: this.workerCall('is_paused'), verify: false, credential }, { status: 200 }),
      this.logged(this.service.logs.decisions, '{ ($.lane = "workers") && ($.outcome = "allow") }', 'reason', 'worker-credential'),
    ];
  }

  /** What a bearer token is answered with. */
  public bearerIsAnswered(path: string, { token, issuer, status }: BearerCall): IApiCall {
    const headers = { authorization: `Bearer ${token}`, ...(issuer === undefined ? {} : { 'x-luigi-issuer': issuer }) };
    return this.get(`${this.service.url}${path}`, { status }, { headers });
  }

  /**
   * A machine with a token of its own is let in, which stands in the decision log. The token is in the test's stack for as long as that is
   * there; it lasts an hour.
   */
  public machineIsLetInOnRecord({ tokenUrl, form }: Pick<MachineClient, 'tokenUrl' | 'form'>): IApiCall[] {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const token = this.assertions.httpApiCall(tokenUrl, { method: 'POST', headers, body: form });
    return [
      token,
      this.bearerIsAnswered('/api/is_paused?data=%7B%7D', { token: token.getAttString('body.access_token'), status: 200 }),
      this.logged(this.service.logs.decisions, '{ ($.lane = "people") && ($.outcome = "allow") && ($.principal = "client:*") }', 'issuer', 'cognito'),
    ];
  }

  /** A mapping that is written by hand holds, and once deleted holds no more, without a deployment: the gateway says so. */
  public mappingsFollowTheirParameters(mappings = 1): IApiCall[] {
    const name = 'IntegTest';
    const Name = `/luigi/${this.service.serviceName}/access/${name}`;
    const document = { version: 1, description: 'Of the integration test', principals: ['group:integ-test'], grants: { view: ['integ.*'] } };
    return [
      this.assertions.awsApiCall('SSM', 'putParameter', { Name, Type: 'String', Value: JSON.stringify(document), Overwrite: true }),
      this.logged(this.service.logs.application, `{ ($.message = "mappings-changed") && ($.changed[0] = "${name}") }`, 'mappings', String(mappings + 1)),
      this.assertions.awsApiCall('SSM', 'deleteParameter', { Name }),
      this.logged(this.service.logs.application, `{ ($.message = "mappings-changed") && ($.ended[0] = "${name}") }`, 'mappings', String(mappings)),
    ];
  }

  private workerCall(method: string): string {
    return `${this.service.workerUrl}/api/${method}?data=%7B%7D`;
  }

  /** By the test's own function, which follows no redirect. */
  private get(url: string, { status, location }: ExpectedAnswer, more: Pick<FetchOptions, 'headers'> = {}): IApiCall {
    // Not in the type; passed on as it is to node-fetch, which knows it.
    const options: FetchOptions & { readonly redirect: string } = { ...more, method: 'GET', redirect: 'manual' };
    return this.assertions.httpApiCall(url, options)
      .expect(ExpectedResult.objectLike({
        status, ...(location === undefined ? {} : { headers: Match.objectLike({ location: [Match.stringLikeRegexp(location)] }) }),
      }))
      .waitForAssertions(PATIENCE);
  }

  private probed(call: ProbeCall, { status, location }: ExpectedAnswer): IApiCall {
    const answer = Match.objectLike({ status, ...(location === undefined ? {} : { location: Match.stringLikeRegexp(location) }) });
    return this.assertions.invokeFunction({
      functionName: this.probe.handler.functionName, payload: JSON.stringify(call),
    }).expect(ExpectedResult.objectLike({ Payload: Match.serializedJson(answer) })).waitForAssertions(PATIENCE);
  }

  /** Only what is asserted comes back: CloudFormation takes 4 KB from a custom resource. */
  private logged(logGroup: ILogGroup, filterPattern: string, field: string, value: string): IApiCall {
    return this.assertions.awsApiCall('CloudWatchLogs', 'filterLogEvents', { logGroupName: logGroup.logGroupName, filterPattern, limit: 1 })
      .assertAtPath(`events.0.message.${field}`, ExpectedResult.stringLikeRegexp(`^${value}$`))
      .waitForAssertions(PATIENCE);
  }
}

/** A call with a bearer token, and what is to be answered. */
export interface BearerCall {
  readonly token: string;
  /**
   * Whose token it is.
   * @default - the first issuer's
   */
  readonly issuer?: string;
  readonly status: number;
}

/** What is to be answered. */
export interface ExpectedAnswer {
  readonly status: number;
  /** A regular expression. */
  readonly location?: string;
}

/** A new name takes minutes until all resolvers know it, a log line a minute until it can be found. */
const PATIENCE = { totalTimeout: Duration.minutes(10), interval: Duration.seconds(15) };
