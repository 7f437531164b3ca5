import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { DATABASE_DELETION_PROTECTED } from '../../../../../../../lib/compliance/soc2/rules/a1-2/database-deletion-protected';
import { LOAD_BALANCER_DELETION_PROTECTED } from '../../../../../../../lib/compliance/soc2/rules/a1-2/load-balancer-deletion-protected';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

const Parameters = { On: { Type: 'String', Default: 'true' } };

test('load balancers must be protected', () => {
  expect(judged(LOAD_BALANCER_DELETION_PROTECTED, (stack) => {
    const vpc = new Vpc(stack, 'Vpc');
    new ApplicationLoadBalancer(stack, 'Open', { vpc });
    new ApplicationLoadBalancer(stack, 'Protected', { vpc, deletionProtection: true });
  })).toEqual({ 'Stack/Open/Resource': [''], 'Stack/Protected/Resource': [] });
});

test.each([['true', []], [true, []], ['false', ['']], [{ Ref: 'On' }, ['unresolved:Value']]])('a load balancer with %j gets %j', (value, verdict) => {
  expect(judgedTemplate(LOAD_BALANCER_DELETION_PROTECTED, {
    Parameters,
    Resources: {
      Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { LoadBalancerAttributes: [{ Key: 'deletion_protection.enabled', Value: value }] } },
    },
  })).toEqual({ Balancer: verdict });
});

test('whether it is among attributes that deployment decides can\'t be told', () => {
  expect(judgedTemplate(LOAD_BALANCER_DELETION_PROTECTED, {
    Parameters, Resources: { Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { LoadBalancerAttributes: [{ Key: { Ref: 'On' }, Value: 'true' }] } } },
  })).toEqual({ Balancer: ['unresolved:LoadBalancerAttributes'] });
});

test.each(['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster', 'AWS::DocDB::DBCluster', 'AWS::Neptune::DBCluster'])('%s must be protected', (type) => {
  const database = (properties: object) => judgedTemplate(DATABASE_DELETION_PROTECTED, {
    Parameters, Resources: { Database: { Type: type, Properties: properties } },
  }).Database;

  expect(database({})).toEqual(['']);
  expect(database({ DeletionProtection: 'false' })).toEqual(['']);
  expect(database({ DeletionProtection: true })).toEqual([]);
  expect(database({ DeletionProtection: { Ref: 'On' } })).toEqual(['unresolved:DeletionProtection']);
});

test('instances of a cluster are not looked at', () => {
  expect(judgedTemplate(DATABASE_DELETION_PROTECTED, {
    Resources: {
      Aurora: { Type: 'AWS::RDS::DBInstance', Properties: { Engine: 'aurora-postgresql' } },
      Member: { Type: 'AWS::RDS::DBInstance', Properties: { DBClusterIdentifier: 'cluster' } },
    },
  })).toEqual({});
});
