/** Where a case is deployed to, as whoever runs it says: docs/integration-tests.md. */
export interface IntegSettings {
  /** Host name that people use: the case's name in the place of the star. */
  readonly hostName: string;
  /** Public hosted zone that it lies in. */
  readonly hostedZone: { readonly id: string; readonly name: string };
  /** Whether these are placeholders: what is synthesised is a snapshot then. */
  readonly forSnapshot: boolean;
}

/** The values that integ-runner gives for snapshots, whoever runs it and wherever. */
const PLACEHOLDERS = { CDK_INTEG_HOSTED_ZONE_ID: 'Z23ABC4XYZL05B', CDK_INTEG_HOSTED_ZONE_NAME: 'example.com', CDK_INTEG_DOMAIN_NAME: '*.example.com' } as const;

/**
 * Reads the environment.
 * @param caseName takes the star's place
 * @throws Error that names the variable, what was got and what is expected
 */
export function readIntegSettings(caseName: string, environment: Readonly<NodeJS.ProcessEnv> = process.env): IntegSettings {
  const read = (name: keyof typeof PLACEHOLDERS): string => environment[name] ?? PLACEHOLDERS[name];
  const id = read('CDK_INTEG_HOSTED_ZONE_ID');
  const name = read('CDK_INTEG_HOSTED_ZONE_NAME');
  const domain = read('CDK_INTEG_DOMAIN_NAME');
  if (!domain.startsWith('*.')) {
    throw new Error(`CDK_INTEG_DOMAIN_NAME: got ${domain}, expected *. and a domain, since each case takes a name of its own: give one such as *.luigi.example.org`);
  }
  if (!domain.endsWith(`.${name}`)) {
    throw new Error(`CDK_INTEG_DOMAIN_NAME: got ${domain}, expected it in the zone ${name} of CDK_INTEG_HOSTED_ZONE_NAME: give both, and CDK_INTEG_HOSTED_ZONE_ID`);
  }
  return { hostName: domain.replace('*', caseName), hostedZone: { id, name }, forSnapshot: id === PLACEHOLDERS.CDK_INTEG_HOSTED_ZONE_ID };
}
