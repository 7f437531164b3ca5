import { asList } from '../../../../cloudformation/policy';
import { isAbsent, shown, text } from '../../../../cloudformation/read';
import type { Resource } from '../../../../cloudformation/resource';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule, Scene } from '../../rule';
import { COMPLIANT, unresolved } from '../../verdict';
import { decidesGroups, groupAttributesOf } from '../support/group-attributes';
import { isOpen } from '../support/look';
import { cloudFormation } from '../support/sources';
import { personalFlows, poolOf, USER_POOL_CLIENT, USER_POOL_PROVIDER } from '../support/user-pools';

/** What lets people change their own attributes. Tokens got by API always have it, tokens got by OAuth where the client has it. */
const SELF_SERVICE = 'aws.cognito.signin.user.admin';

/** People can't change the attribute that says to which groups they belong. */
export const USER_POOL_CLIENT_GUARDS_GROUPS: Rule = {
  criterion: TrustServicesCriterion.CC6_2,
  alsoServes: [TrustServicesCriterion.CC6_1, TrustServicesCriterion.CC6_3],
  name: 'UserPoolClientGuardsGroups',
  info: 'People of the client may change the attribute that decides their groups.',
  explanation: `Whoever signs in by this client may make themselves a member of any group (CC6.2, CC6.3). Leave out the scope ${SELF_SERVICE} and name ExplicitAuthFlows without sign-in by API (tokens got by API always carry it), or name WriteAttributes without the attribute. A provider can write a mapped attribute only where the client may: there it is the scope that must go.`,
  sources: [
    cloudFormation(USER_POOL_CLIENT), cloudFormation(USER_POOL_PROVIDER),
    'https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html',
    'https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html',
  ],
  resourceTypes: [USER_POOL_CLIENT],
  check: (client, scene) => {
    const canEdit = changesThemselves(client);
    if (canEdit === false) return COMPLIANT;
    const writable = writableGroupAttributes(client, scene);
    if (writable === undefined) return unresolved(isAbsent(client.get('WriteAttributes')) ? 'UserPoolId' : 'WriteAttributes');
    if (writable.length === 0) return COMPLIANT;
    return canEdit === undefined ? unresolved('AllowedOAuthScopes') : writable;
  },
};

/** Whether people get tokens by which they may change their own attributes. */
function changesThemselves(client: Resource): boolean | undefined {
  const ways = [signsInByApi(client), signsInWithScope(client)];
  return ways.includes(true) ? true : ways.includes(undefined) ? undefined : false;
}

function signsInWithScope(client: Resource): boolean | undefined {
  const flows = personalFlows(client);
  if (flows?.length === 0) return false;
  const scopes = asList(client.get('AllowedOAuthScopes'));
  const has = scopes.some((scope) => text(scope) === SELF_SERVICE);
  const mayHave = has || scopes.some((scope) => isOpen(scope) && !ofResourceServer(shown(scope)));
  return has && flows !== undefined ? true : mayHave ? undefined : false;
}

/** Such as `${Server}/read`. */
function ofResourceServer(scope: string): boolean {
  return /\/[^/}]+$/.test(scope);
}

/** Where no flow is named, Cognito allows SRP and custom ones. */
function signsInByApi(client: Resource): boolean | undefined {
  const given = client.get('ExplicitAuthFlows');
  const flows = asList(given);
  if (flows.length === 0) return true;
  if (flows.some((flow) => !isOpen(flow) && text(flow) !== 'ALLOW_REFRESH_TOKEN_AUTH')) return true;
  return flows.some(isOpen) ? undefined : false;
}

/** The attributes that decide groups and that the client may write; `undefined` where they can't be told. */
function writableGroupAttributes(client: Resource, { estate }: Scene): readonly string[] | undefined {
  const pool = poolOf(client);
  const attributes = pool === undefined ? undefined : groupAttributesOf(pool, estate);
  const given = client.get('WriteAttributes');
  if (isAbsent(given)) {
    if (attributes === undefined || attributes.isOpen && attributes.mutable.length === 0) return undefined;
    return attributes.mutable;
  }
  const isWritable = (attribute: string) => attributes?.mutable.includes(attribute) === true
    || decidesGroups(attribute) && attributes?.immutable.includes(attribute) !== true;
  const named = asList(given).map((attribute) => text(attribute)).filter((attribute) => attribute !== undefined).filter(isWritable);
  return named.length === 0 && asList(given).some(isOpen) ? undefined : named;
}
