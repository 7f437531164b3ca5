import { parseJson } from '../../../lib/cloudformation/json-document';
import { at, flag, isAbsent, number, object, objects, reference, shown, text } from '../../../lib/cloudformation/read';
import { waitsFor } from '../../../lib/cloudformation/references';
import { target } from '../../../lib/cloudformation/template';
import { type Check, resourceCheck } from '../check';
import { patternFaults } from './pattern';
import { scheduleFault } from './schedule';

const RULE = 'AWS::Events::Rule';
const SCHEDULE = 'AWS::Scheduler::Schedule';

/** EventBridge: rules and schedules. */
export const EVENT_CHECKS: readonly Check[] = [
  resourceCheck('events-rule', [RULE], (rule, found) => {
    const [pattern, schedule] = [rule.get('EventPattern'), rule.get('ScheduleExpression')];
    if (isAbsent(pattern) && isAbsent(schedule)) found('neither EventPattern nor ScheduleExpression: expected one of them; add it');
    const expression = text(schedule);
    const fault = expression === undefined ? undefined : scheduleFault(expression, 'rule');
    if (fault !== undefined) found(`schedule ${expression}: ${fault}`, 'ScheduleExpression');
    const bus = rule.get('EventBusName');
    if (!isAbsent(schedule) && (target(reference(bus))?.type === 'AWS::Events::EventBus' || text(bus) !== undefined && !/(^|\/)default$/.test(text(bus) ?? ''))) {
      found('a schedule on an event bus of your own: expected the default bus; remove EventBusName', 'EventBusName');
    }
    const name = text(rule.get('Name'));
    if (name !== undefined && !/^[\w.-]{1,64}$/.test(name)) found(`rule ${name}: expected at most 64 letters, digits and .-_; rename it`, 'Name');
  }),

  resourceCheck('events-pattern', [RULE, 'AWS::Events::Archive'], (rule, found) => {
    const pattern = rule.get('EventPattern');
    if (pattern === undefined) return;
    for (const fault of patternFaults(pattern)) found(fault, 'EventPattern');
    if (shown(pattern).length > 2048) found(`an event pattern of ${shown(pattern).length} characters: expected 2,048 at most; shorten it`, 'EventPattern');
  }),

  resourceCheck('events-targets', [RULE], (rule, found) => {
    const targets = objects(rule.get('Targets'));
    const ids = targets.map(({ Id }) => text(Id));
    if (targets.length > 5) found(`${targets.length} targets: expected 5 at most; make a second rule`, 'Targets');
    targets.forEach((one, index) => {
      const where = `Targets.${index}`;
      const id = ids[index];
      if (id !== undefined && ids.indexOf(id) !== index) found(`two targets have the id ${id}: expected ids that differ; rename one`, where);
      if (id !== undefined && !/^[\w.-]{1,64}$/.test(id)) found(`target id ${id}: expected at most 64 letters, digits and .-_; rename it`, where);
      const type = target(reference(one.Arn))?.type ?? '';
      const arn = shown(one.Arn);
      const kind = TARGETS.find(([pattern]) => pattern.test(type) || pattern.test(arn));
      if (kind !== undefined && isAbsent(one.RoleArn) && isAbsent(rule.get('RoleArn'))) found(`a target of ${kind[1]} without RoleArn: expected a role that events.amazonaws.com can assume; add it`, where);
      const queue = target(reference(one.Arn));
      if (queue?.type === 'AWS::SQS::Queue' && flag(queue.get('FifoQueue')) === true && at(one, 'SqsParameters', 'MessageGroupId') === undefined) found(`FIFO queue ${queue.logicalId} without MessageGroupId: expected SqsParameters; add it`, where);
      if (queue?.type === 'AWS::ECS::Cluster' && one.EcsParameters === undefined) found('a cluster without EcsParameters: expected TaskDefinitionArn; add it', where);
      if (['Input', 'InputPath', 'InputTransformer'].filter((key) => one[key] !== undefined).length > 1) found('several of Input, InputPath, InputTransformer: expected one of them; remove the others', where);
      const input = parseJson(one.Input);
      if (input !== undefined && 'error' in input) found(`Input is no JSON: ${input.error}; correct it`, where);
      const [age, attempts] = [number(at(one, 'RetryPolicy', 'MaximumEventAgeInSeconds')), number(at(one, 'RetryPolicy', 'MaximumRetryAttempts'))];
      if (age !== undefined && (age < 60 || age > 86400)) found(`MaximumEventAgeInSeconds ${age}: expected 60 to 86,400; change it`, where);
      if (attempts !== undefined && (attempts < 0 || attempts > 185)) found(`MaximumRetryAttempts ${attempts}: expected 0 to 185; change it`, where);
      checkTransformer(one.InputTransformer, where, found);
    });
  }),

  resourceCheck('scheduler-schedule', [SCHEDULE], (schedule, found) => {
    const expression = text(schedule.get('ScheduleExpression'));
    const fault = expression === undefined ? undefined : scheduleFault(expression, 'scheduler');
    if (fault !== undefined) found(`schedule ${expression}: ${fault}`, 'ScheduleExpression');
    const zone = text(schedule.get('ScheduleExpressionTimezone'));
    if (zone !== undefined && !isZone(zone)) found(`time zone ${zone}: expected one such as Europe/Zurich or UTC; correct it`, 'ScheduleExpressionTimezone');
    const mode = text(schedule.get('FlexibleTimeWindow', 'Mode'));
    const window = schedule.get('FlexibleTimeWindow', 'MaximumWindowInMinutes');
    const minutes = number(window);
    if (mode === 'FLEXIBLE' && isAbsent(window)) found('a flexible time window without MaximumWindowInMinutes: expected 1 to 1,440; add it', 'FlexibleTimeWindow');
    if (mode === 'OFF' && !isAbsent(window)) found('MaximumWindowInMinutes with mode OFF: expected FLEXIBLE; change one', 'FlexibleTimeWindow');
    if (minutes !== undefined && (minutes < 1 || minutes > 1440)) found(`a time window of ${minutes} minutes: expected 1 to 1,440; change it`, 'FlexibleTimeWindow');
    for (const key of ['Name', 'GroupName']) {
      const name = text(schedule.get(key));
      if (name !== undefined && !/^[\w.-]{1,64}$/.test(name)) found(`${key} ${name}: expected at most 64 letters, digits and .-_; rename it`, key);
    }
    const group = schedule.template.ofType('AWS::Scheduler::ScheduleGroup').find((one) => text(one.get('Name')) !== undefined && text(one.get('Name')) === text(schedule.get('GroupName')));
    if (group !== undefined && !waitsFor(schedule, group)) found(`the schedule names group ${text(group.get('Name'))}, and may be made before ${group.logicalId}: expected Ref or DependsOn; add it`, 'GroupName');
    const [start, end] = [text(schedule.get('StartDate')), text(schedule.get('EndDate'))].map((date) => date === undefined ? undefined : Date.parse(date));
    if (start !== undefined && end !== undefined && start >= end) found('StartDate is not before EndDate: expected it earlier; swap them', 'StartDate');
  }),

  resourceCheck('scheduler-target', [SCHEDULE], (schedule, found) => {
    const where = 'Target';
    const arn = schedule.get('Target', 'Arn');
    const known = text(arn);
    const resource = target(reference(arn));
    const call = known !== undefined && /:scheduler:::/.test(known);
    if (call && !/:scheduler:::aws-sdk:[a-z0-9]+:[a-z][A-Za-z0-9]+$/.test(known)) found(`target ${known}: expected arn:<partition>:scheduler:::aws-sdk:<service>:<action>, the action's first letter small; correct it`, where);
    const isRunTask = resource?.type === 'AWS::ECS::Cluster' || /:ecs:[^:]*:[^:]*:cluster\//.test(shown(arn));
    if (isRunTask && schedule.get('Target', 'EcsParameters') === undefined) found('a cluster without EcsParameters: expected TaskDefinitionArn; add it', where);
    const dead = target(reference(schedule.get('Target', 'DeadLetterConfig', 'Arn')));
    if (dead?.type === 'AWS::SQS::Queue' && flag(dead.get('FifoQueue')) === true) found(`dead-letter queue ${dead.logicalId} is FIFO: expected a standard one; change it`, where);
    if (resource?.type === 'AWS::SQS::Queue' && flag(resource.get('FifoQueue')) === true && schedule.get('Target', 'SqsParameters') === undefined) found(`FIFO queue ${resource.logicalId} without SqsParameters: expected MessageGroupId; add it`, where);
    const [age, attempts] = [number(schedule.get('Target', 'RetryPolicy', 'MaximumEventAgeInSeconds')), number(schedule.get('Target', 'RetryPolicy', 'MaximumRetryAttempts'))];
    if (age !== undefined && (age < 60 || age > 86400)) found(`MaximumEventAgeInSeconds ${age}: expected 60 to 86,400; change it`, where);
    if (attempts !== undefined && (attempts < 0 || attempts > 185)) found(`MaximumRetryAttempts ${attempts}: expected 0 to 185; change it`, where);
    const input = schedule.get('Target', 'Input');
    const document = parseJson(input);
    const isJson = resource?.type === 'AWS::StepFunctions::StateMachine' || resource?.type === 'AWS::Lambda::Function' || call === true;
    if (isJson && document !== undefined && 'error' in document) found(`Input is no JSON: ${document.error}; correct it`, where);
  }),
];

