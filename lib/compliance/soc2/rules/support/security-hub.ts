/** Security Hub's page about the controls of a service, such as `secretsmanager`. */
export function securityHub(service: string): string {
  return `https://docs.aws.amazon.com/securityhub/latest/userguide/${service}-controls.html`;
}
