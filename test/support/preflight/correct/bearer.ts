import * as cognito from 'aws-cdk-lib/aws-cognito';
import { balancer, rule } from '../faults/bases';
import type { CorrectCase } from '../stack-case';

const END = { Type: 'fixed-response', Order: 2, FixedResponseConfig: { StatusCode: '200' } };

/** Rules for bearer tokens. */
export const BEARER: readonly CorrectCase[] = [
  {
    name: 'bearer tokens: of a user pool and of any issuer, told apart by a header, with as much as load balancers take',
    build: (stack) => {
      const { https } = balancer(stack);
      const pool = new cognito.UserPool(stack, 'Pool');
      const client = pool.addClient('Machine', { generateSecret: true, oAuth: { flows: { authorizationCodeGrant: true }, callbackUrls: ['https://luigi.example.com/'] } });
      const header = (HttpHeaderName: string, ...Values: readonly string[]) => ({ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName, Values } });
      rule(stack, 'Pools', https, {
        Priority: 1,
        Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: ['luigi.example.com'] } }, header('Authorization', 'Bearer *', 'Bearer'), header('X-Issuer', 'pool')],
        Actions: [{
          Type: 'jwt-validation', Order: 1,
          JwtValidationConfig: {
            Issuer: `https://${pool.userPoolProviderName}`, JwksEndpoint: `https://${pool.userPoolProviderName}/.well-known/jwks.json`,
            AdditionalClaims: [{ Format: 'single-string', Name: 'client_id', Values: [client.userPoolClientId] }, { Format: 'single-string', Name: 'token_use', Values: ['access'] }],
          },
        }, END],
      });
      rule(stack, 'Anybody', https, {
        Priority: 2,
        Conditions: [header('Authorization', 'Bearer *')],
        Actions: [{
          Type: 'jwt-validation', Order: 1,
          JwtValidationConfig: {
            Issuer: `https://id.example.com/${'x'.repeat(233)}`, JwksEndpoint: `https://id.example.com/${'x'.repeat(233)}`,
            AdditionalClaims: [
              { Format: 'space-separated-values', Name: 'scope', Values: [...'abcdefghij'] }, { Format: 'string-array', Name: 'roles', Values: ['a role'] },
              ...[...'abcdefgh'].map((Name) => ({ Format: 'single-string', Name, Values: ['x'.repeat(256)] })),
            ],
          },
        }, END],
      });
    },
  },
];
