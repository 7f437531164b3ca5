/** What is wrong with a schedule of EventBridge. @param kind Scheduler also knows one-time schedules */
export function scheduleFault(expression: string, kind: 'rule' | 'scheduler'): string | undefined {
  const match = /^(rate|cron|at)\((.*)\)$/.exec(expression);
  if (match === null) return `expected rate(...), cron(...)${kind === 'scheduler' ? ' or at(...)' : ''}; correct it`;
  const [, form, inner] = match as unknown as [string, string, string];
  if (form === 'at') {
    if (kind === 'rule') return 'expected rate(...) or cron(...); one-time schedules are for EventBridge Scheduler';
    return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(inner) && !Number.isNaN(Date.parse(`${inner}Z`)) ? undefined : 'expected at(yyyy-mm-ddThh:mm:ss); correct it';
  }
  return form === 'rate' ? rateFault(inner, kind) : cronFault(inner);
}

function rateFault(inner: string, kind: 'rule' | 'scheduler'): string | undefined {
  const [, count, unit] = /^(\d+) (minutes?|hours?|days?)$/.exec(inner) ?? [];
  if (count === undefined || unit === undefined || Number(count) < 1) return 'expected rate(<number> minutes, hours or days); correct it';
  // Rules insist on the grammar, Scheduler doesn't.
  if (kind === 'rule' && (Number(count) === 1) === unit.endsWith('s')) return `expected ${Number(count) === 1 ? `rate(1 ${unit.replace(/s$/, '')})` : `rate(${count} ${unit}s)`}; correct it`;
  return undefined;
}

const MONTHS = 'JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC';
const DAYS = 'SUN|MON|TUE|WED|THU|FRI|SAT';
interface Field { readonly name: string; readonly least: number; readonly most: number; readonly words?: string; readonly extra?: RegExp }
const FIELDS: readonly Field[] = [
  { name: 'minutes', least: 0, most: 59 }, { name: 'hours', least: 0, most: 23 },
  { name: 'day of the month', least: 1, most: 31, extra: /^(\?|L|LW|\d{1,2}W)$/ }, { name: 'month', least: 1, most: 12, words: MONTHS },
  { name: 'day of the week', least: 1, most: 7, words: DAYS, extra: /^(\?|L|[1-7]L|[1-7]#[1-5]|(SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5]))$/i }, { name: 'year', least: 1970, most: 2199 },
];

function cronFault(inner: string): string | undefined {
  const fields = inner.trim().split(/\s+/);
  if (fields.length !== 6) return `${fields.length} fields: expected six, minutes, hours, day of the month, month, day of the week and year; correct it`;
  for (const [index, field] of fields.entries()) {
    const { name, least, most, words, extra } = FIELDS[index] as Field;
    for (const part of field.split(',')) {
      if (extra?.test(part)) continue;
      const value = words === undefined ? '\\d+' : `(?:\\d+|${words})`;
      const [, from, to, step] = new RegExp(`^(?:\\*|(${value})(?:-(${value}))?)(?:/(\\d+))?$`, 'i').exec(part) ?? [undefined];
      const isMatch = new RegExp(`^(?:\\*|${value}(?:-${value})?)(?:/\\d+)?$`, 'i').test(part);
      const isOutside = [from, to].some((one) => one !== undefined && /^\d+$/.test(one) && (Number(one) < least || Number(one) > most));
      if (!isMatch || isOutside || step === '0') return `"${part}" for the ${name}: expected ${least} to ${most}${words === undefined ? '' : ` or ${words.split('|').slice(0, 2).join(', ')} ...`}, "*"${extra === undefined ? '' : ' or "?"'}; correct it`;
    }
  }
  const [, , day, , weekday] = fields;
  if (day !== '?' && weekday !== '?') return `day of the month ${day} and day of the week ${weekday}: expected "?" for one of them; change one`;
  if (day === '?' && weekday === '?') return '"?" for both days: expected it for one of them; change the other to "*"';
  return undefined;
}
