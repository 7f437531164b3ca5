import { asList, statements } from '../../../lib/cloudformation/policy';
import { at, flag, number, object, objects, reference, shown, text } from '../../../lib/cloudformation/read';
import { target } from '../../../lib/cloudformation/template';
import type { ObjectValue } from '../../../lib/cloudformation/value';
import { type Check, type Found, resourceCheck } from '../check';

const BUCKET = 'AWS::S3::Bucket';

/** Buckets and their policies. */
export const S3_CHECKS: readonly Check[] = [
  resourceCheck('s3-bucket-name', [BUCKET], (bucket, found) => {
    const name = text(bucket.get('BucketName'));
    if (name === undefined) return;
    const isFine = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..') && !/^\d+\.\d+\.\d+\.\d+$/.test(name) && !/\.-|-\./.test(name)
      && !/^(xn--|sthree-|amzn-s3-demo-)/.test(name) && !/(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name);
    if (!isFine) found(`bucket ${name}: expected 3 to 63 lower-case letters, digits, "." and "-", first and last a letter or digit, no reserved beginning or end; rename it`, 'BucketName');
  }),

  resourceCheck('s3-lifecycle', [BUCKET], (bucket, found) => {
    const rules = objects(bucket.get('LifecycleConfiguration', 'Rules'));
    const ids = rules.map(({ Id }) => text(Id));
    if (rules.length > 1000) found(`${rules.length} lifecycle rules: expected 1,000 at most; put some together`, 'LifecycleConfiguration');
    rules.forEach((rule, index) => {
      const where = `LifecycleConfiguration.Rules.${index}`;
      const id = ids[index];
      if (id !== undefined && ids.indexOf(id) !== index) found(`two lifecycle rules are named ${id}: expected names that differ; rename one`, where);
      checkLifecycle(rule, where, found);
    });
  }),

  resourceCheck('s3-needs-versions', [BUCKET], (bucket, found) => {
    const versions = bucket.get('VersioningConfiguration', 'Status');
    const isOff = bucket.get('VersioningConfiguration') === undefined || text(versions) === 'Suspended';
    if (isOff && bucket.get('ReplicationConfiguration') !== undefined) found('replication of a bucket without versions: expected VersioningConfiguration Enabled; add it', 'ReplicationConfiguration');
    if (text(versions) === 'Suspended' && flag(bucket.get('ObjectLockEnabled')) === true) found('object lock of a bucket whose versions are suspended: expected Enabled; change it', 'ObjectLockEnabled');
    if (bucket.get('ObjectLockConfiguration', 'Rule') !== undefined && flag(bucket.get('ObjectLockEnabled')) !== true && bucket.get('ObjectLockEnabled') === undefined) {
      found('ObjectLockConfiguration without ObjectLockEnabled: expected true; set it', 'ObjectLockConfiguration');
    }
  }),

  resourceCheck('s3-acl', [BUCKET], (bucket, found) => {
    const acl = text(bucket.get('AccessControl'));
    const rules = objects(bucket.get('OwnershipControls', 'Rules')).map(({ ObjectOwnership }) => text(ObjectOwnership));
    const hasNoAcls = bucket.get('OwnershipControls') === undefined || rules.includes('BucketOwnerEnforced');
    if (acl !== undefined && acl !== 'Private' && acl !== 'BucketOwnerFullControl' && hasNoAcls) {
      found(`AccessControl ${acl} on a bucket without ACLs: expected OwnershipControls BucketOwnerPreferred or ObjectWriter; add it, or use a bucket policy`, 'AccessControl');
    }
    if (acl?.startsWith('PublicRead') && flag(bucket.get('PublicAccessBlockConfiguration', 'BlockPublicAcls')) !== false) {
      found(`AccessControl ${acl} on a bucket that blocks public ACLs: expected BlockPublicAcls false; change one`, 'AccessControl');
    }
  }),

  resourceCheck('s3-notification', [BUCKET], (bucket, found) => {
    const all = [['TopicConfigurations', 'Topic'], ['QueueConfigurations', 'Queue'], ['LambdaConfigurations', 'Function']] as const;
    const entries = all.flatMap(([property]) => objects(bucket.get('NotificationConfiguration', property)).map((entry, index) => ({ where: `NotificationConfiguration.${property}.${index}`, ...rangeOf(entry) })));
    entries.forEach((entry, index) => {
      const other = entries.slice(0, index).find((one) => overlap(one, entry));
      if (other !== undefined) found(`${entry.event} is sent twice for the same names (as ${other.where}): expected prefixes or suffixes that differ; narrow one`, entry.where);
      if (entry.event !== undefined && !/^s3:[A-Za-z]+:/.test(entry.event)) found(`event ${entry.event}: expected such as s3:ObjectCreated:*; correct it`, entry.where);
    });
    for (const [property, key] of all) {
      for (const entry of objects(bucket.get('NotificationConfiguration', property))) {
        const queue = target(reference(entry[key]));
        if (queue?.type === 'AWS::SQS::Queue' && flag(queue.get('FifoQueue')) === true) found(`notifications to FIFO queue ${queue.logicalId}: expected a standard one; change it`, `NotificationConfiguration.${property}`);
      }
    }
  }),

  resourceCheck('s3-bucket-policy', ['AWS::S3::BucketPolicy'], (policy, found) => {
    const bucket = target(reference(policy.get('Bucket')));
    const known = statements(policy.get('PolicyDocument')) ?? [];
    known.forEach((statement, index) => {
      const where = `PolicyDocument.Statement.${index}`;
      const other = statement.resources.map((one) => target(reference(one))).find((one) => one?.type === BUCKET && bucket?.type === BUCKET
        && !one.is(bucket));
      if (other !== undefined) found(`the policy of ${bucket?.logicalId} speaks of ${other.logicalId}: expected resources of its own bucket; correct Resource`, where);
      const shapes = statement.resources.map((one) => resourceShape(one));
      if (!shapes.includes(undefined) && statement.isPlain && shapes.length > 0) {
        const objectActions = statement.actions.filter(isForObjects);
        const bucketActions = statement.actions.filter((action) => isForBucket(action));
        if (objectActions.length > 0 && bucketActions.length === 0 && objectActions.length === statement.actions.length && shapes.every((shape) => shape === 'bucket')) {
          found(`${objectActions.join(', ')} on the bucket alone: expected its objects; end the resource in /*`, where);
        }
        if (bucketActions.length === statement.actions.length && shapes.every((shape) => shape === 'objects')) found(`${bucketActions.join(', ')} on objects alone: expected the bucket; leave /* out`, where);
      }
      const isPublic = statement.allows && statement.condition === undefined && (text(statement.principal) === '*' || asList(object(statement.principal)?.AWS).includes('*'));
      if (isPublic && bucket?.type === BUCKET && flag(bucket.get('PublicAccessBlockConfiguration', 'BlockPublicPolicy')) === true) {
        found(`a policy for everybody, and ${bucket.logicalId} blocks public policies: expected a principal or a condition; narrow it`, where);
      }
    });
    if (shown(policy.get('PolicyDocument')).length > 20480) found('a bucket policy of more than 20 KB: expected 20,480 bytes at most; shorten it', 'PolicyDocument');
  }),
];

