import { Aws, Fn, Token } from 'aws-cdk-lib';
import type { UserPoolDomainOptions } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { quoted } from '../messages/quoted';
import { checkHostName } from './checks';
import type { PoolDomainOptions } from './pool-domain-options';

/** @throws Error where both ways are given, or one would be refused */
export function checkPoolDomain({ domainPrefix, customDomain }: PoolDomainOptions): void {
  if (domainPrefix !== undefined && customDomain !== undefined) {
    throw new Error('both domainPrefix and customDomain are given, expected one of them at most: a pool has one domain');
  }
  if (customDomain !== undefined) checkHostName('customDomain.domainName', customDomain.domainName, 'login.example.com');
  if (domainPrefix === undefined || Token.isUnresolved(domainPrefix)) return;
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(domainPrefix)) {
    throw new Error(`domainPrefix is ${quoted(domainPrefix)}, expected 1 to 63 lower-case letters, digits and inner hyphens, such as example-luigi`);
  }
  const reserved = ['aws', 'amazon', 'cognito'].find((word) => domainPrefix.includes(word));
  if (reserved !== undefined) {
    throw new Error(`domainPrefix is ${quoted(domainPrefix)}, expected one without ${reserved}, which Cognito keeps to itself`);
  }
}

/** The domain as CDK takes it. */
export function poolDomain(scope: Construct, { domainPrefix, customDomain }: PoolDomainOptions): UserPoolDomainOptions {
  if (customDomain !== undefined) return { customDomain };
  return { cognitoDomain: { domainPrefix: domainPrefix ?? ownPrefix(scope) } };
}

/** Nobody else's, and nothing that a reader learns from: part of the stack's UUID, and the construct's address within the app. */
function ownPrefix(scope: Construct): string {
  const uuid = Fn.select(2, Fn.split('/', Aws.STACK_ID));
  return `luigi-${scope.node.addr.slice(-8)}-${Fn.select(0, Fn.split('-', uuid))}`;
}
