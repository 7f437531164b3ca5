import { Duration, TimeZone, Token, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Cluster } from 'aws-cdk-lib/aws-ecs';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { LuigiJobOptions } from '../../../../../lib/jobs/luigi-job-props';
import { JobParameter } from '../../../../../lib/jobs/parameters/job-parameter';
import type { LuigiJobSchedule } from '../../../../../lib/jobs/schedules/luigi-job-schedule';
import { ScheduledValue, type ScheduledValueConfig } from '../../../../../lib/jobs/schedules/scheduled-value';
import { evaluate } from '../../../../support/jobs/execution';
import { flat } from '../../../../support/lib/flat';
import { aJobStack, someJob } from '../../../../support/lib/luigi-job';
import { someImages, someVpc } from '../../../../support/lib/luigi-stack';

const SIX = ScheduleExpression.cron({ minute: '30', hour: '6', timeZone: TimeZone.EUROPE_BERLIN });
const NIGHTLY: LuigiJobSchedule = { schedule: SIX, parameters: { day: ScheduledValue.localDay({ daysBefore: 1 }) } };

/** A job with schedules. */
function scheduled(schedules: Record<string, LuigiJobSchedule>, over: Partial<LuigiJobOptions> = {}, name = 'daily'): Template {
  const { stack, service } = aJobStack();
  service.addJob(name, someJob({ schedules, ...over }));
  return Template.fromStack(stack);
}

interface Schedule {
  readonly Name: string; readonly State: string; readonly ScheduleExpression: string; readonly ScheduleExpressionTimezone?: string;
  readonly Target: { readonly Input: unknown; readonly [name: string]: unknown }; readonly [name: string]: unknown;
}

function schedulesIn(template: Template): Schedule[] {
  return Object.values(template.findResources('AWS::Scheduler::Schedule')).map((resource) => flat((resource as { Properties: unknown }).Properties) as Schedule);
}

function inputOf({ Target: { Input } }: Schedule, time = '2026-11-23T05:30:00Z'): object {
  return JSON.parse(String(Input).replace('<aws.scheduler.scheduled-time>', time)) as object;
}

/** What the job's state machine makes of an input. */
async function commandFor(template: Template, input: object): Promise<unknown> {
  const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine')) as [{ Properties: { DefinitionString: unknown } }];
  const { States } = JSON.parse(flat(machine.Properties.DefinitionString) as string) as { States: Record<string, { Assign: { checked: string } }> };
  const [, expression] = /^\{%(.*)%\}$/s.exec(States['Check input']?.Assign.checked as string) as unknown as [string, string];
  return evaluate(expression, { input });
}

