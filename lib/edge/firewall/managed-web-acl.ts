import { Annotations } from 'aws-cdk-lib';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnIPSet, CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { FirewallBindOptions } from '../firewall';
import { awsRules } from './aws-rules';
import { capacityOf } from './capacity';
import { byVersion } from './cidr';
import { FirewallLog } from './firewall-log';
import type { ManagedFirewallProps } from './managed-firewall-props';
import { rateRules } from './rate-rules';
import { refuse, responseBodies } from './responses';
import { ruleOf } from './rule-sketch';
import { protectedData } from './secrets';
import { ADDRESS_RULES } from './validation';

/** Where rules stand; those of the user may become more without moving the others. */
const FIRST_PRIORITY = { addresses: 0, own: 100, limits: 10_000, aws: 20_000 };
const MOST_UNITS = 5_000;
/** @see https://aws.amazon.com/waf/pricing/ */
const UNITS_WITHOUT_SURCHARGE = 1_500;

/** How the web ACL is made. */
export interface ManagedWebAclProps extends ManagedFirewallProps {
  readonly service: FirewallBindOptions;
}

/** A web ACL with rules for a Luigi service, and its log. */
export class ManagedWebAcl extends Construct {
  public readonly webAcl: CfnWebACL;
  public readonly metricName: string;
  public readonly logGroup: ILogGroup;

  public constructor(scope: Construct, id: string, private readonly props: ManagedWebAclProps) {
    super(scope, id);
    const { service, countOnly = false } = props;
    const rules = [
      ...this.addressRules(),
      ...ownRules(props.rules ?? []),
      ...rateRules(props).map((sketch, place) => ruleOf(sketch, FIRST_PRIORITY.limits + place, countOnly)),
      ...awsRules().map((sketch, place) => ruleOf(sketch, FIRST_PRIORITY.aws + place, countOnly)),
    ];
    this.assertCapacity(rules);
    this.metricName = `luigi-${service.serviceName}`;
    this.webAcl = new CfnWebACL(this, 'Resource', {
      description: `In front of the Luigi service ${service.serviceName}`,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      rules,
      customResponseBodies: responseBodies(),
      dataProtectionConfig: protectedData(),
      visibilityConfig: { cloudWatchMetricsEnabled: true, metricName: this.metricName, sampledRequestsEnabled: true },
    });
    this.logGroup = new FirewallLog(this, 'Log', {
      serviceName: service.serviceName,
      webAcl: this.webAcl,
      encryptionKey: service.encryptionKey,
      retention: props.logRetention ?? service.logRetention,
      removalPolicy: service.removalPolicy,
      deletionProtection: service.deletionProtection,
      logUnmatched: props.logUnmatched ?? true,
    }).logGroup;
  }

  /** In force also where the firewall only counts: somebody named these addresses. */
  private addressRules(): CfnWebACL.RuleProperty[] {
    const { deniedCidrs = [], exemptCidrs = [] } = this.props;
    const denied = { name: ADDRESS_RULES.denied, action: refuse, cidrs: deniedCidrs, property: 'deniedCidrs' };
    const exempt = { name: ADDRESS_RULES.exempt, action: { allow: {} }, cidrs: exemptCidrs, property: 'exemptCidrs' };
    return [denied, exempt].filter(({ cidrs }) => cidrs.length > 0).map(({ name, action, cidrs, property }, place) =>
      ruleOf({ name, action, statement: this.isFrom(name, cidrs, property) }, FIRST_PRIORITY.addresses + place, false));
  }

  private isFrom(name: string, cidrs: string[], property: string): CfnWebACL.StatementProperty {
    const sets = byVersion(cidrs, property);
    const statements = (['IPV4', 'IPV6'] as const).filter((version) => sets[version].length > 0).map((ipAddressVersion) => {
      const ipSet = new CfnIPSet(this, `${name}${ipAddressVersion}`, { scope: 'REGIONAL', ipAddressVersion, addresses: sets[ipAddressVersion] });
      return { ipSetReferenceStatement: { arn: ipSet.attrArn } };
    });
    return statements.length === 1 ? statements[0]! : { orStatement: { statements } };
  }

  private assertCapacity(rules: CfnWebACL.RuleProperty[]): void {
    const { units } = capacityOf(rules);
    if (units > MOST_UNITS) {
      throw new Error(`got rules that need ${units} capacity units, expected ${MOST_UNITS} at most: leave out rules of your own, or make them simpler`);
    }
    if (units > UNITS_WITHOUT_SURCHARGE) {
      Annotations.of(this).addWarningV2(
        'cdk-lighttpd-luigi:firewallCapacity',
        `the firewall's rules need ${units} capacity units; beyond ${UNITS_WITHOUT_SURCHARGE}, AWS WAF charges more for each request`,
      );
    }
  }
}

function ownRules(rules: CfnWebACL.RuleProperty[]): CfnWebACL.RuleProperty[] {
  return [...rules].sort((a, b) => a.priority - b.priority).map((rule, place) => ({ ...rule, priority: FIRST_PRIORITY.own + place }));
}
