import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnUserPoolGroup, OAuthScope, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { Authentication, LuigiPrincipal, LuigiService, RunPermission } from '../../../lib/index';
import { EXAMPLE_JOB, exampleJob } from '../job';
import { readSettings } from '../settings';
import type { TeamsPlatform } from './platform';

/** What a team's service is made of. */
export interface TeamLuigiProps extends StackProps {
  /** Name of the team: of its service, and the first label of its host name. */
  readonly team: string;
  readonly platform: TeamsPlatform;
}

/**
 * A team's own Luigi: its own luigid, load balancer, mappings, jobs and decision log, on a platform that it shares. Nobody but the team's
 * two groups gets in, whoever else is in the user pool.
 */
export class TeamLuigi extends Stack {
  public readonly service: LuigiService;

  public constructor(scope: Construct, id: string, { team, platform, ...props }: TeamLuigiProps) {
    super(scope, id, props);
    const settings = readSettings(this.node);
    const removalPolicy = settings.destroy ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
    const domainName = `${team}.${platform.domainName}`;
    this.service = new LuigiService(this, 'Luigi', {
      serviceName: team,
      domainName,
      vpc: platform.vpc,
      cluster: platform.cluster,
      certificate: platform.certificate,
      hostedZone: platform.hostedZone,
      encryptionKey: platform.key,
      alarmTopic: platform.alarms.topic,
      authentication: Authentication.cognito({
        userPool: platform.people, userPoolDomain: platform.peoplePages, userPoolClient: this.makeClient(platform, domainName), userClaim: 'email',
      }),
      removalPolicy,
    });
    this.service.addJob(EXAMPLE_JOB, exampleJob(removalPolicy));
    this.service.mapRole('Engineers', {
      description: `Engineers of ${team} look after its pipelines`,
      principals: [LuigiPrincipal.group(this.groupOf(platform, `${team}-engineers`))],
      view: ['*'],
      operate: ['*'],
      run: [RunPermission.category('reports')],
    });
    this.service.mapRole('Guests', {
      description: `Whoever follows what ${team} does`,
      principals: [LuigiPrincipal.group(this.groupOf(platform, `${team}-guests`))],
      view: ['report.*'],
    });
  }

  /** A client of its own, for its own address. Who is signed in at one team's service need not type a password for another's: groups decide there. */
  private makeClient(platform: TeamsPlatform, domainName: string): UserPoolClient {
    return new UserPoolClient(this, 'LoadBalancerClient', {
      userPool: platform.people,
      generateSecret: true,
      authFlows: { userSrp: false },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [`https://${domainName}/oauth2/idpresponse`],
        logoutUrls: [`https://${domainName}/signed-out`],
      },
      preventUserExistenceErrors: true,
    });
  }

  private groupOf(platform: TeamsPlatform, groupName: string): string {
    new CfnUserPoolGroup(this, `Group-${groupName}`, { userPoolId: platform.people.userPoolId, groupName });
    return groupName;
  }
}
