import type { Duration } from 'aws-cdk-lib';
import type { IPeer, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IpAddressType, SslPolicy } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IBucket } from 'aws-cdk-lib/aws-s3';

/** The load balancer that people's browsers and scripts reach. */
export interface LoadBalancerOptions {
  /**
   * Whether it has public addresses.
   * @default false
   */
  readonly internetFacing?: boolean;
  /**
   * Where it stands: subnets in two zones at least. Of each zone the first is taken.
   * @default - private subnets with a way out; public subnets if it is internet-facing
   */
  readonly subnets?: SubnetSelection;
  /**
   * Address ranges of these subnets, whose X-Forwarded-For is believed.
   * @default - taken from the subnets
   */
  readonly subnetCidrs?: string[];
  /**
   * Who may reach it: address ranges, prefix lists, security groups. With an empty list nobody, until `service.loadBalancer.connections`
   * lets somebody in.
   * @default - the VPC's own address range; everybody if it is internet-facing
   */
  readonly allowedSources?: IPeer[];
  /**
   * IPv4 alone, or IPv6 beside it.
   * @default IpAddressType.IPV4
   */
  readonly ipAddressType?: IpAddressType;
  /**
   * TLS versions and ciphers that clients may use.
   * @default SslPolicy.RECOMMENDED_TLS: TLS 1.2 and 1.3
   */
  readonly sslPolicy?: SslPolicy;
  /**
   * Where access logs go. Its policy must let the load balancer write there.
   * @default - a bucket is made: encrypted, versioned, TLS only
   */
  readonly accessLogBucket?: IBucket;
  /**
   * How long access logs are kept in the bucket that is made: whole days.
   * @default Duration.days(365)
   */
  readonly accessLogRetention?: Duration;
}
