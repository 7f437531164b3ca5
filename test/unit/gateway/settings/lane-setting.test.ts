import { readSettings } from '../../../../images/gateway/src/settings/settings';

const MINIMAL = {
  GATEWAY_PUBLIC_URL: 'https://luigi.example.com',
  GATEWAY_LOAD_BALANCER_ARN: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/luigi/0123456789abcdef',
  GATEWAY_OIDC_ISSUER: 'https://idp.example.com',
  GATEWAY_OIDC_CLIENT_ID: 'luigi',
  GATEWAY_MAPPINGS: 'directory:/access',
  GATEWAY_DECISION_LOG: 'file:/decisions',
};
const LANE = { GATEWAY_LANE_PARAMETER: '/luigi/luigi/lane', AWS_REGION: 'eu-west-1' };

test('the lane\'s certificate is told of in the parameter that is named, of lighttpd beside it', () => {
  expect(readSettings({ ...MINIMAL, ...LANE }).lane).toEqual({ parameter: '/luigi/luigi/lane', host: '127.0.0.1', port: 8444 });
  expect(readSettings({ ...MINIMAL, ...LANE, GATEWAY_LANE: '127.0.0.1:9444' }).lane).toMatchObject({ port: 9444 });
});

test.each<[Record<string, string>, string]>([
  [{ GATEWAY_LANE_PARAMETER: 'lane' }, 'GATEWAY_LANE_PARAMETER is "lane", expected the name of an SSM parameter, /luigi/<service>/lane'],
  [{ GATEWAY_LANE: '10.0.0.1:8444' }, 'GATEWAY_LANE is "10.0.0.1:8444", expected lighttpd\'s worker lane on this machine, 127.0.0.1:<port>'],
  [{ GATEWAY_LANE: '127.0.0.1:99999' }, 'GATEWAY_LANE is "127.0.0.1:99999", expected lighttpd\'s worker lane on this machine, 127.0.0.1:<port>'],
  [{ AWS_REGION: '' }, 'AWS_REGION is not set, expected the region of the mappings and the decision log, such as eu-central-1'],
])('%j: refused', (over, message) => {
  expect(() => readSettings({ ...MINIMAL, ...LANE, ...over })).toThrow(new Error(message));
});
