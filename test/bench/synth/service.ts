import type { App } from 'aws-cdk-lib';
import { CpuArchitecture } from 'aws-cdk-lib/aws-ecs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Authentication, LuigiService } from '../../../lib';
import { makeSurroundings } from './surroundings';

/** A service with everything on that is on by itself, in the surroundings of both apps. */
export function serviceIn(app: App): LuigiService {
  const { stack, vpc, certificate } = makeSurroundings(app);
  return new LuigiService(stack, 'Luigi', {
    vpc, certificate, domainName: 'luigi.example.com', cpu: 512, memoryLimitMiB: 1024, architecture: CpuArchitecture.ARM64,
    authentication: Authentication.okta({ domain: 'example.okta.com', clientId: '0oa1b2c3', clientSecret: Secret.fromSecretNameV2(stack, 'Client', 'luigi/okta') }),
  });
}
