import { asList } from '../../../../cloudformation/policy';
import { isAbsent, text } from '../../../../cloudformation/read';
import { refersTo, resourcesIn } from '../../../../cloudformation/references';
import type { Resource } from '../../../../cloudformation/resource';
import type { Estate } from '../../model/estate';
import { isOpen, look, readFlag } from './look';

export const USER_POOL = 'AWS::Cognito::UserPool';
export const USER_POOL_CLIENT = 'AWS::Cognito::UserPoolClient';
export const USER_POOL_PROVIDER = 'AWS::Cognito::UserPoolIdentityProvider';

/** What belongs to a pool, of all stacks. */
export function partsOf(pool: Resource, type: string, estate: Estate): readonly Resource[] {
  return estate.referringTo(pool, type).filter((part) => refersTo(part.get('UserPoolId'), pool));
}

/** The pool that a client belongs to. @returns `undefined` where it is not of the app */
export function poolOf(client: Resource): Resource | undefined {
  return resourcesIn(client.get('UserPoolId')).find(({ type }) => type === USER_POOL);
}

/** Whether a pool has programs only: nobody signs up, and its clients sign in themselves. */
export function isForMachinesOnly(pool: Resource, estate: Estate): boolean {
  const clients = partsOf(pool, USER_POOL_CLIENT, estate);
  return clients.length > 0 && clients.every(isMachine) && readFlag(look(pool.get('AdminCreateUserConfig'), 'AllowAdminCreateUserOnly')) === true;
}

/** Whether a client is a program that signs in as itself. */
export function isMachine(client: Resource): boolean {
  const flows = asList(client.get('AllowedOAuthFlows'));
  return flows.length > 0 && flows.every((flow) => text(flow) === 'client_credentials');
}

/** Flows of OAuth that people sign in by; `undefined` where they can't be told. */
export function personalFlows(client: Resource): readonly string[] | undefined {
  const given = client.get('AllowedOAuthFlowsUserPoolClient');
  const isOn = isAbsent(given) ? false : readFlag(given);
  if (isOn === false) return [];
  const flows = asList(client.get('AllowedOAuthFlows'));
  if (isOn === undefined || flows.some(isOpen)) return undefined;
  return flows.map((flow) => text(flow) ?? '').filter((flow) => flow === 'code' || flow === 'implicit');
}
