import { Token } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Connections, type IConnectable } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { LuigiJobDefaults } from './jobs/luigi-job-defaults';
import type { LuigiServiceAttributes } from './luigi-service-attributes';
import { LuigiServiceBase } from './luigi-service-base';
import { quoted } from './messages/quoted';
import { serviceNameOf } from './service-name';

/** A service that another stack has made. */
export class ImportedLuigiService extends LuigiServiceBase {
  public readonly serviceName: string;
  public readonly connections: Connections;
  public readonly jobDefaults: LuigiJobDefaults;

  public constructor(scope: Construct, id: string, private readonly attributes: LuigiServiceAttributes) {
    super(scope, id);
    const { serviceName, securityGroup, workerUrl, jobDefaults = {} } = attributes;
    this.serviceName = serviceNameOf(serviceName);
    checkWorkerUrl(workerUrl, this.serviceName);
    this.jobDefaults = jobDefaults;
    this.connections = new Connections({ securityGroups: securityGroup === undefined ? [] : [securityGroup] });
  }

  public get runTable(): ITable {
    return this.known(this.attributes.runTable, 'runTable', 'which holds the runs of its jobs');
  }

  public get workerUrl(): string {
    return this.known(this.attributes.workerUrl, 'workerUrl', 'at which its workers find it');
  }

  public override allowWorkersFrom(worker: IConnectable): void {
    // Without one nothing would change, and nobody would be told.
    if (this.connections.securityGroups.length === 0) {
      throw new Error(`got no securityGroup for the service ${this.serviceName} of another stack, expected that of its task, which is to let workers in: give it to fromLuigiServiceAttributes`);
    }
    super.allowWorkersFrom(worker);
  }

  private known<T>(value: T | undefined, name: string, what: string): T {
    if (value === undefined) throw new Error(`got no ${name} for the service ${this.serviceName} of another stack, expected the one ${what}: give it to fromLuigiServiceAttributes`);
    return value;
  }
}

/** As the lane agent takes it, which would otherwise end at the first run. */
function checkWorkerUrl(workerUrl: string | undefined, serviceName: string): void {
  if (workerUrl === undefined || Token.isUnresolved(workerUrl) || /^https:\/\/[a-z0-9.-]+(?::[0-9]{1,5})?\/?$/.test(workerUrl)) return;
  throw new Error(`got the workerUrl ${quoted(workerUrl)} for the service ${serviceName} of another stack, expected https, host and port such as https://workers.${serviceName}.internal:8444: give service.workerUrl of the app that made it`);
}
