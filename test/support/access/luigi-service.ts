import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { AccessMappingOptions } from '../../../lib/access/access-mapping';
import { LuigiPrincipal } from '../../../lib/access/luigi-principal';
import { LuigiServiceBase } from '../../../lib/luigi-service-base';

/** A service with nothing but a name: enough for mappings. */
export class BareLuigiService extends LuigiServiceBase {
  readonly connections = new ec2.Connections();
  readonly jobDefaults = {};
  readonly workerUrl = 'https://workers.example.internal:8444';

  get runTable(): never {
    throw new Error('a service with nothing but a name has no table');
  }

  constructor(scope: Construct, id: string, readonly serviceName: string = 'etl') {
    super(scope, id);
  }
}

/** A service in a stack of an app of its own. */
export function aService(props: StackProps = {}): { readonly app: App; readonly stack: Stack; readonly service: BareLuigiService } {
  const app = new App();
  const stack = new Stack(app, 'Stack', props);
  return { app, stack, service: new BareLuigiService(stack, 'Luigi') };
}

/** Options of a mapping that is valid; say only what matters to the test. */
export function someOptions(over: Partial<AccessMappingOptions> = {}): AccessMappingOptions {
  return { principals: [LuigiPrincipal.group('analysts')], view: ['etl.*'], ...over };
}

/** The value of the one SSM parameter in the stack; parts that CloudFormation puts in are what `put` makes of them. */
export function onlyDocument(stack: Stack, put: (intrinsic: unknown) => string = () => { throw new Error('got an intrinsic function, expected plain text'); }): string {
  const [parameter, ...others] = Object.values(Template.fromStack(stack).findResources('AWS::SSM::Parameter')) as { readonly Properties: { readonly Value: unknown } }[];
  if (parameter === undefined || others.length > 0) throw new Error(`got ${others.length + 1} parameters or none, expected one`);
  const { Value: value } = parameter.Properties;
  if (typeof value === 'string') return value;
  const [, parts] = (value as { readonly 'Fn::Join': [string, unknown[]] })['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : put(part))).join('');
}
