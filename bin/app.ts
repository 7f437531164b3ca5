import { App, CfnOutput, Stack, Validations, type StackProps } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import type { Construct } from 'constructs';
import { Authentication, LuigiPrincipal, LuigiService, ServiceKeyPolicy } from '../lib';
import { ExampleNetwork } from './example/network';
import { readSettings } from './example/settings';

/** The example: a network, a Luigi service in it, two mappings. */
class LuigiExample extends Stack {
  public constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, props);
    const { domainName, hostedZone, internetFacing, okta } = readSettings(this.node);
    const encryptionKey = new Key(this, 'Key', { description: 'Luigi example', enableKeyRotation: true });
    ServiceKeyPolicy.allow(encryptionKey, this);

    const service = new LuigiService(this, 'Luigi', {
      vpc: new ExampleNetwork(this, 'Network', encryptionKey).vpc,
      domainName,
      encryptionKey,
      hostedZone: HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId: hostedZone.id, zoneName: hostedZone.name }),
      loadBalancer: { internetFacing },
      authentication: okta === undefined ? Authentication.cognitoUserPool() : Authentication.okta({
        domain: okta.domain, clientId: okta.clientId, clientSecret: Secret.fromSecretNameV2(this, 'OktaClient', okta.secretName),
      }),
    });
    service.mapRole('DataEngineers', {
      description: 'Data engineers look after all pipelines',
      principals: [LuigiPrincipal.group('data-engineers')],
      view: ['*'],
      operate: ['*'],
    });
    service.mapRole('Analysts', {
      description: 'Analysts follow the reports',
      principals: [LuigiPrincipal.group('analysts')],
      view: ['report.*'],
      operate: ['report.DailyReport'],
    });
    new CfnOutput(this, 'Url', { value: service.url });
    new CfnOutput(this, 'WorkerUrl', { value: service.workerUrl });
  }
}

const app = new App();
new LuigiExample(app, 'LuigiExample');
Validations.of(app).addPlugins(new AwsSolutionsChecks(), new NIST80053R5Checks(), new HIPAASecurityChecks(), new PCIDSS321Checks());
