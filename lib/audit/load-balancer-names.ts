import { Fn } from 'aws-cdk-lib';
import type { IApplicationLoadBalancer, IApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';

/** A load balancer as metrics name it, `app/name/id`: of one that is brought, only the ARN may be known. */
export function balancerName(balancer: IApplicationLoadBalancer & { readonly loadBalancerFullName?: string }): string {
  return balancer.loadBalancerFullName ?? Fn.select(1, Fn.split(':loadbalancer/', balancer.loadBalancerArn));
}

/** A target group as metrics name it, `targetgroup/name/id`. */
export function targetGroupName(group: IApplicationTargetGroup & { readonly targetGroupFullName?: string }): string {
  return group.targetGroupFullName ?? Fn.select(5, Fn.split(':', group.targetGroupArn));
}
