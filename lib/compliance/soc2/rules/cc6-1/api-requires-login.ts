import { isAbsent, list, text, texts } from '../../../../cloudformation/read';
import { resourcesIn } from '../../../../cloudformation/references';
import type { Resource } from '../../../../cloudformation/resource';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf, NOT_APPLICABLE, unresolved, type Verdict } from '../../verdict';
import { look } from '../support/look';
import { openStatements } from '../support/open-statements';
import { securityHub } from '../support/security-hub';
import { CDK_NAG_RULES, cloudFormation } from '../support/sources';

const METHOD = 'AWS::ApiGateway::Method';
const ROUTE = 'AWS::ApiGatewayV2::Route';
const FUNCTION_URL = 'AWS::Lambda::Url';

/** An API knows who calls before it answers. */
export const API_REQUIRES_LOGIN: Rule = {
  criterion: TrustServicesCriterion.CC6_1,
  name: 'ApiRequiresLogin',
  info: 'The method, route or function URL answers whoever calls.',
  explanation: 'Nobody knows who called, and a key for usage plans proves nothing (CC6.1). Set AuthorizationType to AWS_IAM or to an authorizer, AuthType of a function URL to AWS_IAM, or give the REST API a policy that names who may call.',
  sources: [CDK_NAG_RULES, securityHub('apigateway'), cloudFormation(METHOD), cloudFormation(ROUTE), cloudFormation(FUNCTION_URL)],
  resourceTypes: [METHOD, ROUTE, FUNCTION_URL],
  check: (resource) => {
    if (resource.type === FUNCTION_URL) return authorized(resource, 'AuthType');
    const isExempt = resource.type === METHOD ? isExemptMethod(resource) : isExemptRoute(resource);
    return isExempt ? NOT_APPLICABLE : authorized(resource, 'AuthorizationType');
  },
};

function authorized(resource: Resource, property: string): Verdict {
  const type = text(resource.get(property) ?? 'NONE');
  return type === undefined ? unresolved(property) : compliantIf(type !== 'NONE');
}

/** Preflight requests carry no credentials; mocks have nothing behind them; private APIs and those with a policy say who may call there. */
function isExemptMethod(method: Resource): boolean {
  if (text(method.get('HttpMethod')) === 'OPTIONS' || text(look(method.get('Integration'), 'Type')) === 'MOCK') return true;
  const api = resourcesIn(method.get('RestApiId')).find(({ type }) => type === 'AWS::ApiGateway::RestApi');
  if (api === undefined) return false;
  const types = look(api.get('EndpointConfiguration'), 'Types');
  const policy = api.get('Policy');
  return list(types) !== undefined && texts(types).includes('PRIVATE') || !isAbsent(policy) && openStatements(policy, 'Policy').length === 0;
}

/** Preflight requests carry no credentials; what comes over a socket comes from who connected it. */
function isExemptRoute(route: Resource): boolean {
  const key = text(route.get('RouteKey')) ?? '';
  if (key.startsWith('OPTIONS ')) return true;
  const api = resourcesIn(route.get('ApiId')).find(({ type }) => type === 'AWS::ApiGatewayV2::Api');
  const isSocket = api === undefined ? !/^$| |^\$default$/.test(key) : text(api.get('ProtocolType')) === 'WEBSOCKET';
  return isSocket && key !== '$connect';
}
