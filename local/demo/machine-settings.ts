import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { DEMO_ROLES } from '../token-issuer/demo-roles';
import type { TokenIssuers } from '../token-issuer/token-issuers';

/** The repository whose workflow the settings stand for. */
const REPOSITORY = 'acme/reports';

/**
 * Writes `machine.env`, for a shell to read: what a machine has that calls the service. For AWS's tools and SDKs, STS is here, and they are
 * the demo's pipeline; for whoever asks as GitHub's actions do, GitHub is here.
 * @returns its path
 */
export function writeMachineSettings(service: { readonly folder: string; readonly url: string; readonly tokenIssuers: Pick<TokenIssuers, 'url' | 'requestUrl' | 'requestToken'> }): string {
  const { url, tokenIssuers } = service;
  const file = path.join(service.folder, 'machine.env');
  writeFileSync(file, [
    '# Says who calls, to the stand-ins of the demo alone. For a terminal of its own: these go before your own settings for AWS.',
    `export LUIGI=${url}`,
    `export AWS_ENDPOINT_URL_STS=${tokenIssuers.url}`,
    `export AWS_ACCESS_KEY_ID=${DEMO_ROLES[0]?.accessKeyId}   # or ${DEMO_ROLES.slice(1).map(({ accessKeyId }) => accessKeyId).join(', ')}`,
    'export AWS_SECRET_ACCESS_KEY=none',
    'export AWS_REGION=eu-central-1 AWS_DEFAULT_REGION=eu-central-1',
    'unset AWS_PROFILE AWS_SESSION_TOKEN AWS_ENDPOINT_URL AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
    `export ACTIONS_ID_TOKEN_REQUEST_URL='${tokenIssuers.requestUrl(REPOSITORY)}'`,
    `export ACTIONS_ID_TOKEN_REQUEST_TOKEN=${tokenIssuers.requestToken}`,
    '',
  ].join('\n'), { mode: 0o600 });
  return file;
}
