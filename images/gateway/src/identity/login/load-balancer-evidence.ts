import { member } from '../../json/json-object';
import { seenClaims, type Evidence } from '../evidence';
import type { GroupsSource } from './groups';

/** Where Cognito's groups come from. */
const ACCESS_TOKEN = 'x-amzn-oidc-accesstoken';
const COGNITO_GROUPS = 'cognito:groups';

/** What was found out, as far as it was. */
export interface FoundOut {
  readonly user?: string;
  readonly groups?: readonly string[];
  /** Whether the access token arrived, valid or not. */
  readonly hasAccessToken: boolean;
}

/** What a login at the load balancer said, by the settings that say which claims count. */
export function loadBalancerEvidence(
  { userClaim, groupsSource, groupsClaim }: { readonly userClaim: string; readonly groupsSource: GroupsSource; readonly groupsClaim: string },
  claims: Readonly<Record<string, unknown>>, { user, groups, hasAccessToken }: FoundOut,
): Evidence {
  const byToken = groupsSource === 'cognito-access-token';
  const wanted = [userClaim, ...(userClaim === 'email' ? ['email_verified'] : []), ...(byToken ? [] : [groupsClaim])];
  const isThere = (name: string): boolean => ![undefined, null, ''].includes(member(claims, name) as null | undefined | string);
  const values = { ...(user === undefined ? {} : { [userClaim]: user }), ...(groups === undefined || byToken ? {} : { [groupsClaim]: groups }) };
  return {
    source: 'load-balancer',
    claims: [
      ...seenClaims(claims, ['sub', 'iss', 'exp', ...wanted], values),
      ...(byToken && groups !== undefined && groups.length > 0 ? [{ name: COGNITO_GROUPS, used: true, value: groups, header: ACCESS_TOKEN }] : []),
    ],
    missing: [
      ...wanted.filter((name) => !isThere(name)),
      // Nobody who is in no group has the claim at all
      ...(!byToken ? [] : !hasAccessToken ? [ACCESS_TOKEN] : groups?.length === 0 ? [`${COGNITO_GROUPS} of ${ACCESS_TOKEN}`] : []),
    ],
  };
}
