import { RemovalPolicy } from 'aws-cdk-lib';
import { OAuthScope, ResourceServerScope, UserPool, type CfnUserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { STRICT_POOL } from '../../bin/example/strict-pool';
import type { CognitoMachineOptions } from '../../lib/index';
import type { IntegStack } from './integ-stack';

/** A machine that gets its tokens from a user pool, which has no people. */
export interface MachineClient {
  /** For the service. */
  readonly options: Required<Pick<CognitoMachineOptions, 'userPool' | 'clients' | 'scope'>>;
  /** Where it asks for tokens. */
  readonly tokenUrl: string;
  /** What it asks by. The secret goes with the test. */
  readonly form: string;
}

/** A pool with one client, and a scope that stands for the service. */
export function machineClient(stack: IntegStack): MachineClient {
  const userPool = new UserPool(stack, 'Machines', { ...STRICT_POOL, removalPolicy: RemovalPolicy.DESTROY });
  const pages = userPool.addDomain('Pages', { cognitoDomain: { domainPrefix: `luigi-integ-machines-pool-${stack.account}` } });
  const call = new ResourceServerScope({ scopeName: 'call', scopeDescription: 'Call the service' });
  const server = userPool.addResourceServer('Service', {
    identifier: `https://${stack.hostName}`,
    userPoolResourceServerName: 'luigi',
    scopes: [call],
  });
  const client = userPool.addClient('Nightly', {
    generateSecret: true,
    authFlows: { userSrp: false },
    oAuth: { flows: { clientCredentials: true }, scopes: [OAuthScope.resourceServer(server, call)] },
  });
  const { attrClientSecret: secret } = client.node.defaultChild as CfnUserPoolClient;
  return {
    options: { userPool, clients: [client], scope: `https://${stack.hostName}/call` },
    tokenUrl: `${pages.baseUrl()}/oauth2/token`,
    form: `grant_type=client_credentials&client_id=${client.userPoolClientId}&client_secret=${secret}`,
  };
}
