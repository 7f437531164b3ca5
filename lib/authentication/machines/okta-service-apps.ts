import { Token } from 'aws-cdk-lib';
import { quoted } from '../../messages/quoted';
import { checkHostName } from '../checks';
import type { OktaMachineOptions } from '../okta-machine-options';
import { JwtMachines } from './jwt-machines';

/**
 * Okta's access tokens name their client in `cid`.
 * @throws Error where a setting is malformed
 * @see https://developer.okta.com/docs/reference/api/oidc/#access-token-payload
 */
export function oktaServiceApps({ domain, authorizationServerId: server, clients, audience, name = 'okta' }: OktaMachineOptions): JwtMachines {
  checkHostName('domain', domain, 'example.okta.com');
  if (!Token.isUnresolved(server) && !/^[A-Za-z0-9]+$/.test(server)) {
    throw new Error(`authorizationServerId is ${quoted(server)}, expected the id of a custom authorization server such as default: letters and digits`);
  }
  const issuer = `https://${domain}/oauth2/${server}`;
  return new JwtMachines({ name, issuer, keysUrl: `${issuer}/v1/keys`, audience, clientClaim: 'cid', clients });
}
