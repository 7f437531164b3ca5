import { LuigiPrincipal, MachineAuthentication } from '../../lib/index';
import type { ExampleSettings } from './settings';

/** Whose bearer tokens the example believes: nobody's, unless it is told. */
export function machineAuthenticationOf({ aws, repositories }: ExampleSettings['machines']): MachineAuthentication[] {
  return [
    ...(aws === undefined ? [] : [MachineAuthentication.awsIam({ issuer: aws.issuer, allowedRoleArns: [...aws.roles] })]),
    ...(repositories === undefined ? [] : [MachineAuthentication.githubActions({ repositories: [...repositories] })]),
  ];
}

/** All of them, as the example's mapping names them. */
export function machinePrincipalsOf({ aws, repositories }: ExampleSettings['machines']): LuigiPrincipal[] {
  return [...(aws?.roles ?? []).map(rolePrincipal), ...(repositories ?? []).map((repository) => LuigiPrincipal.client('github', repository))];
}

function rolePrincipal(arn: string): LuigiPrincipal {
  const [, partition, account, path] = /^arn:([^:]+):iam::(\d{12}):role\/(.*)\*$/.exec(arn) ?? [];
  return account === undefined ? LuigiPrincipal.iamRoleArn(arn) : LuigiPrincipal.iamRolesUnderPath(account, `/${path}`, partition);
}
