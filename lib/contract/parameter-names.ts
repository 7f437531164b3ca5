import { REVOCATION_DOCUMENT } from './revocation';

/** Path in SSM Parameter Store below which each parameter is one access mapping of the service. */
export function accessPath(serviceName: string): string {
  return `/luigi/${serviceName}/access`;
}

/** Path in SSM Parameter Store below which each parameter is one job of the service. */
export function jobsPath(serviceName: string): string {
  return `/luigi/${serviceName}/jobs`;
}

/** Path in SSM Parameter Store below which an operator's word to the running service lies. No stack writes there. */
export function controlPath(serviceName: string): string {
  return `/luigi/${serviceName}/control`;
}

/** Name of the SSM parameter that says who is shut out of the service. */
export function revocationParameterName(serviceName: string): string {
  return `${controlPath(serviceName)}/${REVOCATION_DOCUMENT}`;
}

/** Name of the SSM parameter in which the gateway tells the fingerprint of the worker lane's certificate. */
export function laneParameterName(serviceName: string): string {
  return `/luigi/${serviceName}/lane`;
}

/**
 * Name of the state machine that runs a job: the gateway may start those of its service, by the prefix `luigi-<service>_`, and no others.
 * Names of services and jobs hold no `_`: else the service `a` would reach the jobs of a service `a-b`.
 */
export function stateMachineName(serviceName: string, job: string): string {
  return `luigi-${serviceName}_${job}`;
}
