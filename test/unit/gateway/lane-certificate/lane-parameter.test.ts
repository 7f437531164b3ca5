import { SSMClient } from '@aws-sdk/client-ssm';
import { LaneParameter } from '../../../../images/gateway/src/lane-certificate/lane-parameter';
import { AwsStandIn } from '../../../support/sts/aws-stand-in';

const DOCUMENT = { version: 1, fingerprint: 'a'.repeat(64), since: '2026-11-23T12:00:00.000Z' } as const;

let aws: AwsStandIn;
let parameter: LaneParameter;

beforeEach(async () => {
  aws = await AwsStandIn.start();
  parameter = new LaneParameter('/luigi/luigi/lane', new SSMClient({
    region: 'eu-central-1', endpoint: aws.origin, maxAttempts: 1, credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
  }));
});
afterEach(async () => {
  parameter.close();
  await aws.stop();
});

test('what is written is read again', async () => {
  await parameter.write(DOCUMENT);
  expect(await parameter.read()).toEqual(DOCUMENT);
  expect(aws.asked).toEqual(['PutParameter /luigi/luigi/lane', 'GetParameter /luigi/luigi/lane']);
});

test.each([
  ['is not there', undefined], ['is no JSON', 'x'], ['is nothing', 'null'], ['is the placeholder of a deployment', '{"version":1}'],
  ['is of another version', JSON.stringify({ ...DOCUMENT, version: 2 })], ['holds no fingerprint', JSON.stringify({ ...DOCUMENT, fingerprint: 'AA:BB' })],
])('a parameter that %s tells nothing', async (_, text) => {
  if (text !== undefined) aws.parameters.set('/luigi/luigi/lane', text);
  expect(await parameter.read()).toBeUndefined();
});

test('an SSM that is ill is told of', async () => {
  aws.ill = true;
  await expect(parameter.read()).rejects.toMatchObject({ name: 'InternalServerError' });
  await expect(parameter.write(DOCUMENT)).rejects.toMatchObject({ name: 'InternalServerError' });
});
