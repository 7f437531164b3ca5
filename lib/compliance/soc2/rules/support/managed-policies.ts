import { asList } from '../../../../cloudformation/policy';
import { knownStart, shown } from '../../../../cloudformation/read';
import type { Resource } from '../../../../cloudformation/resource';
import { Unknown, type Value } from '../../../../cloudformation/value';

/** A policy that an identity has by its ARN. */
export interface AttachedPolicy {
  /** As in `ManagedPolicyArns.0`. */
  readonly path: string;
  /** Path and name of one that AWS keeps, such as `service-role/AWSLambdaBasicExecutionRole`. @default - it is not known to be AWS's */
  readonly awsName?: string;
  readonly arn: Value;
}

/** What an identity has besides the policies written into it. */
export function attachedTo(identity: Resource): readonly AttachedPolicy[] {
  return asList(identity.get('ManagedPolicyArns')).map((arn, index) => ({ path: `ManagedPolicyArns.${index}`, arn, awsName: awsNameOf(arn) }));
}

function awsNameOf(arn: Value): string | undefined {
  return arn instanceof Unknown || knownStart(arn) === '' ? undefined : /:iam::aws:policy\/(.+)$/.exec(shown(arn))?.[1];
}
