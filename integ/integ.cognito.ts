import { Authentication } from '../lib/index';
import { COGNITO_PAGES } from './support/cognito-pages';
import { runPublicCase } from './support/public-case';

/** A user pool that is made with the service; state on a file system in a backup plan; images from assets: as it comes. */
runPublicCase('cognito', {
  service: () => ({
    authentication: Authentication.cognitoUserPool({ groups: ['readers'] }),
    loadBalancer: { internetFacing: true },
  }),
  provider: `${COGNITO_PAGES}/oauth2/authorize\\?`,
});
