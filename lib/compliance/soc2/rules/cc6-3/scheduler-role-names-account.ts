import { asList, servicePrefix, statements } from '../../../../cloudformation/policy';
import type { Statement } from '../../../../cloudformation/policy';
import { object, shown } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf, NOT_APPLICABLE, unresolved } from '../../verdict';
import { limitedBy } from '../support/conditions';
import { cloudFormation } from '../support/sources';

/** A role for schedules works for those of its own account only. */
export const SCHEDULER_ROLE_NAMES_ACCOUNT: Rule = {
  criterion: TrustServicesCriterion.CC6_3,
  name: 'SchedulerRoleNamesAccount',
  info: 'EventBridge Scheduler may take on the role for schedules of any account.',
  explanation: 'A schedule in another account could then use the role (the confused deputy, CC6.3). Add aws:SourceAccount, or aws:SourceArn of a schedule group, to the conditions of its trust policy. Asked for Scheduler only: it supports both keys and its guide asks for them; many other services send neither, so that a condition would shut them out.',
  sources: [
    cloudFormation('AWS::IAM::Role'),
    'https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
  ],
  resourceTypes: ['AWS::IAM::Role'],
  check: (resource) => {
    const trust = statements(resource.get('AssumeRolePolicyDocument'));
    // Whom it is for can't be told; the rule is about schedules only.
    if (trust === undefined) return NOT_APPLICABLE;
    const forSchedules = trust.map((statement, index) => ({ statement, path: `AssumeRolePolicyDocument.Statement.${index}` })).filter(({ statement }) => isForScheduler(statement));
    return forSchedules.length === 0 ? NOT_APPLICABLE : forSchedules.flatMap(({ statement, path }) => {
      const isLimited = namesAccount(statement);
      return isLimited === undefined ? unresolved(path) : compliantIf(isLimited, path);
    });
  },
};

function isForScheduler({ allows, isCertain, principal }: Statement): boolean {
  return (allows || !isCertain) && asList(object(principal)?.Service).some((name) => servicePrefix(name) === 'scheduler');
}

function namesAccount(statement: Statement): boolean | undefined {
  const byAccount = limitedBy(statement, /^aws:Source(Account|OrgID|OrgPaths)$/i);
  if (byAccount === true) return true;
  const byArn = limitedBy(statement, /^aws:SourceArn$/i);
  return byArn === true ? !anyAccount(statement) : byAccount === undefined || byArn === undefined ? undefined : false;
}

/** Whether the ARNs that it asks for leave the account out. */
function anyAccount({ raw }: Statement): boolean {
  return Object.values(object(raw.Condition) ?? {}).flatMap((keys) => Object.entries(object(keys) ?? {}))
    .filter(([name]) => name.toLowerCase() === 'aws:sourcearn').flatMap(([, values]) => asList(values))
    .some((arn) => /^[*?]*$/.test(shown(arn).replace(/\$\{[^}]*\}/g, 'X').split(':')[4] ?? ''));
}
