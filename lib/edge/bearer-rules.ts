import { Validations } from 'aws-cdk-lib';
import {
  ApplicationListenerRule, ListenerAction, ListenerCondition, type ApplicationListener, type ApplicationTargetGroup, type CfnListenerRule,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { MachineAuthenticationConfig } from '../authentication/machine-authentication-config';
import { ISSUER_HEADER, MAX_TOKEN_ISSUERS } from '../contract/token-issuer';

/** Where bearer tokens are taken. */
export interface BearerRulesProps {
  readonly listener: ApplicationListener;
  /** Host name that machines use. */
  readonly hostName: string;
  /** Where those go on to whose token is good. */
  readonly targetGroup: ApplicationTargetGroup;
  /** Whose tokens are good. */
  readonly issuers: readonly MachineAuthenticationConfig[];
  /** Priority before that of the first rule; the rules need as many numbers behind it as there can be issuers. */
  readonly before: number;
}

/**
 * A rule for each issuer, since one action knows one: told apart by a header, and the first one takes all the rest. None falls through to a
 * login: who says Bearer gets 401 or what was asked for.
 */
export function addBearerRules({ listener, hostName, targetGroup, issuers, before }: BearerRulesProps): void {
  issuers.forEach((issuer, index) => {
    // Ids and priorities go by place, not by name: else a new issuer in the middle would have rules trade priorities, which no deployment can do.
    const rule = new ApplicationListenerRule(listener, `Machines${index + 1}`, {
      listener,
      priority: before + (index === 0 ? MAX_TOKEN_ISSUERS : index),
      conditions: [
        ListenerCondition.hostHeaders([hostName]),
        // Without anything behind it too: it is no session, and a page for people would not help.
        ListenerCondition.httpHeader('Authorization', ['Bearer *', 'Bearer']),
        ...(index === 0 ? [] : [ListenerCondition.httpHeader(ISSUER_HEADER, [issuer.name])]),
      ],
      action: new JwtValidation(issuer, ListenerAction.forward([targetGroup])),
    });
    if (issuer.audience === undefined) acknowledgeClients(rule, issuer);
  });
}

/** The action as CDK has it knows issuer and keys only; without more, every token of the issuer would be good, whoever it is for. */
class JwtValidation extends ListenerAction {
  public constructor(issuer: MachineAuthenticationConfig, next: ListenerAction) {
    super({
      type: 'jwt-validation',
      jwtValidationConfig: { issuer: issuer.issuer, jwksEndpoint: issuer.keysUrl, additionalClaims: claimsOf(issuer) },
    }, next);
  }
}

/** What the load balancer compares. One of several clients is not among it: it is not documented that one of several values would do. */
function claimsOf(issuer: MachineAuthenticationConfig): CfnListenerRule.JwtValidationActionAdditionalClaimProperty[] {
  const { audience, clientClaim, clients = [], requiredClaims = {} } = issuer;
  const claims: Record<string, string> = { ...requiredClaims };
  if (audience !== undefined) claims.aud = audience;
  const [client] = clients;
  if (clientClaim !== undefined && client !== undefined && clients.length === 1) claims[clientClaim] = client;
  return Object.entries(claims).sort(([one], [other]) => one < other ? -1 : 1).map(([name, value]) => ({ format: 'single-string', name, values: [value] }));
}

function acknowledgeClients(rule: ApplicationListenerRule, { clientClaim, clients = [] }: MachineAuthenticationConfig): void {
  const who = clients.length === 1
    ? `The load balancer takes those of one client only, by ${clientClaim}, and so does the gateway behind`
    : `The gateway behind takes those of ${clients.length} clients only, by ${clientClaim}; the load balancer compares a claim with one value`;
  Validations.of(rule).acknowledge({
    id: 'Soc2-CC6.1-JwtValidationChecksAudience[Actions.0.JwtValidationConfig.AdditionalClaims]',
    reason: `Tokens of this issuer have no audience. ${who}`,
  });
}