const TARGETS: readonly (readonly [RegExp, string])[] = [
  [/^AWS::StepFunctions::StateMachine$|:states:[^:]*:[^:]*:stateMachine:/, 'Step Functions'], [/^AWS::ECS::Cluster$|:ecs:[^:]*:[^:]*:cluster\//, 'ECS'],
  [/^AWS::Kinesis::Stream$|:kinesis:[^:]*:[^:]*:stream\//, 'Kinesis'], [/^AWS::KinesisFirehose::DeliveryStream$|:firehose:/, 'Firehose'],
  [/^AWS::CodePipeline::Pipeline$|:codepipeline:/, 'CodePipeline'], [/^AWS::CodeBuild::Project$|:codebuild:/, 'CodeBuild'], [/^AWS::Batch::JobQueue$|:batch:[^:]*:[^:]*:job-queue\//, 'Batch'],
];

function checkTransformer(value: Parameters<typeof object>[0], where: string, found: (message: string, at?: string) => void): void {
  const transformer = object(value);
  if (transformer === undefined) return;
  const paths = object(transformer.InputPathsMap);
  const template = text(transformer.InputTemplate);
  if (transformer.InputTemplate === undefined) found('an InputTransformer without InputTemplate: expected it; add it', where);
  for (const [name, path] of Object.entries(paths ?? {})) {
    const known = text(path);
    if (known !== undefined && !known.startsWith('$')) found(`input path ${name} ${known}: expected $ and a field; correct it`, where);
    if (name.startsWith('AWS')) found(`input path ${name}: expected a name that does not begin with AWS; rename it`, where);
  }
  if (Object.keys(paths ?? {}).length > 100) found('more than 100 input paths: expected 100 at most; use fewer', where);
  if (template === undefined || transformer.InputPathsMap !== undefined && paths === undefined) return;
  const unknown = [...template.matchAll(/<([A-Za-z0-9_-]+)>/g)].map((match) => match[1] as string).find((name) => paths?.[name] === undefined && !name.startsWith('aws'));
  if (unknown !== undefined && !/<\/|<\w+\s/.test(template)) found(`template speaks of <${unknown}>: expected one of ${Object.keys(paths ?? {}).join(', ') || 'InputPathsMap, which is empty'}; add it there`, where);
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
