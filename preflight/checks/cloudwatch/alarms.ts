import { at, flag, isAbsent, list, number, objects, text } from '../../../lib/cloudformation/read';
import { waitsFor } from '../../../lib/cloudformation/references';
import type { Resource } from '../../../lib/cloudformation/resource';
import { type Check, type Found, resourceCheck } from '../check';

const ALARM = 'AWS::CloudWatch::Alarm';
const PLAIN = ['Average', 'Minimum', 'Maximum', 'Sum', 'SampleCount'];
const STATISTIC = /^(p(\d{1,2}(\.\d{1,10})?|100)|(tm|wm|tc|ts)(\d{1,2}(\.\d{1,10})?|100)|(TM|WM|PR|TC|TS)\((\d+(\.\d+)?%?)?:(\d+(\.\d+)?%?)?\)|IQM)$/;

/** Alarms of one metric, of several, and of other alarms. */
export const ALARM_CHECKS: readonly Check[] = [
  resourceCheck('cloudwatch-alarm-metric', [ALARM], (alarm, found) => {
    const isSingle = alarm.get('MetricName') !== undefined;
    const isMath = alarm.get('Metrics') !== undefined;
    if (isSingle && isMath) found('MetricName with Metrics: expected one of them; remove the other');
    if (!isSingle && !isMath) found('neither MetricName nor Metrics: expected one of them; say what is watched');
    if (!isSingle) {
      for (const key of ['Namespace', 'Period', 'Statistic', 'ExtendedStatistic', 'Dimensions', 'Unit']) {
        if (isMath && !isAbsent(alarm.get(key))) found(`${key} beside Metrics: expected it within a member of Metrics; move it`, key);
      }
      return;
    }
    const [statistic, extended] = [alarm.get('Statistic'), alarm.get('ExtendedStatistic')];
    if (isAbsent(statistic) === isAbsent(extended)) found(`${isAbsent(statistic) ? 'neither' : 'both'} Statistic ${isAbsent(statistic) ? 'nor' : 'and'} ExtendedStatistic: expected one of them`, 'Statistic');
    if (isAbsent(alarm.get('Namespace'))) found('MetricName without Namespace: expected one; add it', 'Namespace');
    if (isAbsent(alarm.get('Period'))) found('MetricName without Period: expected one; add it', 'Period');
    const known = text(extended);
    if (known !== undefined && !STATISTIC.test(known)) found(`ExtendedStatistic ${known}: expected such as p99.9, tm90 or TM(10%:90%); correct it`, 'ExtendedStatistic');
  }),

  resourceCheck('cloudwatch-alarm-window', [ALARM], (alarm, found) => {
    const periods = number(alarm.get('EvaluationPeriods'));
    const datapoints = number(alarm.get('DatapointsToAlarm'));
    if (periods !== undefined && datapoints !== undefined && datapoints > periods) found(`DatapointsToAlarm ${datapoints} of EvaluationPeriods ${periods}: expected no more; lower it`, 'DatapointsToAlarm');
    if ([periods, datapoints].some((count) => count !== undefined && count < 1)) found('less than one period: expected 1 at least; raise it', 'EvaluationPeriods');
    const lengths = [number(alarm.get('Period')), ...objects(alarm.get('Metrics')).flatMap((one) => [number(one.Period), number(at(one, 'MetricStat', 'Period'))])].filter((one) => one !== undefined);
    for (const period of lengths) {
      if (![10, 20, 30].includes(period) && (period < 60 || period % 60 !== 0)) found(`period of ${period} s: expected 10, 20, 30 or a multiple of 60 s; change it`, 'Period');
    }
    const longest = Math.max(...lengths);
    const most = longest >= 3600 ? 604800 : 86400;
    if (periods !== undefined && lengths.length > 0 && periods * longest > most) found(`${periods} periods of ${longest} s: expected ${most === 86400 ? 'a day' : 'a week'} at most together; use fewer or shorter ones`, 'EvaluationPeriods');
  }),

  resourceCheck('cloudwatch-alarm-threshold', [ALARM], (alarm, found) => {
    const [fixed, band] = [alarm.get('Threshold'), alarm.get('ThresholdMetricId')];
    const operator = text(alarm.get('ComparisonOperator'));
    const isBand = operator !== undefined && ['LessThanLowerOrGreaterThanUpperThreshold', 'LessThanLowerThreshold', 'GreaterThanUpperThreshold'].includes(operator);
    if (!isAbsent(fixed) && !isAbsent(band)) found('Threshold with ThresholdMetricId: expected one of them; remove the other', 'Threshold');
    if (isAbsent(fixed) && isAbsent(band)) found('neither Threshold nor ThresholdMetricId: expected one of them; add it', 'Threshold');
    if (isBand && isAbsent(band)) found(`${operator} without ThresholdMetricId: expected the id of an anomaly detection band; add it or compare otherwise`, 'ComparisonOperator');
    if (operator !== undefined && !isBand && !isAbsent(band)) found(`${operator} with ThresholdMetricId: expected such as GreaterThanUpperThreshold; change it`, 'ComparisonOperator');
    const missing = text(alarm.get('TreatMissingData'));
    if (missing !== undefined && !['breaching', 'notBreaching', 'ignore', 'missing'].includes(missing)) found(`TreatMissingData ${missing}: expected breaching, notBreaching, ignore or missing; correct it`, 'TreatMissingData');
    const low = text(alarm.get('EvaluateLowSampleCountPercentile'));
    if (low !== undefined && !['evaluate', 'ignore'].includes(low)) found(`EvaluateLowSampleCountPercentile ${low}: expected evaluate or ignore; correct it`, 'EvaluateLowSampleCountPercentile');
  }),

  resourceCheck('cloudwatch-alarm-math', [ALARM], (alarm, found) => checkMath(alarm, found)),

  resourceCheck('cloudwatch-alarm-actions', [ALARM, 'AWS::CloudWatch::CompositeAlarm'], (alarm, found) => {
    for (const key of ['AlarmActions', 'OKActions', 'InsufficientDataActions']) {
      const actions = list(alarm.get(key)) ?? [];
      if (actions.length > 5) found(`${actions.length} of ${key}: expected 5 at most; put a topic between`, key);
      const bad = actions.map((one) => text(one)).find((one) => one !== undefined && !one.startsWith('arn:'));
      if (bad !== undefined) found(`action ${bad}: expected an ARN; correct it`, key);
    }
    const name = text(alarm.get('AlarmName'));
    if (name !== undefined && name.length > 255) found(`an alarm name of ${name.length} characters: expected 255 at most; shorten it`, 'AlarmName');
  }),

  resourceCheck('cloudwatch-composite-rule', ['AWS::CloudWatch::CompositeAlarm'], (alarm, found) => {
    const rule = text(alarm.get('AlarmRule'));
    if (rule === undefined) return;
    const left = rule.replace(/\b(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*("[^"]+"|'[^']+'|[^\s()"']+)\s*\)/g, 'TRUE');
    for (const [, name] of rule.matchAll(/\(\s*["']?([^"'()]+?)["']?\s*\)/g)) {
      const other = alarm.template.ofType(ALARM, 'AWS::CloudWatch::CompositeAlarm').find((one) => text(one.get('AlarmName')) === name);
      if (other !== undefined && !waitsFor(alarm, other)) found(`the rule names ${name}, and may be made before ${other.logicalId}: expected DependsOn; add it`, 'AlarmRule');
    }
    if (!isExpression(left)) found(`rule ${rule}: expected ALARM("name"), OK(...) or INSUFFICIENT_DATA(...), joined by AND, OR, NOT; correct it`, 'AlarmRule');
  }),
];

function isExpression(source: string): boolean {
  let rest = source.trim();
  for (let before = ''; before !== rest;) {
    before = rest;
    rest = rest.replace(/\(\s*TRUE\s*\)/g, ' TRUE ').replace(/\bFALSE\b/g, 'TRUE').replace(/\bNOT\s+TRUE\b/g, 'TRUE').replace(/\bTRUE\s+(AND|OR)\s+TRUE\b/g, 'TRUE').replace(/\s+/g, ' ').trim();
    // The function of some alarms of many.
    rest = rest.replace(/AT_LEAST\s*\([^()]*\)/g, 'TRUE');
  }
  return rest === 'TRUE';
}

function checkMath(alarm: Resource, found: Found): void {
  const members = list(alarm.get('Metrics'));
  const metrics = objects(alarm.get('Metrics'));
  if (members === undefined || metrics.length !== members.length) return;
  const ids = metrics.map(({ Id }) => text(Id));
  if (ids.includes(undefined)) return;
  for (const id of ids as string[]) if (!/^[a-z]\w*$/.test(id)) found(`metric id ${id}: expected a lower-case letter and then letters, digits and "_"; rename it`, 'Metrics');
  if (new Set(ids).size < ids.length) found(`metric ids ${ids.join(', ')}: expected each once; rename one`, 'Metrics');
  const returned = metrics.filter(({ ReturnData }) => ReturnData === undefined || flag(ReturnData) === true).length;
  const band = alarm.get('ThresholdMetricId');
  const expected = isAbsent(band) ? 1 : 2;
  if (returned !== expected && metrics.every(({ ReturnData }) => ReturnData === undefined || flag(ReturnData) !== undefined)) {
    found(`${returned} of the metrics return data: expected ${expected}; set ReturnData of the others to false`, 'Metrics');
  }
  const bandId = text(band);
  if (bandId !== undefined && !ids.includes(bandId)) found(`ThresholdMetricId ${bandId}: expected one of ${ids.join(', ')}; correct it`, 'ThresholdMetricId');
  metrics.forEach((metric, index) => {
    const statistic = text(at(metric, 'MetricStat', 'Stat'));
    if (statistic !== undefined && !PLAIN.includes(statistic) && !STATISTIC.test(statistic)) found(`statistic ${statistic}: expected ${PLAIN.join(', ')}, or such as p99; correct it`, `Metrics.${index}`);
    const expression = text(metric.Expression);
    if ((metric.Expression === undefined) === (metric.MetricStat === undefined)) found('a metric with both or neither of Expression and MetricStat: expected one; correct it', `Metrics.${index}`);
    if (expression === undefined || /^\s*SELECT\b/i.test(expression)) return;
    const words = expression.replace(/"[^"]*"|'[^']*'/g, '').match(/(?<![\w.])[a-z]\w*(?!\w*\()/g) ?? [];
    const unknown = words.find((word) => !ids.includes(word) && !/^e\d*$/.test(word));
    if (unknown !== undefined) found(`expression ${expression} speaks of ${unknown}: expected one of ${ids.join(', ')}; correct it`, `Metrics.${index}`);
  });
}
