import { Environment, SettingError } from '../../settings/environment';

/** The ARN of an application load balancer; its groups are partition and region. */
export const LOAD_BALANCER_ARN = /^arn:(aws[a-z-]*):elasticloadbalancing:([a-z0-9-]+):\d{12}:loadbalancer\/app\/[A-Za-z0-9-]{1,32}\/[a-f0-9]{16}$/;

/**
 * Where the load balancers of a region publish their keys: the address that a key id is appended to, after a slash.
 * @throws SettingError where the ARN is not of an application load balancer, or no address is known for its partition
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
 */
export function defaultKeysUrl(arn: string): string {
  const [, partition, region] = LOAD_BALANCER_ARN.exec(arn) ?? [];
  if (partition === undefined || region === undefined) {
    throw new Environment({}).wrong('GATEWAY_LOAD_BALANCER_ARN', arn, 'the ARN of an application load balancer');
  }
  switch (partition) {
    case 'aws': return `https://public-keys.auth.elb.${region}.amazonaws.com`;
    case 'aws-cn': return `https://public-keys.auth.elb.${region}.amazonaws.com.cn`;
    case 'aws-us-gov': return `https://s3-${region}.amazonaws.com/aws-elb-public-keys-prod-${region}`;
    default: throw new SettingError(
      `GATEWAY_LOAD_BALANCER_KEYS_URL is not set, expected the address of the load balancers' public keys: none is known for partition ${partition}`);
  }
}
