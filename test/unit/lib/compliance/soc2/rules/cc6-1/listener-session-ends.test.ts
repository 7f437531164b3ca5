import { LISTENER_SESSION_ENDS } from '../../../../../../../lib/compliance/soc2/rules/cc6-1/listener-session-ends';
import { judgedTemplate } from '../../../../../../support/lib/soc2';
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

test('a parameter with a limit can only be handed in so much', () => {
  const handedIn = (parameter: object) => judgedTemplate(LISTENER_SESSION_ENDS, {
    Parameters: { Seconds: { Type: 'Number', Default: 3600, ...parameter } },
    Resources: {
      Rule: {
        Type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
        Properties: {
          ListenerArn: 'arn', Priority: 1, Conditions: [],
          Actions: [{ Type: 'authenticate-cognito', AuthenticateCognitoConfig: { UserPoolArn: 'a', UserPoolClientId: 'c', UserPoolDomain: 'd', SessionTimeout: { Ref: 'Seconds' } } }],
        },
      },
    },
  }).Rule;

  expect(handedIn({ MaxValue: 43_200 })).toEqual([]);
  expect(handedIn({ MaxValue: '43200' })).toEqual([]);
  expect(handedIn({ MaxValue: 604_800 })).toEqual(unresolvedAt(`${PATH}.SessionTimeout`));
  expect(handedIn({})).toEqual(unresolvedAt(`${PATH}.SessionTimeout`));
});

test('a rule that answers by itself is not looked at', () => {
  expect(verdictOn(LISTENER_SESSION_ENDS, 'AWS::ElasticLoadBalancingV2::ListenerRule', { Actions: [{ Type: 'fixed-response' }] })).toBeUndefined();
});