describe('a schedule', () => {
  test('starts the job on its time zone\'s clock, encrypted, tried for a day, and what fails is kept', () => {
    const [schedule] = schedulesIn(scheduled({ nightly: NIGHTLY })) as [Schedule];

    expect(schedule).toMatchObject({
      Name: 'luigi-luigi_daily_nightly', State: 'ENABLED', ScheduleExpression: 'cron(30 6 * * ? *)', ScheduleExpressionTimezone: 'Europe/Berlin',
      FlexibleTimeWindow: { Mode: 'OFF' }, KmsKeyArn: expect.stringContaining(':key/12345678-') as string,
      Target: {
        Arn: expect.stringMatching(/^<LuigiJobdailyStateMachine/) as string, RoleArn: expect.stringMatching(/^<LuigiJobdailySchedulesRole.*\.Arn>$/) as string,
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 }, DeadLetterConfig: { Arn: expect.stringContaining('.Arn>') as string },
      },
    });
    expect(inputOf(schedule)).toEqual({
      parameters: {}, localDay: { day: { timeZone: 'Europe/Berlin', daysBefore: 1 } }, requestedBy: 'schedule:daily/nightly', scheduledTime: '2026-11-23T05:30:00Z',
    });
  });

  test('runs the job with the day before by its calendar, and with what is fixed', async () => {
    const template = scheduled({ nightly: {
      schedule: SIX, reason: 'the daily figures',
      parameters: { day: ScheduledValue.localDay({ daysBefore: 1 }), region: ScheduledValue.fixed('us'), dry_run: ScheduledValue.fixed(true) },
    } });
    const [schedule] = schedulesIn(template) as [Schedule];

    expect(inputOf(schedule)).toMatchObject({ parameters: { region: 'us', dry_run: true }, reason: 'the daily figures' });
    expect(await commandFor(template, inputOf(schedule))).toMatchObject({ command: expect.arrayContaining([
      '--DailyReport-day=2026-11-22', '--DailyReport-region=us', '--DailyReport-dry-run',
    ]) as string[] });
    // 00:30 in Berlin, which is the day before in UTC
    expect(await commandFor(template, inputOf(schedule, '2026-07-31T22:30:00Z'))).toMatchObject({ command: expect.arrayContaining(['--DailyReport-day=2026-07-31']) as string[] });
  });

  test('that gives no days leaves the state machine as it is without', () => {
    const fixed = { schedule: SIX, parameters: { day: ScheduledValue.fixed('2026-01-01') } };
    const machine = (template: Template): unknown => template.findResources('AWS::StepFunctions::StateMachine');
    expect(machine(scheduled({ once: fixed }))).toEqual(machine(scheduled({})));
  });

  test.each<[string, LuigiJobSchedule, Partial<Schedule>, object]>([
    ['a rate, whose days are UTC\'s', { schedule: ScheduleExpression.rate(Duration.hours(6)), parameters: { day: ScheduledValue.localDay() } },
      { ScheduleExpression: 'rate(6 hours)', ScheduleExpressionTimezone: 'Etc/UTC', State: 'ENABLED' }, { day: { timeZone: 'Etc/UTC', daysBefore: 0 } }],
    ['a day of another place', { schedule: SIX, parameters: { day: ScheduledValue.localDay({ timeZone: TimeZone.PACIFIC_KIRITIMATI }) } },
      { ScheduleExpressionTimezone: 'Europe/Berlin' }, { day: { timeZone: 'Pacific/Kiritimati', daysBefore: 0 } }],
    ['one that is off', { ...NIGHTLY, enabled: false }, { State: 'DISABLED' }, { day: { timeZone: 'Europe/Berlin', daysBefore: 1 } }],
    ['once', { ...NIGHTLY, schedule: ScheduleExpression.at(new Date('2026-12-01T06:00:00Z'), TimeZone.AMERICA_NEW_YORK) },
      { ScheduleExpression: 'at(2026-12-01T06:00:00)', ScheduleExpressionTimezone: 'America/New_York' }, { day: { timeZone: 'America/New_York', daysBefore: 1 } }],
  ])('may be %s', (_, schedule, properties, localDay) => {
    const [made] = schedulesIn(scheduled({ s: schedule })) as [Schedule];
    expect({ ScheduleExpressionTimezone: 'Etc/UTC', ...made }).toMatchObject(properties);
    expect(inputOf(made)).toMatchObject({ localDay });
  });

  test('may be one of several, by one role', async () => {
    const there = { schedule: ScheduleExpression.cron({ minute: '0', hour: '6', timeZone: TimeZone.AMERICA_LOS_ANGELES }), parameters: { day: ScheduledValue.localDay(), region: ScheduledValue.fixed('us') } };
    const template = scheduled({ here: NIGHTLY, there });
    const schedules = schedulesIn(template);

    expect(schedules.map(({ Name }) => Name)).toEqual(['luigi-luigi_daily_here', 'luigi-luigi_daily_there']);
    expect(new Set(schedules.map(({ Target }) => Target['RoleArn'])).size).toBe(1);
    for (const [schedule, day] of [[schedules[0], '2026-11-22'], [schedules[1], '2026-11-23']] as const) {
      expect(await commandFor(template, inputOf(schedule as Schedule, '2026-11-23T14:00:00Z'))).toMatchObject({ command: expect.arrayContaining([`--DailyReport-day=${day}`]) as string[] });
    }
  });

  test('has a name of 64 characters at most that stays its own', () => {
    const names = (job: string): string[] => schedulesIn(scheduled({ nightly: NIGHTLY, yearly: NIGHTLY }, {}, job)).map(({ Name }) => Name);
    const [nightly, yearly] = names('a'.repeat(60)) as [string, string];
    expect([nightly, yearly].map((name) => name.length)).toEqual([64, 64]);
    expect(nightly).not.toBe(yearly);
    expect(names('a'.repeat(60))).toEqual([nightly, yearly]);
    expect(nightly).toMatch(/^[0-9a-zA-Z_.-]+$/);
  });
});

