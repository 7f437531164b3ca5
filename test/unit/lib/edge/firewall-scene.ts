import { App, RemovalPolicy, Stack, type Environment } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { Firewall, FirewallBindOptions, FirewallConfig } from '../../../../lib/edge/firewall';

/** A part of a template. */
export type Part = ReturnType<Template['findResources']>[string];

/** A rule as the template has it. */
export interface TemplateRule {
  readonly Name: string;
  readonly Priority: number;
  readonly Statement: Part;
  readonly Action?: Part;
  readonly OverrideAction?: Part;
  readonly VisibilityConfig: Record<string, unknown>;
}

/** An app of its own: a load balancer, and a firewall bound to it. */
export interface Scene {
  readonly app: App;
  readonly stack: Stack;
  readonly scope: Construct;
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly config: FirewallConfig;
  readonly template: Template;
  readonly rules: TemplateRule[];
}

export interface SceneOptions extends Partial<FirewallBindOptions> {
  readonly env?: Environment;
  readonly scopeId?: string;
  /** @default false */
  readonly internetFacing?: boolean;
}

export function bound(firewall: Firewall, { env, scopeId = 'Firewall', internetFacing, ...options }: SceneOptions = {}): Scene {
  const app = new App();
  const stack = new Stack(app, 'Test', { env });
  const loadBalancer = new ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc: new Vpc(stack, 'Vpc', { natGateways: 0 }), internetFacing });
  const scope = new Construct(stack, scopeId);
  const config = firewall.bind(scope, {
    serviceName: 'reports',
    loadBalancer,
    encryptionKey: new Key(stack, 'Key', { enableKeyRotation: true }),
    logRetention: RetentionDays.ONE_YEAR,
    removalPolicy: RemovalPolicy.RETAIN,
    deletionProtection: true,
    ...options,
  });
  const template = Template.fromStack(stack);
  const [webAcl] = Object.values(template.findResources('AWS::WAFv2::WebACL'));
  const rules = (webAcl?.['Properties'].Rules ?? []) as TemplateRule[];
  return { app, stack, scope, loadBalancer, config, template, rules: rules.toSorted((a, b) => a.Priority - b.Priority) };
}

export function ruleNamed(scene: Scene, name: string): TemplateRule {
  const found = scene.rules.find((rule) => rule.Name === name);
  if (found === undefined) throw new Error(`no rule ${name} among ${scene.rules.map((rule) => rule.Name).join(', ')}`);
  return found;
}

/** A rule as a user would write it. */
export function ownRule(name: string, priority: number, changes: Partial<CfnWebACL.RuleProperty> = {}): CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    action: { block: {} },
    statement: { geoMatchStatement: { countryCodes: ['AQ'] } },
    visibilityConfig: { cloudWatchMetricsEnabled: true, metricName: name, sampledRequestsEnabled: true },
    ...changes,
  };
}
