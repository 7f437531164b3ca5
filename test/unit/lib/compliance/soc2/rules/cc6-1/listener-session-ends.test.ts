import { LISTENER_SESSION_ENDS } from '../../../../../../../lib/compliance/soc2/rules/cc6-1/listener-session-ends';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const session = (AuthenticateCognitoConfig: object, thresholds = {}) => verdictOn(LISTENER_SESSION_ENDS, 'AWS::ElasticLoadBalancingV2::ListenerRule', {
  Actions: [{ Type: 'authenticate-cognito', AuthenticateCognitoConfig }, { Type: 'forward' }],
}, undefined, thresholds);
const PATH = 'Actions.0.AuthenticateCognitoConfig';

test.each([43_200, '43200', 600])('a session of %j seconds complies', (SessionTimeout) => {
  expect(session({ SessionTimeout })).toEqual([]);
});

test.each([43_201, '604800'])('one of %j seconds is found', (SessionTimeout) => {
  expect(session({ SessionTimeout })).toEqual([PATH]);
});

test('one of which nothing is said lasts seven days, and is found', () => {
  expect(session({})).toEqual([PATH]);
  expect(session({}, { sessionHours: 168 })).toEqual([]);
});

test('the threshold is the organisation\'s', () => {
  expect(session({ SessionTimeout: '28800' }, { sessionHours: 8 })).toEqual([]);
  expect(session({ SessionTimeout: '28801' }, { sessionHours: 8 })).toEqual([PATH]);
});

test('what deployment decides is a finding of its own', () => {
  expect(session({ SessionTimeout: HANDED_IN })).toEqual(unresolvedAt(`${PATH}.SessionTimeout`));
});

test('a rule that answers by itself is not looked at', () => {
  expect(verdictOn(LISTENER_SESSION_ENDS, 'AWS::ElasticLoadBalancingV2::ListenerRule', { Actions: [{ Type: 'fixed-response' }] })).toBeUndefined();
});
