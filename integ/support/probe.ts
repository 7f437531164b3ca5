import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Port, SecurityGroup, SubnetType, Peer, type Connections, type IConnectable, type IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledgeInPacks } from '../../lib/compliance/acknowledge';

/** What a probe is asked to do. */
export interface ProbeCall {
  /** What to get, by https. */
  readonly url: string;
  /** The worker lane's certificate is its own: false takes any. */
  readonly verify?: boolean;
  /** Id of a secret whose field `current` is sent by HTTP Basic. */
  readonly credential?: string;
}

/**
 * A function in the network that gets an address and tells what it got: integ-tests' own calls come from the internet, and can neither
 * reach the worker lane nor an internal load balancer.
 */
export class Probe extends Construct implements IConnectable {
  /** Its network interface. */
  public readonly connections: Connections;
  /** The function. */
  public readonly handler: LambdaFunction;

  public constructor(scope: Construct, id: string, { vpc, encryptionKey }: { readonly vpc: IVpc; readonly encryptionKey: IKey }) {
    super(scope, id);
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', { vpc, description: 'Probe of the integration test', allowAllOutbound: false });
    securityGroup.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'front door, AWS endpoints');
    this.handler = new LambdaFunction(this, 'Function', {
      description: 'Integration test: gets an address from inside the network',
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline(SOURCE),
      timeout: Duration.seconds(30),
      vpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      securityGroups: [securityGroup],
      logGroup: new LogGroup(this, 'Log', { encryptionKey, retention: RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.DESTROY }),
    });
    this.connections = this.handler.connections;
    this.acknowledge();
  }

  /** Lets it sign in as a worker. */
  public mayUse(credential: ISecret): void {
    credential.grantRead(this.handler);
    credential.encryptionKey?.grantDecrypt(this.handler);
  }

  private acknowledge(): void {
    for (const name of ['AWSLambdaBasicExecutionRole', 'AWSLambdaVPCAccessExecutionRole']) {
      Validations.of(this.handler).acknowledge({
        id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/${name}]`, reason: 'AWS\'s own policy for functions in a network: log and network interface',
      });
    }
    acknowledgeInPacks(this.handler, 'LambdaConcurrency', 'Called a few times by the test alone; reserved concurrency would be taken from the account\'s other functions');
    acknowledgeInPacks(this.handler, 'LambdaDLQ', 'Only called synchronously: what fails is told to the caller');
    acknowledgeInPacks(this.handler, 'IAMNoInlinePolicy', 'Policy of the test\'s own function, made and removed with it');
  }
}

/** Never follows a redirect; says little enough for CloudFormation's answer. */
const SOURCE = `const https = require('node:https');
exports.handler = async ({ url, verify, credential }) => {
  const headers = { accept: 'application/json', 'user-agent': 'luigi-integ-test' };
  if (credential) {
    const { SecretsManagerClient, GetSecretValueCommand } = require('@aws-sdk/client-secrets-manager');
    const { SecretString } = await new SecretsManagerClient().send(new GetSecretValueCommand({ SecretId: credential }));
    headers.authorization = 'Basic ' + Buffer.from(JSON.parse(SecretString).current).toString('base64');
  }
  return new Promise((resolve, reject) => {
    const request = https.get(url, { headers, rejectUnauthorized: verify !== false, timeout: 10000 }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text) => { body += text; });
      response.on('end', () => resolve({ status: response.statusCode, location: response.headers.location || '', body: body.slice(0, 300) }));
    });
    request.on('timeout', () => request.destroy(new Error('no answer within 10 s'))).on('error', reject);
  });
};
`;
