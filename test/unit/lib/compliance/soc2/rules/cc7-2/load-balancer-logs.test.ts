import { Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnLoadBalancer as ClassicLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancing';
import { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { LOAD_BALANCER_LOGS } from '../../../../../../../lib/compliance/soc2/rules/cc7-2/load-balancer-logs';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

const BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';

function balancer(properties: object, listener?: object) {
  return judgedTemplate(LOAD_BALANCER_LOGS, {
    Parameters: { Logs: { Type: 'String', Default: 'true' } },
    Resources: {
      Balancer: { Type: BALANCER, Properties: properties },
      ...listener === undefined ? {} : { Listener: { Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties: { LoadBalancerArn: { Ref: 'Balancer' }, DefaultActions: [], ...listener } } },
    },
  }).Balancer;
}

const enabled = (value: unknown) => ({ LoadBalancerAttributes: [{ Key: 'deletion_protection.enabled', Value: 'true' }, { Value: value, Key: 'access_logs.s3.enabled' }] });

test.each([{}, { LoadBalancerAttributes: [] }, enabled('false'), enabled(false)])('%j is found', (properties) => {
  expect(balancer(properties)).toEqual(['']);
});

test.each([enabled('true'), enabled(true)])('%j complies, in whatever order it says so', (properties) => {
  expect(balancer(properties)).toEqual([]);
});

test('what deployment decides can\'t be told', () => {
  expect(balancer(enabled({ Ref: 'Logs' }))).toEqual(['unresolved:Value']);
});

test('a network load balancer must log where it speaks TLS, and can\'t elsewhere', () => {
  expect(balancer({ Type: 'network' }, { Protocol: 'TLS', Port: 443 })).toEqual(['']);
  expect(balancer({ Type: 'network' }, { Protocol: 'TCP', Port: 443 })).toBeUndefined();
  expect(balancer({ Type: 'gateway' })).toBeUndefined();
});

test('load balancers of CDK and classic ones are judged alike', () => {
  expect(judged(LOAD_BALANCER_LOGS, (inner) => {
    const stack = new Stack(inner, 'Regional', { env: { region: 'eu-west-1' } });
    const vpc = new Vpc(stack, 'Vpc');
    new ApplicationLoadBalancer(stack, 'Silent', { vpc });
    new ApplicationLoadBalancer(stack, 'Logging', { vpc }).logAccessLogs(new Bucket(stack, 'Logs'));
    new ClassicLoadBalancer(stack, 'Classic', { listeners: [] });
    new ClassicLoadBalancer(stack, 'LoggingClassic', { listeners: [], accessLoggingPolicy: { enabled: true, s3BucketName: 'logs' } });
  })).toEqual({
    'Stack/Regional/Silent/Resource': [''], 'Stack/Regional/Logging/Resource': [], 'Stack/Regional/Classic': [''], 'Stack/Regional/LoggingClassic': [],
  });
});