const IA = ['STANDARD_IA', 'ONEZONE_IA'];

function checkLifecycle(rule: ObjectValue, where: string, found: Found): void {
  const transitions = objects(rule.Transitions).map((one) => ({ storage: text(one.StorageClass), days: number(one.TransitionInDays) }));
  for (const { storage, days } of transitions) {
    if (storage !== undefined && IA.includes(storage) && days !== undefined && days < 30) found(`a move to ${storage} after ${days} days: expected 30 at least; raise it`, where);
  }
  const expiry = number(rule.ExpirationInDays);
  const last = Math.max(...transitions.map(({ days }) => days ?? 0));
  if (expiry !== undefined && transitions.length > 0 && expiry <= last) found(`expiry after ${expiry} days, a move after ${last}: expected the move before; change one`, where);
  if (expiry !== undefined && expiry < 1) found(`expiry after ${expiry} days: expected 1 at least; raise it`, where);
  const does = ['Transitions', 'Transition', 'ExpirationInDays', 'ExpirationDate', 'ExpiredObjectDeleteMarker', 'AbortIncompleteMultipartUpload', 'NoncurrentVersionExpiration',
    'NoncurrentVersionExpirationInDays', 'NoncurrentVersionTransition', 'NoncurrentVersionTransitions'];
  if (!does.some((key) => rule[key] !== undefined)) found('a lifecycle rule that does nothing: expected a transition or an expiration; add one', where);
}

interface Range { readonly event: string | undefined; readonly prefix: string; readonly suffix: string; readonly isKnown: boolean }

function rangeOf(entry: ObjectValue): Range {
  const rules = objects(at(entry, 'Filter', 'S3Key', 'Rules'));
  const part = (name: string) => rules.filter((rule) => text(rule.Name)?.toLowerCase() === name).map(({ Value }) => text(Value));
  const [prefix, suffix] = [part('prefix'), part('suffix')];
  return { event: text(entry.Event), prefix: prefix[0] ?? '', suffix: suffix[0] ?? '', isKnown: ![...prefix, ...suffix].includes(undefined) };
}

function overlap(one: Range, other: Range): boolean {
  if (one.event === undefined || other.event === undefined || !one.isKnown || !other.isKnown) return false;
  const [first, second] = [one.event, other.event].map((event) => event.replace(/\*$/, '')) as [string, string];
  const sameEvent = first === second || one.event.endsWith('*') && second.startsWith(first) || other.event.endsWith('*') && first.startsWith(second);
  return sameEvent && (one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix)) && (one.suffix.endsWith(other.suffix)
    || other.suffix.endsWith(one.suffix));
}

function isForObjects(action: string): boolean {
  return /^s3:(get|put|delete|restore|replicate|abort)(object|multipart)/.test(action) && !/objectlockconfiguration/.test(action) && !action.includes('*')
    || ['s3:abortmultipartupload', 's3:listmultipartuploadparts'].includes(action);
}

function isForBucket(action: string): boolean {
  return /^s3:(listbucket|getbucket|putbucket|getlifecycleconfiguration|putlifecycleconfiguration|listbucketversions|listbucketmultipartuploads|deletebucket)/.test(action) && !action.includes('*');
}

function resourceShape(resource: Parameters<typeof shown>[0]): 'bucket' | 'objects' | undefined {
  const whole = shown(resource);
  if (whole === '*' || /\$\{(?![\w]+\.Arn\}|AWS::Partition\})/.test(whole)) return undefined;
  const name = whole.replace(/^arn:[^:]*:s3:::/, '');
  return name.includes('/') ? 'objects' : name.includes('*') ? undefined : 'bucket';
}
