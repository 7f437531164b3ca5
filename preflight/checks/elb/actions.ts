import { at, completeList, isAbsent, knownLength, list, number, object, objects, reference, text } from '../../../lib/cloudformation/read';
import type { Resource } from '../../../lib/cloudformation/resource';
import { target } from '../../../lib/cloudformation/template';
import type { ObjectValue } from '../../../lib/cloudformation/value';
import { type Check, type Found, resourceCheck } from '../check';

const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';

/** What decides by itself, and ends the list. */
const FINAL = ['forward', 'redirect', 'fixed-response'];
const SETTINGS: Readonly<Record<string, string>> = {
  'redirect': 'RedirectConfig', 'fixed-response': 'FixedResponseConfig', 'authenticate-oidc': 'AuthenticateOidcConfig',
  'authenticate-cognito': 'AuthenticateCognitoConfig', 'jwt-validation': 'JwtValidationConfig',
};

/** What a listener or a rule does with a request. */
export const ACTION_CHECKS: readonly Check[] = [
  resourceCheck('elb-actions', [LISTENER, RULE], (resource, found) => {
    const property = resource.type === LISTENER ? 'DefaultActions' : 'Actions';
    const actions = completeList(resource.get(property));
    if (actions === undefined) return;
    const sorted = [...actions].map((action) => object(action) ?? {}).sort((one, other) => (number(one.Order) ?? 0) - (number(other.Order) ?? 0));
    if (sorted.some(({ Type, Order }) => text(Type) === undefined || Order !== undefined && number(Order) === undefined)) return;
    checkOrder(sorted, property, found);
    sorted.forEach((action, index) => checkAction(action, `${property}.${index}`, found));
  }),

  resourceCheck('elb-login-needs-https', [LISTENER, RULE], (resource, found) => {
    const property = resource.type === LISTENER ? 'DefaultActions' : 'Actions';
    const listener = resource.type === LISTENER ? resource : target(reference(resource.get('ListenerArn')));
    const protocol = text(listener?.get('Protocol'));
    const login = objects(resource.get(property)).map(({ Type }) => text(Type)).find((type) => type !== undefined && /^(authenticate-|jwt-)/.test(type));
    if (login !== undefined && protocol !== undefined && protocol !== 'HTTPS') {
      found(`action ${login} on a listener of protocol ${protocol}: expected HTTPS; move it there and redirect from here`, property);
    }
  }),

  resourceCheck('elb-cognito-client', [LISTENER, RULE], (resource, found) => {
    const property = resource.type === LISTENER ? 'DefaultActions' : 'Actions';
    objects(resource.get(property)).forEach((action, index) => {
      const client = target(reference(at(action, 'AuthenticateCognitoConfig', 'UserPoolClientId')));
      const domain = text(at(action, 'AuthenticateCognitoConfig', 'UserPoolDomain'));
      const where = `${property}.${index}.AuthenticateCognitoConfig`;
      if (domain !== undefined && /[/:]/.test(domain)) found(`UserPoolDomain ${domain}: expected the domain's prefix or its host name, no address; correct it`, where);
      if (client?.type !== 'AWS::Cognito::UserPoolClient') return;
      if (client.get('GenerateSecret') === undefined || client.get('GenerateSecret') === false) {
        found(`client ${client.logicalId} has no secret: expected GenerateSecret true; a load balancer takes no client without one`, where);
      }
      const flows = completeList(client.get('AllowedOAuthFlows'));
      if (client.get('AllowedOAuthFlows') === undefined || flows !== undefined && !flows.includes('code')) {
        found(`client ${client.logicalId} does not allow the code flow: expected AllowedOAuthFlows with code; add it`, where);
      }
    });
  }),

  resourceCheck('elb-target-group-protocol', [LISTENER, RULE], (resource, found) => {
    const listener = resource.type === LISTENER ? resource : target(reference(resource.get('ListenerArn')));
    const protocol = text(listener?.get('Protocol'));
    if (protocol === undefined) return;
    for (const group of groupsOf(resource)) {
      const other = text(group.get('Protocol'));
      const isLambda = text(group.get('TargetType')) === 'lambda';
      if (other === undefined || isLambda || isHttp(protocol) === isHttp(other)) continue;
      found(`listener of protocol ${protocol} forwards to target group ${group.logicalId} of protocol ${other}: expected ${isHttp(protocol) ? 'HTTP or HTTPS' : 'TCP, UDP or TLS'}; change one of them`);
    }
  }),
];

/** The target groups of the assembly that it forwards to. */
export function groupsOf(resource: Resource): readonly Resource[] {
  const actions = objects(resource.get(resource.type === LISTENER ? 'DefaultActions' : 'Actions'));
  const arns = actions.flatMap((action) => [action.TargetGroupArn, ...objects(at(action, 'ForwardConfig', 'TargetGroups')).map(({ TargetGroupArn }) => TargetGroupArn)]);
  return [...new Set(arns.map((arn) => target(reference(arn))).filter((group) => group?.type === 'AWS::ElasticLoadBalancingV2::TargetGroup') as Resource[])];
}

