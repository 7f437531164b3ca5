import { App } from 'aws-cdk-lib';
import { readSettings } from '../../../bin/example/settings';

const ZONE = { 'luigi:domainName': 'luigi.example.org', 'luigi:hostedZoneId': 'Z0ABC', 'luigi:hostedZoneName': 'example.org' };

function read(context: Record<string, unknown>): ReturnType<typeof readSettings> {
  return readSettings(new App({ context }).node);
}

test('with nothing given, there are placeholders', () => {
  expect(read({})).toEqual({
    domainName: 'luigi.example.com', hostedZone: { id: 'Z0123456789EXAMPLE00', name: 'example.com' }, internetFacing: false, okta: undefined,
  });
});

test('everything can be given', () => {
  const okta = { 'luigi:oktaDomain': 'example.okta.com', 'luigi:oktaClientId': '0oa1b2c3', 'luigi:oktaSecretName': 'luigi/okta' };

  expect(read({ ...ZONE, ...okta, 'luigi:internetFacing': 'true' })).toEqual({
    domainName: 'luigi.example.org', hostedZone: { id: 'Z0ABC', name: 'example.org' }, internetFacing: true,
    okta: { domain: 'example.okta.com', clientId: '0oa1b2c3', secretName: 'luigi/okta' },
  });
});

test.each([
  [{ ...ZONE, 'luigi:domainName': 'Luigi' },
    'context luigi:domainName: got "Luigi", expected a host name in lower case such as luigi.example.org; give it by -c luigi:domainName=... or in cdk.json'],
  [{ ...ZONE, 'luigi:hostedZoneId': 7 },
    'context luigi:hostedZoneId: got 7, expected the id of a hosted zone such as Z0123456789ABCDEFGHIJ; give it by -c luigi:hostedZoneId=... or in cdk.json'],
  [{ 'luigi:domainName': 'luigi.example.org' },
    'context luigi:hostedZoneId, luigi:hostedZoneName: got nothing, expected a value: luigi:domainName, luigi:hostedZoneId, luigi:hostedZoneName belong together'],
  [{ ...ZONE, 'luigi:domainName': 'luigi.example.net' },
    'context luigi:domainName: got luigi.example.net, expected a name in the zone example.org of luigi:hostedZoneName'],
  [{ 'luigi:internetFacing': 'yes' },
    'context luigi:internetFacing: got "yes", expected true or false; give it by -c luigi:internetFacing=... or in cdk.json'],
  [{ 'luigi:oktaDomain': 'example.okta.com' },
    'context luigi:oktaClientId, luigi:oktaSecretName: got nothing, expected a value: luigi:oktaDomain, luigi:oktaClientId, luigi:oktaSecretName belong together'],
])('says what is wrong with %p', (context, message) => {
  expect(() => read(context)).toThrow(message);
});
