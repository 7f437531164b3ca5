import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { UserPoolIdentityProviderSamlMetadata as Metadata } from 'aws-cdk-lib/aws-cognito';
import { Authentication, type UserPoolAuthentication } from '../../../../lib/authentication/authentication';
import { bound, loginOf, type Bound } from './bound';

const usual = (): UserPoolAuthentication => Authentication.saml({ metadata: Metadata.url('https://id.example.com/metadata'), groupsAttribute: 'groups' });
const emergency = (): UserPoolAuthentication => Authentication.cognitoUserPool({ groups: ['luigi-break-glass'] });
const both = (active?: boolean): Bound => bound(Authentication.withBreakGlass({ usual: usual(), breakGlass: emergency(), active }));

/** Logical ids with what they are. */
function resources({ stack }: Bound): Record<string, unknown> {
  const all: Record<string, { Type: string }> = Template.fromStack(stack).toJSON().Resources;
  return Object.fromEntries(Object.entries(all).filter(([, { Type }]) => Type.startsWith('AWS::Cognito::')));
}

describe('a second way of logging in', () => {
  test.each([undefined, false])('is made and not used on an ordinary day (active: %p)', (active) => {
    const service = both(active);
    expect(service.config).toMatchObject({ groupsSource: 'saml-attribute', userClaim: 'username' });
    const template = Template.fromStack(service.stack);
    template.resourceCountIs('AWS::Cognito::UserPool', 2);
    template.hasResourceProperties('AWS::Cognito::UserPoolGroup', { GroupName: 'luigi-break-glass' });
  });

  test('is used on the day that it is made active, and people are told', () => {
    const breakGlass = emergency();
    const service = bound(Authentication.withBreakGlass({ usual: usual(), breakGlass, active: true }));
    expect(service.config).toMatchObject({ groupsSource: 'cognito-access-token', userClaim: 'email' });
    expect(loginOf(service.stack).AuthenticateCognitoConfig)
      .toMatchObject({ UserPoolClientId: service.stack.resolve(breakGlass.userPoolClient.userPoolClientId) });
    Annotations.fromStack(service.stack).hasInfo('*', Match.stringLikeRegexp('break-glass way'));
  });

  test('switching over and back replaces and removes nothing', () => {
    expect(resources(both(true))).toEqual(resources(both(false)));
  });

  test('taking it up leaves what the usual way made', () => {
    expect(resources(both())).toMatchObject(resources(bound(usual())));
  });

  test('its pages have an address of their own', () => {
    const domains = Object.values(Template.fromStack(both().stack).findResources('AWS::Cognito::UserPoolDomain'));
    expect(new Set(domains.map((each) => JSON.stringify(each.Properties.Domain))).size).toBe(2);
  });

  test('must be another than the usual one', () => {
    const same = usual();
    expect(() => Authentication.withBreakGlass({ usual: same, breakGlass: same }))
      .toThrow('usual and breakGlass are the same, expected two ways of logging in that do not fail together');
  });
});