function isHttp(protocol: string): boolean {
  return protocol === 'HTTP' || protocol === 'HTTPS';
}

function checkOrder(sorted: readonly ObjectValue[], property: string, found: Found): void {
  const types = sorted.map(({ Type }) => text(Type) as string);
  const finals = types.filter((type) => FINAL.includes(type));
  if (types.length === 0) {
    found('no action: expected one at least; add forward, redirect or fixed-response', property);
    return;
  }
  if (finals.length !== 1) {
    found(`${finals.length} actions that end it (${types.join(', ')}): expected exactly one of ${FINAL.join(', ')}; ${finals.length === 0 ? 'add one as the last' : 'keep one'}`, property);
  } else if (!FINAL.includes(types.at(-1) as string)) {
    found(`action ${types.at(-1)} comes last: expected ${finals[0]} last and logins before it; change Order`, property);
  }
  const logins = types.filter((type) => type.startsWith('authenticate-'));
  if (logins.length > 1) found(`${logins.length} login actions (${logins.join(', ')}): expected one at most; use a rule for each`, property);
  const orders = sorted.map(({ Order }) => number(Order));
  if (sorted.length > 1 && orders.every((order) => order !== undefined) && new Set(orders).size < orders.length) {
    found(`actions share an Order (${orders.join(', ')}): expected a different one for each; change them`, property);
  }
  if (sorted.length > 1 && sorted.some(({ Order }) => Order === undefined)) found('several actions, not all with an Order: expected one each; add it', property);
}

function checkAction(action: ObjectValue, where: string, found: Found): void {
  const type = text(action.Type) as string;
  const settings = SETTINGS[type];
  if (settings !== undefined && isAbsent(action[settings])) found(`action ${type} without ${settings}: expected it; add it`, where);
  if (type === 'forward' && isAbsent(action.TargetGroupArn) && isAbsent(action.ForwardConfig)) found('action forward without a target group: expected TargetGroupArn or ForwardConfig; add one', where);
  if (type === 'fixed-response') checkFixedResponse(action, where, found);
  if (type === 'redirect') checkRedirect(action, where, found);
  const groups = list(at(action, 'ForwardConfig', 'TargetGroups')) ?? [];
  if (groups.length > 5) found(`forwards to ${groups.length} target groups: expected 5 at most; remove some`, where);
  groups.forEach((group) => {
    const weight = number(at(group, 'Weight'));
    if (weight !== undefined && (weight < 0 || weight > 999)) found(`weight ${weight}: expected 0 to 999; change it`, where);
  });
  const claims = list(at(action, 'JwtValidationConfig', 'AdditionalClaims')) ?? [];
  if (claims.length > 10) found(`${claims.length} additional claims: expected 10 at most; remove some`, where);
  const timeout = number(at(action, settings ?? '', 'SessionTimeout'));
  if (timeout !== undefined && (timeout < 1 || timeout > 604800)) found(`SessionTimeout ${timeout} s: expected 1 to 604,800 s; change it`, where);
  for (const key of ['AuthorizationEndpoint', 'TokenEndpoint', 'UserInfoEndpoint', 'Issuer']) {
    const url = text(at(action, 'AuthenticateOidcConfig', key));
    if (url !== undefined && !url.startsWith('https://')) found(`${key} ${url}: expected an https address; correct it`, where);
  }
}

function checkFixedResponse(action: ObjectValue, where: string, found: Found): void {
  const length = knownLength(at(action, 'FixedResponseConfig', 'MessageBody'));
  const status = text(at(action, 'FixedResponseConfig', 'StatusCode'));
  const kind = text(at(action, 'FixedResponseConfig', 'ContentType'));
  if (length > 1024) found(`fixed response of ${length} characters: expected 1,024 at most; shorten it`, where);
  if (status !== undefined && !/^[245]\d\d$/.test(status)) found(`fixed response with status ${status}: expected 2XX, 4XX or 5XX; change it`, where);
  if (kind !== undefined && kind !== '' && !['text/plain', 'text/css', 'text/html', 'application/javascript', 'application/json'].includes(kind)) {
    found(`fixed response of type ${kind}: expected text/plain, text/css, text/html, application/javascript or application/json; change it`, where);
  }
}

function checkRedirect(action: ObjectValue, where: string, found: Found): void {
  const config = object(action.RedirectConfig);
  if (config === undefined) return;
  const same: Readonly<Record<string, string>> = { Protocol: '#{protocol}', Port: '#{port}', Host: '#{host}', Path: '/#{path}' };
  if (Object.entries(same).every(([key, value]) => config[key] === undefined || config[key] === value)) {
    found('redirect to where the request came from: expected another Protocol, Port, Host or Path; change one', where);
  }
  const path = text(config.Path);
  if (path !== undefined && !path.startsWith('/')) found(`redirect to path ${path}: expected it to begin with "/"; add it`, where);
  const query = text(config.Query);
  if (query?.startsWith('?')) found(`redirect with query ${query}: expected no "?" before it; remove it`, where);
}
