import { asList } from '../../../../cloudformation/policy';
import { isAbsent, knownStart, object, shown, text } from '../../../../cloudformation/read';
import { resourcesIn } from '../../../../cloudformation/references';
import { Reference, type Value } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, unresolved } from '../../verdict';
import { eachOfType, LISTENER_TYPES } from '../support/listener-actions';
import { isOpen, look } from '../support/look';
import { cloudFormation } from '../support/sources';

const HTTPS = 'https://';

/** A bearer rule takes only tokens that were issued for this service, of an issuer that it asks over HTTPS. */
export const JWT_VALIDATION_CHECKS_AUDIENCE: Rule = {
  criterion: TrustServicesCriterion.CC6_1,
  name: 'JwtValidationChecksAudience',
  info: 'The bearer rule takes tokens that were issued for other services, or its issuer or key set is not named by https.',
  explanation: 'An issuer signs tokens for many services: without a check of the claim aud, a token for any of them opens this one (CC6.1). Add aud to AdditionalClaims; access tokens of Amazon Cognito carry client_id in its place. Issuer and JwksEndpoint are addresses with https.',
  sources: [
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-verify-jwt.html',
    'https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html',
    'https://datatracker.ietf.org/doc/html/rfc8725#section-3.9',
    cloudFormation('AWS::ElasticLoadBalancingV2::ListenerRule'),
  ],
  resourceTypes: LISTENER_TYPES,
  check: (resource) => eachOfType(resource, 'jwt-validation', 'JwtValidationConfig', (settings, at) => {
    if (isOpen(settings)) return unresolved(at);
    return [
      ...checkAudience(look(settings, 'AdditionalClaims'), isCognito(look(settings, 'Issuer')), `${at}.AdditionalClaims`),
      ...checkHttps(look(settings, 'Issuer'), `${at}.Issuer`),
      ...checkHttps(look(settings, 'JwksEndpoint'), `${at}.JwksEndpoint`),
    ];
  }),
};

function checkAudience(given: Value | undefined, fromCognito: boolean, path: string): readonly string[] {
  const claims = asList(given).map((claim) => ({ name: text(look(claim, 'Name')), isOpen: object(claim) === undefined || isOpen(look(claim, 'Name')), values: asList(look(claim, 'Values')).filter((value) => value !== '') }));
  const wanted = fromCognito ? ['aud', 'client_id'] : ['aud'];
  if (claims.some(({ name, values }) => wanted.includes(name ?? '') && values.length > 0)) return COMPLIANT;
  return claims.some((claim) => claim.isOpen) ? unresolved(path) : [path];
}

/** An address of a user pool: its attribute, or written out. */
function isCognito(issuer: Value | undefined): boolean {
  return shown(issuer).startsWith(`${HTTPS}cognito-idp.`) || resourcesIn(issuer).some(({ type }) => type === 'AWS::Cognito::UserPool');
}

function checkHttps(address: Value | undefined, path: string): readonly string[] {
  const start = knownStart(address);
  if (start.length >= HTTPS.length || !isOpen(address)) return start.startsWith(HTTPS) ? COMPLIANT : isAbsent(address) || !shown(address).includes('{{resolve:') ? [path] : unresolved(path);
  const isUrlAttribute = address instanceof Reference && address.attribute?.endsWith('URL') === true || startsWithUrl(address);
  return isUrlAttribute ? COMPLIANT : unresolved(path);
}

/** Such as `${UserPool.ProviderURL}/.well-known/jwks.json`. */
function startsWithUrl(address: Value): boolean {
  return /^\$\{[^}]+\.[A-Za-z]*URL\}/.test(shown(address));
}
