/** An IAM role of the demo. It says who it is by its access key id alone: a stand-in for STS has nobody's secrets. */
export interface DemoRole {
  /** AWS_ACCESS_KEY_ID of whoever has the role. */
  readonly accessKeyId: string;
  readonly arn: string;
  /** What it is here to show. */
  readonly shows: string;
}

/** The roles that the demo and the tests know. What they may do is said in local/mappings. */
export const DEMO_ROLES: readonly DemoRole[] = [
  { accessKeyId: 'nightly', arn: 'arn:aws:iam::111122223333:role/ci/nightly', shows: 'A pipeline: a mapping names its path, role/ci/*; starts all reports' },
  { accessKeyId: 'order-events', arn: 'arn:aws:iam::111122223333:role/order-events', shows: 'A Lambda function: starts one job, for one shop' },
  { accessKeyId: 'partner', arn: 'arn:aws:iam::444455556666:role/partner', shows: 'A role of another account: sees report.*, starts nothing' },
  { accessKeyId: 'idle', arn: 'arn:aws:iam::111122223333:role/idle', shows: 'May call, but no mapping names it' },
  { accessKeyId: 'stranger', arn: 'arn:aws:iam::111122223333:role/stranger', shows: 'Not among the roles that may call' },
];

/** Who may call the service with a token of STS, by the issuer that signs for them: as GATEWAY_TOKEN_ISSUERS has it. */
export const ROLES_LET_IN = {
  aws: [
    'arn:aws:iam::111122223333:role/ci/*', 'arn:aws:iam::111122223333:role/order-events', 'arn:aws:iam::111122223333:role/idle',
  ],
  partner: ['arn:aws:iam::444455556666:role/partner'],
} as const;
