import { GATEWAY_METRICS } from '../../../../lib/contract/gateway-metrics';
import { auditedStack, EVERYTHING } from '../../../support/lib/audited-stack';

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: { readonly title?: string; readonly metrics?: unknown[][]; readonly region?: string };
}

interface DashboardResource {
  readonly Properties: { readonly DashboardName: unknown; readonly DashboardBody: { readonly 'Fn::Join': [string, unknown[]] } };
}

/** The body with every token as a text. */
function body(props: Parameters<typeof auditedStack>[0] = EVERYTHING): { readonly text: string; readonly widgets: Widget[]; readonly name: unknown } {
  const [dashboard] = Object.values(auditedStack(props).template().findResources('AWS::CloudWatch::Dashboard')) as DashboardResource[];
  const text = dashboard?.Properties.DashboardBody['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : `<${Object.values(part as object).join('.')}>`)).join('') ?? '';
  return { text, name: dashboard?.Properties.DashboardName, widgets: (JSON.parse(text) as { widgets: Widget[] }).widgets };
}

describe('the dashboard of a service', () => {
  test('is named after it, and shows everything at a glance', () => {
    const { name, widgets } = body();

    expect(name).toBe('luigi-etl');
    expect(widgets.flatMap(({ properties: { title } }) => (title === undefined ? [] : [title]))).toEqual([
      'Alarms', 'Calls by outcome', 'Refusals by reason', 'Changes by people', 'Seconds to answer people', 'Server errors', 'Logins that failed', 'Task', 'Task: percent in use',
      'luigid', 'Milliseconds in the gateway', 'Views, and percent without luigid', 'In line for luigid, and turned away',
      'Milliseconds that luigid was held', 'Milliseconds in line for luigid', 'Tasks and workers of luigid',
      'Dumps: seconds since the last, bytes', 'Dumps: milliseconds', 'Gateway: milliseconds held, bytes', 'Access mappings', 'Decision records', 'Web ACL', 'Runs asked for, and tasks that failed',
    ]);
  });

  test('has no widget of what the service has not', () => {
    expect(body({}).widgets.map(({ properties: { title } }) => title)).not.toContain('Web ACL');
    expect(body({}).text).not.toContain('BreakGlass');
    expect(body({}).text).not.toContain('WithoutKeys');
  });

  test('shows each metric that the gateway writes', () => {
    const { text } = body();

    expect(Object.values(GATEWAY_METRICS).map(({ name }) => name).filter((name) => !text.includes(`"Luigi/etl","${name}"`))).toEqual([]);
  });

  test('is of whatever region and account it is deployed to', () => {
    const { text, widgets } = body();

    expect(text).not.toMatch(/[a-z]{2}-[a-z]+-\d|arn:aws|\d{12}/);
    expect(new Set(widgets.filter(({ type }) => type === 'metric' || type === 'log').map(({ properties: { region } }) => region))).toEqual(new Set(['<AWS::Region>']));
  });

  test('stays below what CloudWatch takes: 500 metrics, and a body that can be read', () => {
    const { text, widgets } = body();

    expect(widgets.flatMap(({ properties: { metrics = [] } }) => metrics).length).toBeLessThan(100);
    expect(text.length).toBeLessThan(20_000);
  });

  test('no widget covers another or leaves the page', () => {
    const { widgets } = body();
    for (const [at, one] of widgets.entries()) {
      expect(one.x + one.width).toBeLessThanOrEqual(24);
      for (const other of widgets.slice(at + 1)) {
        const beside = one.x + one.width <= other.x || other.x + other.width <= one.x;
        expect(beside || one.y + one.height <= other.y || other.y + other.height <= one.y).toBe(true);
      }
    }
  });
});
