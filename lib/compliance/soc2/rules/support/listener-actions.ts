import { asList } from '../../../../cloudformation/policy';
import { isAbsent, number, object, text } from '../../../../cloudformation/read';
import { resourcesIn } from '../../../../cloudformation/references';
import type { Resource } from '../../../../cloudformation/resource';
import type { ObjectValue, Value } from '../../../../cloudformation/value';
import { joined, NOT_APPLICABLE, unresolved, type Verdict } from '../../verdict';
import { look } from './look';

/** What answers requests at an application load balancer. */
export const LISTENER_TYPES = ['AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::ListenerRule'];

/** Actions that prove who calls. */
export const LOGIN_ACTIONS = ['authenticate-oidc', 'authenticate-cognito', 'jwt-validation'];

/** An action of a listener, or of a rule of one. */
export interface ListenerAction {
  /** As in `DefaultActions.0`. */
  readonly path: string;
  /** @default - not known */
  readonly type: string | undefined;
  readonly config: ObjectValue;
  /** When its turn comes; `undefined` where that is not known. */
  readonly order: number | undefined;
}

/**
 * The actions of a listener of an application load balancer, or of a rule of one: others know no HTTP.
 * @returns `undefined` where there are none, or where it is a listener of another kind; the property's name where it is not known
 */
export function actionsOf(resource: Resource): readonly ListenerAction[] | string | undefined {
  if (!speaksHttp(resource)) return undefined;
  const property = isRule(resource) ? 'Actions' : 'DefaultActions';
  const given = resource.get(property);
  if (isAbsent(given)) return undefined;
  const members = asList(given);
  return members.some((member) => object(member) === undefined) ? property
    : members.map((member, index) => action(object(member) as ObjectValue, `${property}.${index}`, index));
}

function action(config: ObjectValue, path: string, index: number): ListenerAction {
  const { Order: order } = config;
  return { path, type: text(config.Type), config, order: isAbsent(order) ? index : number(order) };
}

/** A listener, or the one that a rule belongs to where that is of the app. */
export function listenerOf(resource: Resource): Resource | undefined {
  return isRule(resource) ? resourcesIn(resource.get('ListenerArn')).find(({ type }) => type === LISTENER_TYPES[0]) : resource;
}

function isRule({ type }: Resource): boolean {
  return type === LISTENER_TYPES[1];
}

/** Listeners of gateway load balancers have no protocol; only application load balancers have rules. */
function speaksHttp(resource: Resource): boolean {
  if (isRule(resource)) return true;
  const protocol = resource.get('Protocol');
  if (isAbsent(protocol)) return false;
  const known = text(protocol)?.toUpperCase();
  return known === undefined || known === 'HTTP' || known === 'HTTPS';
}

/** Where an action says how it logs in. */
const LOGIN_CONFIGS: Readonly<Record<string, string>> = { 'authenticate-oidc': 'AuthenticateOidcConfig', 'authenticate-cognito': 'AuthenticateCognitoConfig' };

/** Judges an action by its settings, which stand at a path. */
type Judge = (settings: Value | undefined, path: string) => readonly string[];

/** Judges each action that logs people in. */
export function eachLogin(resource: Resource, judge: Judge): Verdict {
  return joined(Object.keys(LOGIN_CONFIGS).map((type) => eachOfType(resource, type, LOGIN_CONFIGS[type] as string, judge)));
}

/**
 * Judges each action of a type, also those that may be of it: their type isn't known, but they have settings for it.
 * @param property where its settings stand
 */
export function eachOfType(resource: Resource, type: string, property: string, judge: Judge): Verdict {
  const actions = actionsOf(resource);
  if (actions === undefined) return NOT_APPLICABLE;
  if (typeof actions === 'string') return unresolved(actions);
  return joined(actions.map((one) => {
    const settings = look(one.config, property);
    const isOne = one.type === type || one.type === undefined && !isAbsent(settings);
    return isOne ? judge(settings, `${one.path}.${property}`) : NOT_APPLICABLE;
  }));
}
