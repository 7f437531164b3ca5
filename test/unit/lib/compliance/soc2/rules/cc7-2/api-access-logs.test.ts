import { AccessLogFormat, LogGroupLogDestination, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { API_ACCESS_LOGS } from '../../../../../../../lib/compliance/soc2/rules/cc7-2/api-access-logs';
import { judged } from '../../../../../../support/lib/soc2';

test('stages of REST APIs need a destination for access logs', () => {
  expect(judged(API_ACCESS_LOGS, (stack) => {
    const accessLogDestination = new LogGroupLogDestination(new LogGroup(stack, 'Logs'));
    new RestApi(stack, 'Silent').root.addMethod('GET');
    new RestApi(stack, 'Logged', { deployOptions: { accessLogDestination, accessLogFormat: AccessLogFormat.clf() } }).root.addMethod('GET');
  })).toEqual({ 'Stack/Silent/DeploymentStage.prod/Resource': [''], 'Stack/Logged/DeploymentStage.prod/Resource': [] });
});

test('so do those of HTTP and WebSocket APIs', () => {
  expect(judged(API_ACCESS_LOGS, (stack) => {
    new CfnStage(stack, 'Silent', { apiId: 'api', stageName: 'v1' });
    new CfnStage(stack, 'Logged', { apiId: 'api', stageName: 'v2', accessLogSettings: { destinationArn: new LogGroup(stack, 'Logs').logGroupArn, format: '.requestId' } });
  })).toEqual({ 'Stack/Silent': [''], 'Stack/Logged': [] });
});
