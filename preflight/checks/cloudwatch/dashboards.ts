import { parseJson } from '../../../lib/cloudformation/json-document';
import { at, list, number, text } from '../../../lib/cloudformation/read';
import { type Check, resourceCheck } from '../check';

const KINDS = ['metric', 'text', 'log', 'alarm', 'explorer', 'custom'];

/** Dashboards. */
export const DASHBOARD_CHECKS: readonly Check[] = [
  resourceCheck('cloudwatch-dashboard', ['AWS::CloudWatch::Dashboard'], (dashboard, found) => {
    const name = text(dashboard.get('DashboardName'));
    if (name !== undefined && !/^[\w-]{1,255}$/.test(name)) found(`dashboard ${name}: expected letters, digits, "-" and "_"; rename it`, 'DashboardName');
    const document = parseJson(dashboard.get('DashboardBody'));
    if (document === undefined) return;
    if ('error' in document) {
      found(`a body that is no JSON: ${document.error}; correct it`, 'DashboardBody');
      return;
    }
    const widgets = at(document.parsed, 'widgets');
    if (widgets === undefined) found('a body without widgets: expected { "widgets": [...] }; add it', 'DashboardBody');
    const members = list(widgets) ?? [];
    if (members.length > 500) found(`${members.length} widgets: expected 500 at most; make a second dashboard`, 'DashboardBody');
    members.forEach((widget, index) => {
      const kind = text(at(widget, 'type'));
      const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((key) => number(at(widget, key)));
      const where = `DashboardBody widget ${index}`;
      if (at(widget, 'type') === undefined || kind !== undefined && !KINDS.includes(kind)) found(`type ${kind ?? 'none'}: expected one of ${KINDS.join(', ')}; correct it`, where);
      if (x !== undefined && (x < 0 || x > 23) || y !== undefined && y < 0) found(`place ${x}, ${y}: expected x from 0 to 23 and y from 0; move it`, where);
      if (width !== undefined && (width < 1 || width > 24) || height !== undefined && (height < 1 || height > 1000)) found(`size ${width} by ${height}: expected a width of 1 to 24 and a height of 1 to 1,000; change it`, where);
      if (kind === 'text' && at(widget, 'properties', 'markdown') === undefined) found('a text without markdown: expected it; add it', where);
      if (kind === 'log' && at(widget, 'properties', 'query') === undefined) found('a log widget without query: expected it; add it', where);
      if (kind === 'alarm' && at(widget, 'properties', 'alarms') === undefined) found('an alarm widget without alarms: expected their ARNs; add them', where);
      if (kind === 'metric' && at(widget, 'properties', 'metrics') === undefined && at(widget, 'properties', 'annotations') === undefined) found('a metric widget without metrics: expected them, or an alarm among annotations; add them', where);
    });
  }),
];
