import { Duration, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { DatabaseInstance, DatabaseInstanceEngine } from 'aws-cdk-lib/aws-rds';
import { HostedRotation, RotationSchedule, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { SECRET_ROTATED } from '../../../../../../../lib/compliance/soc2/rules/cc6-1/secret-rotated';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, raw, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const rotation = (properties: object) => verdictOn(SECRET_ROTATED, 'AWS::SecretsManager::Secret', {}, (stack) => {
  raw(stack, 'Attachment', 'AWS::SecretsManager::SecretTargetAttachment', { SecretId: { Ref: 'Judged' } });
  raw(stack, 'Rotation', 'AWS::SecretsManager::RotationSchedule', properties);
});

test.each([
  { SecretId: { Ref: 'Judged' }, RotationRules: { AutomaticallyAfterDays: '30' } },
  { SecretId: { Ref: 'Judged' }, RotationRules: { ScheduleExpression: 'rate(10 days)' } },
  { SecretId: { Ref: 'Attachment' }, RotationRules: { AutomaticallyAfterDays: 30 } },
])('a secret complies that is rotated by itself: %j', (properties) => {
  expect(rotation(properties)).toEqual([]);
});

test.each([
  { SecretId: { Ref: 'Judged' } },
  { SecretId: { Ref: 'Judged' }, RotationRules: { Duration: '2h' } },
  { SecretId: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:other', RotationRules: { AutomaticallyAfterDays: 30 } },
  { SecretId: 'other', HostedRotationLambda: { SuperuserSecretArn: { Ref: 'Judged' } }, RotationRules: { AutomaticallyAfterDays: 30 } },
])('one is found that isn\'t: %j', (properties) => {
  expect(rotation(properties)).toEqual(['']);
});

test('whether a schedule is for it may not be known', () => {
  expect(rotation({ SecretId: HANDED_IN, RotationRules: { AutomaticallyAfterDays: 30 } })).toEqual(unresolvedAt('RotationSchedule'));
});

test('secrets that CDK makes and rotates, also from another stack', () => {
  const found = judged(SECRET_ROTATED, (stack) => {
    const vpc = new Vpc(stack, 'Vpc');
    const database = new DatabaseInstance(stack, 'Db', { vpc, engine: DatabaseInstanceEngine.POSTGRES });
    database.addRotationSingleUser();
    new Secret(stack, 'Bare');
    const there = new Secret(stack, 'There');
    const other = new Stack(stack.node.root, 'Other');
    new RotationSchedule(other, 'S', { secret: there, hostedRotation: HostedRotation.postgreSqlSingleUser(), automaticallyAfter: Duration.days(7) });
  });

  expect(found).toMatchObject({ 'Stack/Db/Secret/Resource': [], 'Stack/Bare/Resource': [''], 'Stack/There/Resource': [] });
});
