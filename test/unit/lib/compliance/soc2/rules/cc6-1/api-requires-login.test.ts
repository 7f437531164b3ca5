import { Stack } from 'aws-cdk-lib';
import { AuthorizationType, LambdaIntegration, MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function as Lambda, FunctionUrlAuthType, Runtime } from 'aws-cdk-lib/aws-lambda';
import { API_REQUIRES_LOGIN } from '../../../../../../../lib/compliance/soc2/rules/cc6-1/api-requires-login';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, raw, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const METHOD = 'AWS::ApiGateway::Method';
const ROUTE = 'AWS::ApiGatewayV2::Route';

test('methods and function URLs that CDK makes', () => {
  const found = judged(API_REQUIRES_LOGIN, (stack) => {
    const handler = new Lambda(stack, 'Fn', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('x') });
    const api = new RestApi(stack, 'Api', { defaultCorsPreflightOptions: { allowOrigins: ['*'] } });
    const integration = new LambdaIntegration(handler);
    api.root.addMethod('GET', integration, { authorizationType: AuthorizationType.IAM });
    api.root.addMethod('POST', integration, { apiKeyRequired: true });
    api.root.addMethod('PUT', new MockIntegration());
    handler.addFunctionUrl();
    new Lambda(stack, 'Open', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('x') }).addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
  });

  expect(found).toEqual({
    'Stack/Api/Default/GET/Resource': [], 'Stack/Api/Default/POST/Resource': [''], 'Stack/Fn/FunctionUrl/Resource': [], 'Stack/Open/FunctionUrl/Resource': [''],
  });
});

test.each([
  ['private', { EndpointConfiguration: { Types: ['PRIVATE'] } }, undefined],
  ['with a policy that names who may call', { Policy: { Statement: [{ Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'execute-api:Invoke', Resource: '*' }] } }, undefined],
  ['with a policy for everybody', { Policy: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: '*' }] } }, ['']],
  ['for the region', { EndpointConfiguration: { Types: ['REGIONAL'] } }, ['']],
])('a method of an API that is %s, of another stack', (_what, properties, verdict) => {
  const found = judged(API_REQUIRES_LOGIN, (stack) => {
    const api = raw(stack, 'Api', 'AWS::ApiGateway::RestApi', properties);
    raw(new Stack(stack.node.root, 'Other'), 'Method', METHOD, { RestApiId: api.ref, HttpMethod: 'GET', AuthorizationType: 'NONE' });
  });

  expect(found['Other/Method']).toEqual(verdict);
});

const route = (properties: object, ProtocolType = 'HTTP') => verdictOn(API_REQUIRES_LOGIN, ROUTE, { ApiId: { Ref: 'Api' }, ...properties }, (stack) => {
  raw(stack, 'Api', 'AWS::ApiGatewayV2::Api', { ProtocolType });
});

test('a route with an authorizer complies, one without is found', () => {
  expect(route({ RouteKey: 'GET /', AuthorizationType: 'JWT' })).toEqual([]);
  expect(route({ RouteKey: 'GET /' })).toEqual(['']);
  expect(route({ RouteKey: '$default', AuthorizationType: 'NONE' })).toEqual(['']);
  expect(route({ RouteKey: 'ANY /{proxy+}' })).toEqual(['']);
  expect(route({ RouteKey: 'GET /', ApiId: 'abc' })).toEqual(['']);
});

test('preflight requests are not looked at, nor what comes over a socket that had to be connected', () => {
  expect(route({ RouteKey: 'OPTIONS /{proxy+}' })).toBeUndefined();
  expect(route({ RouteKey: '$default' }, 'WEBSOCKET')).toBeUndefined();
  expect(route({ RouteKey: 'sendMessage', ApiId: 'abc' })).toBeUndefined();
  expect(route({ RouteKey: '$connect' }, 'WEBSOCKET')).toEqual(['']);
});

test('what deployment decides is a finding of its own', () => {
  expect(route({ RouteKey: 'GET /', AuthorizationType: HANDED_IN })).toEqual(unresolvedAt('AuthorizationType'));
  expect(verdictOn(API_REQUIRES_LOGIN, 'AWS::Lambda::Url', { AuthType: HANDED_IN })).toEqual(unresolvedAt('AuthType'));
});
