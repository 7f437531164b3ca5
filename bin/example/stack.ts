import { CfnOutput, RemovalPolicy, Stack, Validations, type StackProps } from 'aws-cdk-lib';
import { Peer, type IPeer } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { acknowledgeInPacks } from '../../lib/compliance/acknowledge';
import { LuigiPrincipal, LuigiService, RunPermission, ServiceKeyPolicy } from '../../lib/index';
import { EXAMPLE_JOB, exampleJob } from './job';
import { authenticationOf, BREAK_GLASS_GROUP } from './login';
import { machineAuthenticationOf, machinePrincipalsOf } from './machines';
import { ExampleNetwork } from './network';
import { readSettings } from './settings';

/** Name of the mapping that the alarm for break-glass use watches. */
const BREAK_GLASS_MAPPING = 'break-glass';

/** The example: a network, a Luigi service in it, two mappings, a job. The context says the rest: docs/operations.md. */
export class LuigiExample extends Stack {
  /** @throws Error where the context does not fit */
  public constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, props);
    const settings = readSettings(this.node);
    const { domainName, hostedZone, workers } = settings;
    const removalPolicy = settings.destroy ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
    const encryptionKey = new Key(this, 'Key', { description: 'Luigi example', enableKeyRotation: true, removalPolicy });
    ServiceKeyPolicy.allow(encryptionKey, this);

    const service = new LuigiService(this, 'Luigi', {
      vpc: new ExampleNetwork(this, 'Network', encryptionKey).vpc,
      domainName,
      encryptionKey,
      hostedZone: HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId: hostedZone.id, zoneName: hostedZone.name }),
      loadBalancer: { internetFacing: settings.internetFacing, allowedSources: settings.allowedSources?.map(peerOf) },
      authentication: authenticationOf(this, settings),
      machineAuthentication: machineAuthenticationOf(settings.machines),
      breakGlassMapping: settings.breakGlass === 'none' ? undefined : BREAK_GLASS_MAPPING,
      workerCredential: workers === undefined ? undefined : Secret.fromSecretCompleteArn(this, 'WorkerCredential', workers.secretArn),
      removalPolicy,
      deletionProtection: settings.deletionProtection,
    });
    if (!settings.deletionProtection) {
      const reason = 'Whoever deploys the example said luigi:deletionProtection=false, so that it can be destroyed';
      acknowledgeInPacks(service.loadBalancer, 'ELBDeletionProtectionEnabled', reason);
      Validations.of(service.loadBalancer).acknowledge({ id: 'Soc2-A1.2-LoadBalancerDeletionProtected', reason });
    }
    service.addJob(EXAMPLE_JOB, exampleJob(removalPolicy));
    for (const source of workers?.sources ?? []) service.allowWorkersFrom(peerOf(source));
    service.mapRole('DataEngineers', {
      description: 'Data engineers look after all pipelines',
      principals: [LuigiPrincipal.group('data-engineers')],
      view: ['*'],
      operate: ['*'],
      run: [RunPermission.category('reports')],
    });
    service.mapRole('Analysts', {
      description: 'Analysts follow the reports',
      principals: [LuigiPrincipal.group('analysts')],
      view: ['report.*'],
      operate: ['report.DailyReport'],
      run: [RunPermission.job(EXAMPLE_JOB)],
    });
    const machines = machinePrincipalsOf(settings.machines);
    if (machines.length > 0) {
      service.mapRole('Machines', {
        description: 'Pipelines and workflows start the daily report and follow it',
        principals: machines,
        view: ['report.*'],
        run: [RunPermission.job(EXAMPLE_JOB)],
      });
    }
    if (settings.breakGlass !== 'none') {
      service.mapRole(BREAK_GLASS_MAPPING, {
        description: 'Only while the identity provider is down',
        principals: [LuigiPrincipal.group(BREAK_GLASS_GROUP)],
        view: ['*'],
        operate: ['*'],
      });
    }
    if (settings.alarmEmail !== undefined) service.alarmTopic.addSubscription(new EmailSubscription(settings.alarmEmail));
    new CfnOutput(this, 'Url', { value: service.url });
    new CfnOutput(this, 'WorkerUrl', { value: service.workerUrl });
  }
}

function peerOf(source: string): IPeer {
  return source.startsWith('pl-') ? Peer.prefixList(source) : Peer.ipv4(source);
}
