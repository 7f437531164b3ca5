import { Authentication, LuigiState } from '../lib/index';
import { COGNITO_PAGES } from './support/cognito-pages';
import { oidcProvider } from './support/oidc-provider';
import { runPublicCase } from './support/public-case';

/** A provider that is known by its OpenID Connect addresses only; state that goes with the task. */
runPublicCase('oidc', {
  service: (stack) => ({
    authentication: Authentication.oidc(oidcProvider(stack)),
    loadBalancer: { internetFacing: true },
    state: LuigiState.ephemeral(),
  }),
  provider: `${COGNITO_PAGES}/oauth2/authorize\\?`,
});
