import { Connections } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { LuigiServiceAttributes } from './luigi-service-attributes';
import { LuigiServiceBase } from './luigi-service-base';
import { serviceNameOf } from './service-name';

/** A service that another stack has made. */
export class ImportedLuigiService extends LuigiServiceBase {
  public readonly serviceName: string;
  public readonly connections: Connections;

  public constructor(scope: Construct, id: string, { serviceName, securityGroup }: LuigiServiceAttributes) {
    super(scope, id);
    this.serviceName = serviceNameOf(serviceName);
    this.connections = new Connections({ securityGroups: securityGroup === undefined ? [] : [securityGroup] });
  }
}
