import { readIntegSettings } from '../../../integ/support/settings';

const GIVEN = { CDK_INTEG_HOSTED_ZONE_ID: 'Z0ABC', CDK_INTEG_HOSTED_ZONE_NAME: 'example.org', CDK_INTEG_DOMAIN_NAME: '*.luigi.example.org' };

test('with nothing given, there are the placeholders of snapshots', () => {
  expect(readIntegSettings('saml', {})).toEqual({ hostName: 'saml.example.com', hostedZone: { id: 'Z23ABC4XYZL05B', name: 'example.com' }, forSnapshot: true });
});

test('each case has a name of its own in the domain that is given', () => {
  expect(readIntegSettings('saml', GIVEN)).toEqual({ hostName: 'saml.luigi.example.org', hostedZone: { id: 'Z0ABC', name: 'example.org' }, forSnapshot: false });
});

test.each([
  [{ ...GIVEN, CDK_INTEG_DOMAIN_NAME: 'luigi.example.org' },
    'CDK_INTEG_DOMAIN_NAME: got luigi.example.org, expected *. and a domain, since each case takes a name of its own: give one such as *.luigi.example.org'],
  [{ ...GIVEN, CDK_INTEG_DOMAIN_NAME: '*.example.net' },
    'CDK_INTEG_DOMAIN_NAME: got *.example.net, expected it in the zone example.org of CDK_INTEG_HOSTED_ZONE_NAME: give both, and CDK_INTEG_HOSTED_ZONE_ID'],
])('says what is wrong with %p', (environment, message) => {
  expect(() => readIntegSettings('saml', environment)).toThrow(message);
});
