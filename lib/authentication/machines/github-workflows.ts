import { quoted } from '../../messages/quoted';
import type { GithubActionsOptions } from '../github-actions-options';
import { JwtMachines } from './jwt-machines';

const ISSUER = 'https://token.actions.githubusercontent.com';
const OWNER = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})$/;
const REPOSITORY = /^[A-Za-z0-9][A-Za-z0-9_-]{0,38}\/[A-Za-z0-9._-]{1,100}$/;

/**
 * GitHub signs for every workflow of everybody, for any audience that a workflow names: so who it is of must be said.
 * @throws Error where it isn't, or a setting is malformed
 */
export function githubWorkflows(options: GithubActionsOptions): JwtMachines {
  const { repositories, owner, ownerId, issuer = ISSUER, audience, principalClaims = ['repository', 'sub'], name = 'github' } = options;
  check(options);
  const requiredClaims = {
    ...options.requiredClaims,
    ...(owner === undefined ? {} : { repository_owner: owner }),
    ...(ownerId === undefined ? {} : { repository_owner_id: ownerId }),
  };
  return new JwtMachines({
    name,
    issuer,
    keysUrl: `${issuer.replace(/\/$/, '')}/.well-known/jwks`,
    audience,
    ...(repositories === undefined ? {} : { clientClaim: 'repository', clients: repositories }),
    requiredClaims: Object.keys(requiredClaims).length === 0 ? undefined : requiredClaims,
    principalClaims,
  });
}

function check({ repositories, owner, ownerId, requiredClaims = {} }: GithubActionsOptions): void {
  if (repositories === undefined && owner === undefined && ownerId === undefined) {
    throw new Error('got none of repositories, owner and ownerId, expected one at least: GitHub signs for the workflows of everybody');
  }
  if (owner !== undefined && !OWNER.test(owner)) throw new Error(`owner is ${quoted(owner)}, expected the name of an organisation or a person such as acme`);
  if (ownerId !== undefined && !/^[0-9]{1,20}$/.test(ownerId)) throw new Error(`ownerId is ${quoted(ownerId)}, expected digits, such as 1234567`);
  for (const repository of repositories ?? []) {
    if (!REPOSITORY.test(repository)) throw new Error(`repositories holds ${quoted(repository)}, expected owner and name such as acme/etl, without patterns`);
    if (owner !== undefined && !repository.startsWith(`${owner}/`)) throw new Error(`repositories holds ${repository}, expected one of the owner ${owner}: correct one of them`);
  }
  const doubled = [['repository_owner', owner], ['repository_owner_id', ownerId]].find(([claim, given]) => given !== undefined && Object.hasOwn(requiredClaims, claim ?? ''));
  if (doubled !== undefined) throw new Error(`requiredClaims holds ${doubled[0]}, which ${doubled[0] === 'repository_owner' ? 'owner' : 'ownerId'} says, expected it once: leave it out of requiredClaims`);
}
