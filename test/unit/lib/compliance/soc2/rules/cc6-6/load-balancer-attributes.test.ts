import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer, DesyncMitigationMode } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Rule } from '../../../../../../../lib/compliance/soc2/rule';
import { LOAD_BALANCER_DESYNC_STRICTEST } from '../../../../../../../lib/compliance/soc2/rules/cc6-6/load-balancer-desync-strictest';
import { LOAD_BALANCER_DROPS_INVALID_HEADERS } from '../../../../../../../lib/compliance/soc2/rules/cc6-6/load-balancer-drops-invalid-headers';
import { LOAD_BALANCER_FAILS_CLOSED } from '../../../../../../../lib/compliance/soc2/rules/cc6-6/load-balancer-fails-closed';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const CASES: readonly (readonly [string, Rule, string, unknown[], unknown[], readonly string[]])[] = [
  ['drops invalid headers', LOAD_BALANCER_DROPS_INVALID_HEADERS, 'routing.http.drop_invalid_header_fields.enabled', ['true', true, 'True'], ['false', false], ['']],
  ['takes strict requests only', LOAD_BALANCER_DESYNC_STRICTEST, 'routing.http.desync_mitigation_mode', ['strictest'], ['defensive', 'monitor'], ['']],
  ['fails closed', LOAD_BALANCER_FAILS_CLOSED, 'waf.fail_open.enabled', ['false', false], ['true', true], []],
];

describe.each(CASES)('%s', (_what, rule, Key, good, bad, absent) => {
  const having = (Value: unknown, properties: object = {}) => verdictOn(rule, BALANCER, { LoadBalancerAttributes: [{ Value: '60', Key: 'idle_timeout.timeout_seconds' }, { Value, Key }], ...properties });

  test('the attribute decides', () => {
    for (const value of good) expect(having(value)).toEqual([]);
    for (const value of bad) expect(having(value)).toEqual(['']);
  });

  test('without it the service\'s default does', () => {
    expect(verdictOn(rule, BALANCER, {})).toEqual(absent);
    expect(verdictOn(rule, BALANCER, { Type: 'application', LoadBalancerAttributes: [] })).toEqual(absent);
  });

  test('what deployment decides is a finding of its own', () => {
    expect(having(HANDED_IN)).toEqual(unresolvedAt(Key));
    expect(verdictOn(rule, BALANCER, { LoadBalancerAttributes: [HANDED_IN] })).toEqual(unresolvedAt(Key));
    expect(having(bad[0], { Type: HANDED_IN })).toEqual(unresolvedAt('Type'));
    expect(having(good[0], { Type: HANDED_IN })).toEqual([]);
  });

  test('others than application load balancers are not looked at', () => {
    expect(having(bad[0], { Type: 'network' })).toBeUndefined();
  });
});

test('L2', () => {
  const build = (rule: Rule) => Object.entries(judged(rule, (stack) => {
    const vpc = new Vpc(stack, 'Vpc');
    new ApplicationLoadBalancer(stack, 'Bad', { vpc, dropInvalidHeaderFields: false });
    new ApplicationLoadBalancer(stack, 'Good', { vpc, dropInvalidHeaderFields: true, desyncMitigationMode: DesyncMitigationMode.STRICTEST });
  }));

  for (const rule of [LOAD_BALANCER_DROPS_INVALID_HEADERS, LOAD_BALANCER_DESYNC_STRICTEST]) {
    expect(build(rule)).toEqual([['Stack/Bad/Resource', ['']], ['Stack/Good/Resource', []]]);
  }
});
