import { asList, leastLength } from '../../../lib/cloudformation/policy';
import { completeList, isAbsent, list, objects, text } from '../../../lib/cloudformation/read';
import { refersTo } from '../../../lib/cloudformation/references';
import { type Check, resourceCheck } from '../check';

/** How many policies there may be, and how long. */
export const LIMIT_CHECKS: readonly Check[] = [
  resourceCheck('iam-inline-size', ['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'], (identity, found, assembly) => {
    const [most, property] = { 'AWS::IAM::Role': [10240, 'Roles'], 'AWS::IAM::User': [2048, 'Users'], 'AWS::IAM::Group': [5120, 'Groups'] }[identity.type] as [number, string];
    const own = objects(identity.get('Policies')).map(({ PolicyDocument }) => PolicyDocument);
    const attached = assembly.ofType('AWS::IAM::Policy').filter((policy) => refersTo(policy.get(property), identity)).map((policy) => policy.get('PolicyDocument'));
    const length = [...own, ...attached].reduce<number>((sum, document) => sum + leastLength(document), 0);
    if (length > most) found(`inline policies of ${length.toLocaleString('en')} characters: expected ${most.toLocaleString('en')} at most, together; use managed policies or wildcards`);
  }),

  resourceCheck('iam-managed-size', ['AWS::IAM::ManagedPolicy'], (policy, found) => {
    const length = leastLength(policy.get('PolicyDocument'));
    if (length > 6144) found(`a managed policy of ${length.toLocaleString('en')} characters: expected 6,144 at most; split it`, 'PolicyDocument');
  }),

  resourceCheck('iam-trust-size', ['AWS::IAM::Role'], (role, found) => {
    const length = leastLength(role.get('AssumeRolePolicyDocument'));
    if (length > 2048) found(`a trust policy of ${length.toLocaleString('en')} characters: expected 2,048 at most (the quota's default); shorten it`, 'AssumeRolePolicyDocument');
  }),

  resourceCheck('iam-attached-policies', ['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'], (identity, found, assembly) => {
    const property = `${identity.type.replace('AWS::IAM::', '')}s`;
    const own = completeList(identity.get('ManagedPolicyArns')) ?? [];
    const attached = assembly.ofType('AWS::IAM::ManagedPolicy').filter((policy) => refersTo(policy.get(property), identity));
    if (own.length + attached.length > 10) found(`${own.length + attached.length} managed policies: expected 10 at most (the quota's default); put some together`, 'ManagedPolicyArns');
  }),

  resourceCheck('iam-policy-attached', ['AWS::IAM::Policy'], (policy, found) => {
    const isEmpty = (property: string) => isAbsent(policy.get(property)) || list(policy.get(property))?.length === 0;
    if (['Roles', 'Users', 'Groups'].every(isEmpty)) found('an inline policy of nobody: expected Roles, Users or Groups; attach it or use a managed policy');
  }),

  resourceCheck('iam-names', ['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::InstanceProfile'], (resource, found) => {
    const property = { 'AWS::IAM::ManagedPolicy': 'ManagedPolicyName', 'AWS::IAM::Policy': 'PolicyName', 'AWS::IAM::InstanceProfile': 'InstanceProfileName' }[resource.type] ?? `${resource.type.slice(10)}Name`;
    const most = { 'AWS::IAM::Role': 64, 'AWS::IAM::User': 64 }[resource.type] ?? 128;
    const name = text(resource.get(property));
    if (name !== undefined && (name.length > most || !/^[\w+=,.@-]+$/.test(name))) found(`${property} ${name} (${name.length} characters): expected at most ${most} letters, digits and +=,.@_-; rename it`, property);
    const path = text(resource.get('Path'));
    if (path !== undefined && !/^\/([\x21-\x7e]+\/)?$/.test(path)) found(`path ${path}: expected it to begin and end with "/"; correct it`, 'Path');
  }),

  resourceCheck('iam-session-duration', ['AWS::IAM::Role'], (role, found) => {
    const seconds = Number(text(role.get('MaxSessionDuration')));
    if (seconds < 3600 || seconds > 43200) found(`MaxSessionDuration of ${seconds} s: expected 3,600 to 43,200 s; change it`, 'MaxSessionDuration');
  }),

  resourceCheck('iam-instance-profile', ['AWS::IAM::InstanceProfile'], (profile, found) => {
    const count = asList(profile.get('Roles')).length;
    if (Array.isArray(profile.get('Roles')) && count !== 1) found(`${count} roles: expected exactly one; an instance has one role`, 'Roles');
  }),
];
