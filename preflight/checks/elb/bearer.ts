import { at, isAbsent, knownLength, knownStart, list, object, objects, shown, text } from '../../../lib/cloudformation/read';
import type { Value } from '../../../lib/cloudformation/value';
import { type Check, type Found, resourceCheck } from '../check';

const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_JwtValidationActionConfig.html */
const LONGEST = 256;
const MOST_VALUES = 10;
const FORMATS = ['single-string', 'string-array', 'space-separated-values'];
const LOOKED_AT_ANYWAY = ['exp', 'iss', 'nbf', 'iat'];

/** What load balancers verify bearer tokens by. */
export const BEARER_CHECKS: readonly Check[] = [
  resourceCheck('elb-jwt-validation', [LISTENER, RULE], (resource, found) => {
    const property = resource.type === LISTENER ? 'DefaultActions' : 'Actions';
    objects(resource.get(property)).forEach((action, index) => {
      const settings = object(action.JwtValidationConfig);
      if (settings === undefined) return;
      const where = `${property}.${index}.JwtValidationConfig`;
      for (const name of ['Issuer', 'JwksEndpoint']) checkAddress(name, settings[name], `${where}.${name}`, found);
      checkReach(settings.JwksEndpoint, `${where}.JwksEndpoint`, found);
      (list(settings.AdditionalClaims) ?? []).forEach((claim, place) => checkClaim(claim, `${where}.AdditionalClaims.${place}`, found));
    });
  }),
];

function checkAddress(name: string, value: Value | undefined, where: string, found: Found): void {
  if (isAbsent(value)) {
    found(`bearer rule without ${name}: expected an https address; add it`, where);
    return;
  }
  const start = knownStart(value);
  if (!'https://'.startsWith(start.slice(0, 8))) found(`${name} ${shown(value)}: expected an https address; correct it`, where);
  if (knownLength(value) > LONGEST) found(`${name} of ${knownLength(value)} characters: expected ${LONGEST} at most; shorten it`, where);
}

/** Keys are read over the internet, whatever network the load balancer is in. */
function checkReach(value: Value | undefined, where: string, found: Found): void {
  const url = text(value);
  const host = url !== undefined && URL.canParse(url) ? new URL(url).hostname : '';
  if (/^(?:localhost|10\..*|127\..*|169\.254\..*|172\.(?:1[6-9]|2\d|3[01])\..*|192\.168\..*|.*\.(?:internal|local))$/.test(host)) {
    found(`JwksEndpoint on ${host}: expected a host that the internet can reach; publish the keys there`, where);
  }
  if (host !== '' && new URL(url ?? '').pathname === '/') found(`JwksEndpoint ${shown(value)} without a path: expected one, as load balancers ask; publish the keys at a path`, where);
}

function checkClaim(claim: Value, where: string, found: Found): void {
  const [name, format] = [text(at(claim, 'Name')), text(at(claim, 'Format'))];
  if (name !== undefined && LOOKED_AT_ANYWAY.includes(name)) found(`additional claim ${name}: expected others than ${LOOKED_AT_ANYWAY.join(', ')}, which are always validated; remove it`, where);
  if (format !== undefined && !FORMATS.includes(format)) found(`additional claim of format ${format}: expected ${FORMATS.join(', ')}; change it`, where);
  const values = list(at(claim, 'Values'));
  if (values === undefined) return;
  if (values.length < 1 || values.length > MOST_VALUES) found(`additional claim with ${values.length} values: expected 1 to ${MOST_VALUES}; change them`, where);
  for (const value of values) {
    if (knownLength(value) > LONGEST) found(`value of ${knownLength(value)} characters of an additional claim: expected ${LONGEST} at most; shorten it`, where);
    if (format === 'space-separated-values' && text(value)?.includes(' ') === true) found('value with a space of an additional claim of space-separated values: expected one value an item; split it', where);
  }
}
