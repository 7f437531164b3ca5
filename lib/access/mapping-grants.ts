import { Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';
import { accessPath } from '../contract/parameter-names';
import type { ILuigiService } from '../luigi-service-base';
import { flatReference } from './resolved-text';

const READ = ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParameterHistory'];
const WRITE = ['ssm:PutParameter', 'ssm:DeleteParameter', 'ssm:DeleteParameters'];

/** Lets somebody read the service's mappings, with their history, for an audit: these parameters and no others. */
export function grantReadMappings(service: ILuigiService, grantee: iam.IGrantable): iam.Grant {
  return grant(service, grantee, READ);
}

/**
 * Lets an administrator of access read, write and delete the service's mappings: these parameters and no others.
 * Whoever may do so may do everything on the service, by writing themselves a mapping.
 */
export function grantManageMappings(service: ILuigiService, grantee: iam.IGrantable): iam.Grant {
  return grant(service, grantee, [...READ, ...WRITE]);
}

function grant(service: ILuigiService, grantee: iam.IGrantable, actions: string[]): iam.Grant {
  const path = accessPath(service.serviceName).slice(1);
  const arn = (resourceName: string): string => Stack.of(service).formatArn({
    service: 'ssm', resource: 'parameter', resourceName, account: service.env.account, region: service.env.region,
  });
  const mappings = arn(`${path}/*`);
  acknowledge(service, grantee, mappings);
  return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [mappings] })
    // A listing is allowed on the path itself, not on what lies below it.
    .combine(iam.Grant.addToPrincipal({ grantee, actions: ['ssm:GetParametersByPath'], resourceArns: [arn(path)] }));
}

function acknowledge(service: ILuigiService, grantee: iam.IGrantable, mappings: string): void {
  const principal: unknown = grantee.grantPrincipal;
  if (!Construct.isConstruct(principal)) return;
  Validations.of(principal as IConstruct).acknowledge({
    id: `AwsSolutions-IAM5[Resource::${flatReference(Stack.of(principal as IConstruct).resolve(mappings))}]`,
    reason: `Mappings of the Luigi service come and go by name, written by hand too: who looks after them is let at all below its one path, ${accessPath(service.serviceName)}, and at nothing else.`,
  });
}
