import { LISTENER_LOGIN_IS_REQUIRED } from '../../../../../../../lib/compliance/soc2/rules/cc6-1/listener-login-is-required';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const listener = (...DefaultActions: readonly object[]) => verdictOn(LISTENER_LOGIN_IS_REQUIRED, 'AWS::ElasticLoadBalancingV2::Listener', { Protocol: 'HTTPS', DefaultActions });
const FORWARD = { Type: 'forward', TargetGroupArn: 'tg' };
const oidc = (AuthenticateOidcConfig: object) => ({ Type: 'authenticate-oidc', AuthenticateOidcConfig });

test.each([[{}], [{ OnUnauthenticatedRequest: 'authenticate' }], [{ OnUnauthenticatedRequest: 'deny' }]])('a login complies that turns the unknown away: %j', (settings) => {
  expect(listener(oidc(settings), FORWARD)).toEqual([]);
});

test('one that lets them through is found, by which action it is', () => {
  expect(listener(oidc({ OnUnauthenticatedRequest: 'allow' }), FORWARD)).toEqual(['DefaultActions.0.AuthenticateOidcConfig']);
});

test('in a rule, and with Cognito, too', () => {
  expect(verdictOn(LISTENER_LOGIN_IS_REQUIRED, 'AWS::ElasticLoadBalancingV2::ListenerRule', {
    Actions: [{ Type: 'authenticate-cognito', AuthenticateCognitoConfig: { OnUnauthenticatedRequest: 'allow' } }, FORWARD],
  })).toEqual(['Actions.0.AuthenticateCognitoConfig']);
});

test('a listener without a login is not looked at', () => {
  expect(listener(FORWARD)).toBeUndefined();
});

test('what deployment decides is a finding of its own, also where it may be a login', () => {
  expect(listener(oidc({ OnUnauthenticatedRequest: HANDED_IN }))).toEqual(unresolvedAt('DefaultActions.0.AuthenticateOidcConfig.OnUnauthenticatedRequest'));
  expect(listener({ Type: HANDED_IN, AuthenticateOidcConfig: { OnUnauthenticatedRequest: 'allow' } })).toEqual(['DefaultActions.0.AuthenticateOidcConfig']);
  expect(listener(oidc(HANDED_IN))).toEqual(unresolvedAt('DefaultActions.0.AuthenticateOidcConfig.OnUnauthenticatedRequest'));
});
