/** Path in SSM Parameter Store below which each parameter is one access mapping of the service. */
export function accessPath(serviceName: string): string {
  return `/luigi/${serviceName}/access`;
}
