import type { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { CfnUserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { LuigiPrincipal } from '../../../../lib/access/luigi-principal';
import { principalsOfNobody } from '../../../../lib/access/principals-of-nobody';
import { MachineAuthentication } from '../../../../lib/authentication/machine-authentication';
import { trustedIssuers } from '../../../../lib/authentication/machines/trusted-issuers';
import { aLuigiStack } from '../../../support/lib/luigi-stack';

const AWS = MachineAuthentication.awsIam({ issuer: 'https://1a2b3c4d.tokens.sts.global.api.aws', allowedRoleArns: ['arn:aws:iam::111122223333:role/ci/*'] });
const GITHUB = MachineAuthentication.githubActions({ owner: 'acme' });
const NAMED = MachineAuthentication.githubActions({ repositories: ['acme/etl'], name: 'named', principalClaims: ['repository'], issuer: 'https://token.actions.githubusercontent.com/acme' });
const ANY = MachineAuthentication.jwt({ name: 'any', issuer: 'https://id.example.com', clientClaim: 'azp' });

const faults = (...principals: LuigiPrincipal[]): string[] =>
  principalsOfNobody(principals.map(({ text }) => text), trustedIssuers([AWS, GITHUB, NAMED, ANY], 'luigi.example.com')).map(({ because }) => because);

test('people, roles and those whom a token can name are somebody', () => {
  expect(faults(
    LuigiPrincipal.group('analysts'), LuigiPrincipal.user('client:x/y'), LuigiPrincipal.iamRoleArn('arn:aws:iam::111122223333:role/ci/nightly'),
    LuigiPrincipal.iamRolesUnderPath('111122223333', 'ci', 'aws'), LuigiPrincipal.iamRolesUnderPath('111122223333', 'ci/deploy', 'aws'),
    LuigiPrincipal.iamRolesUnderPath('111122223333', '/', 'aws'), LuigiPrincipal.iamRolesUnderPath('111122223333', 'elsewhere'),
    LuigiPrincipal.claim('github', 'sub', 'repo:acme/etl:ref:refs/heads/main'), LuigiPrincipal.claim('github', 'repository', 'acme/etl'),
    LuigiPrincipal.client('named', 'acme/etl'), LuigiPrincipal.claim('named', 'repository', 'acme/etl'), LuigiPrincipal.client('any', 'whoever'),
  )).toEqual([]);
});

test.each<[string, LuigiPrincipal, string]>([
  ['a role of another account', LuigiPrincipal.iamRoleArn('arn:aws:iam::444455556666:role/ci/nightly'), 'its issuers of IAM roles let in arn:aws:iam::111122223333:role/ci/* only'],
  ['a role that is not below the path', LuigiPrincipal.iamRoleArn('arn:aws:iam::111122223333:role/cicd/nightly'), 'its issuers of IAM roles let in arn:aws:iam::111122223333:role/ci/* only'],
  ['roles below another path', LuigiPrincipal.iamRolesUnderPath('111122223333', 'etl', 'aws'), 'its issuers of IAM roles let in arn:aws:iam::111122223333:role/ci/* only'],
  ['an issuer that is not trusted', LuigiPrincipal.client('gitlab', 'acme'), 'machineAuthentication has no issuer gitlab, only aws, github, named, any'],
  ['a claim of an issuer of roles', LuigiPrincipal.claim('aws', 'sub', 'x'), 'callers of the issuer aws are role:<ARN>'],
  ['a client of an issuer that names none', LuigiPrincipal.client('github', 'acme/etl'), 'the issuer github has no claim that names clients: its callers are claim:github/sub=<subject>'],
  ['a client that is not let in', LuigiPrincipal.client('named', 'acme/other'), 'the issuer named lets in acme/etl only'],
  ['a claim that becomes no principal', LuigiPrincipal.claim('github', 'environment', 'production'), 'the issuer github has environment not among its principalClaims'],
  ['a subject where clients are named', LuigiPrincipal.claim('any', 'sub', 'x=y'), 'the issuer any has sub not among its principalClaims'],
])('%s is nobody', (_what, principal, because) => {
  expect(faults(principal)).toEqual([because]);
});

describe('a mapping', () => {
  const warned = (stack: Stack): string[] => Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => String(entry.data)).filter((text) => text.includes('nobody can call as'));

  test('of nobody is a warning, with why', () => {
    const { stack, service } = aLuigiStack(() => ({ machineAuthentication: [GITHUB] }));
    service.mapRole('Pipelines', { principals: [LuigiPrincipal.client('gitlab', 'acme'), LuigiPrincipal.claim('github', 'repository', 'acme/etl')], view: ['*'] });

    expect(warned(stack)).toEqual([expect.stringMatching(/^access mapping Pipelines: nobody can call as client:gitlab\/acme: machineAuthentication has no issuer gitlab, only github; mend the principal, or set the issuer up \[ack: cdk-lighttpd-luigi:principalOfNobody\]$/)]);
  });

  test('of a service without machines, likewise', () => {
    const { stack, service } = aLuigiStack();
    service.mapRole('Pipelines', { principals: [LuigiPrincipal.client('gitlab', 'acme'), LuigiPrincipal.iamRolesUnderPath('111122223333', 'ci')], view: ['*'] });

    expect(warned(stack)).toEqual([
      expect.stringContaining('machineAuthentication has no issuer gitlab; mend'),
      expect.stringContaining('nobody can call as role:arn:${AWS::Partition}:iam::111122223333:role/ci/*: machineAuthentication has no issuer for IAM roles; mend'),
    ]);
  });

  test('of a client that is known at deployment only may be somebody', () => {
    const { stack, service } = aLuigiStack((made) => ({
      machineAuthentication: [MachineAuthentication.jwt({ name: 'pool', issuer: 'https://id.example.com', clientClaim: 'client_id', clients: [new CfnUserPoolClient(made, 'Machine', { userPoolId: 'x' }).ref] })],
    }));
    service.mapRole('Pipelines', { principals: [LuigiPrincipal.client('pool', 'brought')], view: ['*'] });

    expect(warned(stack)).toEqual([]);
  });
});
