import { Authentication, LuigiPrincipal, LuigiState, MachineAuthentication } from '../lib/index';
import { COGNITO_PAGES } from './support/cognito-pages';
import { machineClient, type MachineClient } from './support/machine-client';
import { runPublicCase } from './support/public-case';

let machine: MachineClient;

/** Machines by client credentials of a user pool, and workflows of GitHub beside them; people as in the case cognito. */
runPublicCase('machines', {
  service: (stack) => {
    machine = machineClient(stack);
    return {
      authentication: Authentication.cognitoUserPool({ groups: ['readers'] }),
      machineAuthentication: [
        MachineAuthentication.cognitoClientCredentials(machine.options),
        MachineAuthentication.githubActions({ owner: 'example', ownerId: '1' }),
      ],
      loadBalancer: { internetFacing: true },
      state: LuigiState.ephemeral(),
    };
  },
  around: ({ service }) => {
    const [client] = machine.options.clients;
    if (client !== undefined) service.mapRole('Machines', { principals: [LuigiPrincipal.client('cognito', client.userPoolClientId)], view: ['*'] });
  },
  provider: `${COGNITO_PAGES}/oauth2/authorize\\?`,
  mappings: 2,
  also: (checks) => [
    // Also where a person would be led to the login.
    checks.bearerIsAnswered('/', { token: 'no-token', status: 401 }),
    checks.bearerIsAnswered('/', { token: 'no-token', issuer: 'github', status: 401 }),
    ...checks.machineIsLetInOnRecord(machine),
  ],
});