describe('the role of schedules', () => {
  test('may start this job, read its schedules, and keep what could not be delivered: nothing else', () => {
    const template = scheduled({ nightly: NIGHTLY });
    const [role] = Object.entries(template.findResources('AWS::IAM::Role')).filter(([id]) => id.includes('SchedulesRole'))
      .map(([, resource]) => flat((resource as { Properties: unknown }).Properties, (reference) => ({ 'AWS::Partition': 'aws' })[reference] ?? `<${reference}>`));

    expect(role).toMatchObject({
      AssumeRolePolicyDocument: { Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'scheduler.amazonaws.com' }, Condition: { StringEquals: {
        'aws:SourceAccount': '111122223333', 'aws:SourceArn': 'arn:aws:scheduler:eu-central-1:111122223333:schedule-group/default',
      } } }] },
      Policies: [{ PolicyDocument: { Statement: [
        { Sid: 'StartRuns', Action: 'states:StartExecution', Resource: expect.stringMatching(/^<LuigiJobdailyStateMachine/) as string },
        { Sid: 'WriteInput', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Condition: {
          StringLike: { 'kms:ViaService': 'states.eu-central-1.*' },
          ArnEquals: { 'kms:EncryptionContext:aws:states:stateMachineArn': 'arn:aws:states:eu-central-1:111122223333:stateMachine:luigi-luigi_daily' },
        } },
        { Sid: 'ReadSchedule', Action: 'kms:Decrypt', Condition: {
          ArnEquals: { 'kms:EncryptionContext:aws:scheduler:schedule:arn': ['arn:aws:scheduler:eu-central-1:111122223333:schedule/default/luigi-luigi_daily_nightly'] },
        } },
        { Sid: 'KeepUndelivered', Action: 'sqs:SendMessage' },
        expect.objectContaining({ Sid: 'WriteUndelivered', Condition: { StringLike: { 'kms:ViaService': 'sqs.eu-central-1.*' } } }),
      ] } }],
    });
  });

  test('is not made where there is no schedule', () => {
    const template = scheduled({});
    expect(Object.keys(template.findResources('AWS::IAM::Role')).filter((id) => id.includes('Schedules'))).toEqual([]);
    template.resourceCountIs('AWS::Scheduler::Schedule', 0);
  });
});

