import { Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ILuigiService } from '../luigi-service-base';

/** Lets somebody read, write and delete the document of who is shut out: this parameter and no other. */
export function grantShutOut(service: ILuigiService, grantee: IGrantable): Grant {
  return Grant.addToPrincipal({
    grantee,
    actions: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParameterHistory', 'ssm:PutParameter', 'ssm:DeleteParameter', 'ssm:DeleteParameters'],
    resourceArns: [Stack.of(service).formatArn({
      service: 'ssm', resource: 'parameter', resourceName: service.revocationParameterName.slice(1), account: service.env.account, region: service.env.region,
    })],
  });
}
