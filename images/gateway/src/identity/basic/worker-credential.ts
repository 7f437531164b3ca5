import { Environment } from '../../settings/environment';

/** The settings that hold worker credentials, current and previous. */
export const WORKER_CREDENTIAL_VARIABLES = ['GATEWAY_WORKER_CREDENTIAL', 'GATEWAY_WORKER_CREDENTIAL_PREVIOUS'] as const;

/** 16 characters of password at least, since anybody who has it may change every task. */
const CREDENTIAL = /^([A-Za-z0-9._-]{1,64}):[\x21-\x7e]{16,256}$/;

/**
 * The user that a worker credential names.
 * @param variable the setting that it comes from
 * @throws SettingError without the credential in it
 */
export function userOfCredential(variable: string, credential: string): string {
  const user = CREDENTIAL.exec(credential)?.[1];
  if (user === undefined) throw new Environment({}).wrongSecret(variable, 'user:password, the password 16 to 256 printable ASCII characters');
  return user;
}