describe('starts that could not be delivered', () => {
  function sharing(deadLetterQueue?: (stack: Stack) => Queue): Template {
    const { stack, service } = aJobStack((there) => ({ jobDefaults: {
      cluster: Cluster.fromClusterAttributes(there, 'Mine', { clusterName: 'mine', vpc: someVpc(there, 'Other') }), images: someImages(), deadLetterQueue: deadLetterQueue?.(there),
    } }));
    service.addJob('daily', someJob({ schedules: { nightly: NIGHTLY } }));
    return Template.fromStack(stack);
  }

  test('go to the queue that the service\'s jobs share', () => {
    const template = sharing((stack) => new Queue(stack, 'Shared'));
    template.resourceCountIs('AWS::SQS::Queue', 1);
    template.hasResourceProperties('AWS::Scheduler::Schedule', { Target: Match.objectLike({ DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Shared'), 'Arn'] } } }) });
  });

  test('go to a queue of the job\'s own where the service tells none', () => {
    const template = sharing();
    template.hasResourceProperties('AWS::Scheduler::Schedule', { Target: Match.objectLike({ DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('UndeliveredStarts'), 'Arn'] } } }) });
    template.hasResourceProperties('AWS::SQS::Queue', { KmsMasterKeyId: Match.anyValue(), MessageRetentionPeriod: 1_209_600 });
  });
});

describe('a schedule is refused:', () => {
  const mended = (over: Partial<LuigiJobSchedule> = {}): LuigiJobSchedule => ({ ...NIGHTLY, ...over });
  const day = ScheduledValue.localDay();
  const PARAMETERS = {
    day: JobParameter.date({ latest: '2030-12-31' }), count: JobParameter.integer({ minimum: 1, maximum: 5, defaultValue: 1 }),
    region: JobParameter.choice({ values: ['eu', 'us'], defaultValue: 'eu' }), note: JobParameter.text({ optional: true, maxLength: 9, pattern: '^[a-z]+$' }),
    span: JobParameter.interval({ optional: true }), dry_run: JobParameter.flag(),
  };

  test.each<[string, LuigiJobSchedule, string]>([
    ['without a parameter that is required', { schedule: SIX }, 'got no value for the parameter day, which the job requires, expected one; give it, or the parameter a default value'],
    ['a parameter that is not declared', mended({ parameters: { day, dya: day } }), 'got the parameter "dya", expected none but those that the job declares; declare it, or leave it out'],
    ['a parameter that every object has', mended({ parameters: { day, constructor: day } }), 'got the parameter "constructor", expected none but those that the job declares; declare it, or leave it out'],
    ['a day that the calendar has not', mended({ parameters: { day: ScheduledValue.fixed('2026-02-30') } }), 'parameter day: got "2026-02-30", expected a day of the calendar as YYYY-MM-DD to 2030-12-31; mend it, or widen the parameter\'s limits'],
    ['a day beyond its limit', mended({ parameters: { day: ScheduledValue.fixed('2031-01-01') } }), 'parameter day: got "2031-01-01", expected a day of the calendar as YYYY-MM-DD to 2030-12-31; mend it, or widen the parameter\'s limits'],
    ['a number beyond its limit', mended({ parameters: { day, count: ScheduledValue.fixed(6) } }), 'parameter count: got 6, expected a whole number from 1 to 5; mend it, or widen the parameter\'s limits'],
    ['a text for a number', mended({ parameters: { day, count: ScheduledValue.fixed('1') } }), 'parameter count: got "1", expected a whole number from 1 to 5; mend it, or widen the parameter\'s limits'],
    ['no choice', mended({ parameters: { day, region: ScheduledValue.fixed('asia') } }), 'parameter region: got "asia", expected one of 2 values such as "eu"; mend it, or widen the parameter\'s limits'],
    ['a text of another pattern', mended({ parameters: { day, note: ScheduledValue.fixed('A') } }), 'parameter note: got "A", expected one line of plain text of 1 to 9 characters that matches "^[a-z]+$"; mend it, or widen the parameter\'s limits'],
    ['no interval', mended({ parameters: { day, span: ScheduledValue.fixed('2026-W54') } }), 'parameter span: got "2026-W54", expected an interval such as 2026-11 or 2026-11-01-2026-11-08; mend it, or widen the parameter\'s limits'],
    ['a text for a flag', mended({ parameters: { day, dry_run: ScheduledValue.fixed('true') } }), 'parameter dry_run: got "true", expected true or false; mend it, or widen the parameter\'s limits'],
    ['a day for a number', mended({ parameters: { day, count: day } }), 'parameter count: got a local day, expected a date parameter or an interval for it; give it a fixed value'],
    ['a token', mended({ parameters: { day, note: ScheduledValue.fixed(Token.asString({ Ref: 'Note' })) } }), 'parameter note: got a token, expected a value that is known at synthesis; give a plain one'],
    ['a number token', mended({ parameters: { day, count: ScheduledValue.fixed(Token.asNumber({ Ref: 'Count' })) } }), 'parameter count: got a token, expected a value that is known at synthesis; give a plain one'],
    ['a value that Scheduler would replace', mended({ parameters: { day, note: ScheduledValue.fixed('<aws.scheduler.execution-id>') } }), 'parameter note: got "<aws.scheduler.execution-id>", expected no <aws.scheduler., which Scheduler would replace; write it another way'],
    ['a zone that is none', mended({ schedule: ScheduleExpression.cron({ timeZone: TimeZone.of('Europe/Berln') }) }), 'got the time zone "Europe/Berln", expected one that this Node.js knows, by its IANA name such as Europe/Berlin; mend it, or take a newer Node.js'],
    ['a day\'s zone that is none', mended({ parameters: { day: ScheduledValue.localDay({ timeZone: TimeZone.of('+02:00') }) } }), 'got the time zone "+02:00", expected one that this Node.js knows, by its IANA name such as Europe/Berlin; mend it, or take a newer Node.js'],
    ['an empty reason', mended({ reason: ' ' }), 'got the reason " ", expected one line of plain text of 1 to 500 characters; mend it'],
    ['a reason of two lines', mended({ reason: 'a\nb' }), 'got the reason "a\\nb", expected one line of plain text of 1 to 500 characters; mend it'],
    ['a reason that is a token', mended({ reason: Token.asString({ Ref: 'Why' }) }), 'got a token as reason, expected a text that is known at synthesis; give plain text'],
    ['a reason that Scheduler would replace', mended({ reason: '<aws.scheduler.scheduled-time>' }), 'got the reason "<aws.scheduler.scheduled-time>", expected no <aws.scheduler., which Scheduler would replace; write it another way'],
  ])('%s', (_, schedule, message) => {
    expect(() => scheduled({ nightly: schedule }, { parameters: PARAMETERS })).toThrow(new Error(`job daily, schedule "nightly": ${message}`));
  });

  test('without the reason that the job requires', () => {
    expect(() => scheduled({ nightly: NIGHTLY }, { reasonRequired: true })).toThrow(new Error('job daily, schedule "nightly": got no reason, which the job requires, expected one; say why it runs'));
  });

  test.each(['Nightly', '', 'a b', 'a_b'])('a name such as %j', (name) => {
    expect(() => scheduled({ [name]: NIGHTLY })).toThrow(new Error(
      `job daily, schedule ${JSON.stringify(name)}: got this name, expected 1 to 64 lower-case letters, digits and hyphens, without a hyphen at either end; rename it`));
  });

  test.each([-1, 0.5, 3661, NaN])('%d days before', (daysBefore) => {
    expect(() => ScheduledValue.localDay({ daysBefore })).toThrow(`got daysBefore ${Number.isNaN(daysBefore) ? 'null' : daysBefore}, expected a whole number from 0 to 3660; mend it`);
  });

  test('an organisation\'s own value that does not fit', () => {
    class Mine extends ScheduledValue {
      public bind(): ScheduledValueConfig { return { value: 1 }; }
      public faultFor(): string { return 'never fits'; }
    }
    expect(() => scheduled({ nightly: { schedule: SIX, parameters: { day: new Mine() } } })).toThrow('parameter day: never fits');
  });
});
