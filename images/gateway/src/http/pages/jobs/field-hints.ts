import type { FormField } from './form-fields';

/** What a field takes, in words: also for those who hear the page. */
export function hintsOf({ kind, choices, bounds, required, defaultValue }: FormField): readonly string[] {
  if (choices?.length === 1) return ['The only value that you may ask for'];
  switch (kind) {
    case 'flag':
    case 'choice':
      return [];
    case 'date':
    case 'integer':
      return [range(kind, bounds.min, bounds.max), otherwise(required, defaultValue)].flat();
    case 'interval':
      return ['A year, month, week or day, or two days: such as 2026, 2026-01, 2026-W05, 2026-01-31 or 2026-01-01-2026-01-31', ...otherwise(required, defaultValue)];
    case 'text':
      return [
        ...(bounds.minLength !== undefined && bounds.minLength > 1 ? [`At least ${bounds.minLength} characters`] : []),
        ...(bounds.maxLength === undefined ? [] : [`At most ${bounds.maxLength} characters`]),
        ...bounds.patterns.map((pattern) => `Of the form ${pattern}`),
      ];
  }
}

function range(kind: 'date' | 'integer', min: string | undefined, max: string | undefined): readonly string[] {
  if (min !== undefined && max !== undefined) return [`From ${min} to ${max}`];
  if (min !== undefined) return [kind === 'date' ? `${min} or later` : `${min} or more`];
  return max === undefined ? [] : [kind === 'date' ? `${max} or earlier` : `${max} or less`];
}

function otherwise(required: boolean, defaultValue: string | undefined): readonly string[] {
  return !required && defaultValue !== undefined ? [`Left empty: ${defaultValue}`] : [];
}
