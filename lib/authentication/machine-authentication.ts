import type { AwsIamMachineOptions } from './aws-iam-machine-options';
import type { CognitoMachineOptions } from './cognito-machine-options';
import type { GithubActionsOptions } from './github-actions-options';
import type { JwtMachineOptions } from './jwt-machine-options';
import type { MachineAuthenticationBindOptions, MachineAuthenticationConfig } from './machine-authentication-config';
import { AwsIamMachines } from './machines/aws-iam-machines';
import { cognitoMachines } from './machines/cognito-machines';
import { githubWorkflows } from './machines/github-workflows';
import { JwtMachines } from './machines/jwt-machines';
import type { MachineMaker } from './machines/machine-maker';
import { oktaServiceApps } from './machines/okta-service-apps';
import type { OktaMachineOptions } from './okta-machine-options';

/**
 * How machines prove who they are: bearer tokens of one issuer, verified by the load balancer and again by the gateway.
 *
 * A token that is refused gets 401, never a login page. What a machine may do is said by mappings, as for people.
 */
export abstract class MachineAuthentication {
  /**
   * IAM roles, by web identity tokens of STS: whatever runs in AWS calls as its role, without any secret. Callers are `role:<ARN>`.
   * The account must be told once, and each role needs leave to ask for tokens: docs/machine-authentication.md.
   * @throws Error where a setting is malformed
   */
  public static awsIam(options: AwsIamMachineOptions): MachineAuthentication {
    return new ByMaker(new AwsIamMachines(options));
  }

  /**
   * Any issuer of JSON Web Tokens (RS256) with a public key set.
   * @throws Error where a setting is malformed, or where every token of the issuer would be good here
   */
  public static jwt(options: JwtMachineOptions): MachineAuthentication {
    return new ByMaker(new JwtMachines(options));
  }

  /**
   * Service apps of Okta, by client credentials at a custom authorization server. Callers are `client:<name>/<client id>`.
   * @throws Error where a setting is malformed
   */
  public static okta(options: OktaMachineOptions): MachineAuthentication {
    return new ByMaker(oktaServiceApps(options));
  }

  /**
   * App clients of a Cognito user pool, by client credentials. Callers are `client:<name>/<client id>`.
   * @throws Error where a setting is malformed, or where people can log in by one of the clients
   */
  public static cognitoClientCredentials(options: CognitoMachineOptions): MachineAuthentication {
    return new ByMaker(cognitoMachines(options));
  }

  /**
   * Workflows of GitHub Actions, by the tokens that GitHub gives them. Callers are `client:<name>/<repository>` where repositories are named,
   * else `claim:<name>/sub=<subject>`.
   * @throws Error where a setting is malformed, or where workflows of anybody could call
   */
  public static githubActions(options: GithubActionsOptions): MachineAuthentication {
    return new ByMaker(githubWorkflows(options));
  }

  /**
   * What load balancer and gateway are told.
   * @throws Error where a setting does not fit
   */
  public abstract bind(options: MachineAuthenticationBindOptions): MachineAuthenticationConfig;
}

// Makers stand apart and are held, not inherited from: so modules can be loaded in any order.
class ByMaker extends MachineAuthentication {
  public constructor(private readonly maker: MachineMaker) {
    super();
  }

  public bind(options: MachineAuthenticationBindOptions): MachineAuthenticationConfig {
    return this.maker.bind(options);
  }
}
