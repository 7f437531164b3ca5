import { Stack, Stage, Token } from 'aws-cdk-lib';
import type { ILuigiService } from '../luigi-service-base';
import { readableText } from './resolved-text';

/** Where a service is. Services at equal addresses are one. */
export interface ServiceAddress {
  readonly service: string;
  /** Path of the Stage, empty for the app itself. */
  readonly stage: string;
  readonly account: string;
  readonly region: string;
}

/** The service's address, readable. */
export function addressOf(service: ILuigiService): ServiceAddress {
  const stack = Stack.of(service);
  const readable = (value: string): string => readableText(stack.resolve(value));
  return {
    service: readable(service.serviceName),
    stage: Stage.of(service)?.node.path ?? '',
    account: readable(service.env.account),
    region: readable(service.env.region),
  };
}

/**
 * Whether two objects stand for the same service, as far as can be known: stages without a fixed account and region are taken to be
 * deployed apart, stacks of one stage without them together.
 */
export function sameService(a: ILuigiService, b: ILuigiService): boolean {
  if (a === b) return true;
  const [one, other] = [addressOf(a), addressOf(b)];
  if (one.service !== other.service || one.account !== other.account || one.region !== other.region) return false;
  return one.stage === other.stage || [a, b].every(({ env }) => !Token.isUnresolved(env.account) && !Token.isUnresolved(env.region));
}
