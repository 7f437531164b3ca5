import type { Environment } from './environment';

/** Where decisions are kept. */
export type DecisionLogSetting =
  | { readonly kind: 'cloudwatch'; readonly group: string }
  | { readonly kind: 'file'; readonly path: string };

/** GATEWAY_DECISION_LOG */
export function decisionLogSetting(env: Environment): DecisionLogSetting {
  const expected = 'cloudwatch:<log group name> or file:/absolute/path';
  const text = env.required('GATEWAY_DECISION_LOG', expected);
  const group = /^cloudwatch:([A-Za-z0-9_\/.#-]{1,512})$/.exec(text)?.[1];
  if (group !== undefined) return { kind: 'cloudwatch', group };
  const path = /^file:(\/[^\0]+)$/.exec(text)?.[1];
  if (path !== undefined) return { kind: 'file', path };
  throw env.wrong('GATEWAY_DECISION_LOG', text, expected);
}
