import type { NarrowedSchema } from '../../../jobs/judgement/narrowed-schema';
import { allowedValues, type Bounds, boundsOf, type Limits } from './form-bounds';

/** One field of a job's form, made of a parameter's schema and of the limits that the caller has. */
export interface FormField {
  /** Name of the parameter. */
  readonly name: string;
  readonly label: string;
  readonly description: string | undefined;
  readonly kind: 'date' | 'integer' | 'choice' | 'text' | 'flag' | 'interval';
  /** Whether an empty field can't be sent. */
  readonly required: boolean;
  /** As a form writes it. @default - none */
  readonly defaultValue: string | undefined;
  /** What may be chosen. @default - anything within the bounds */
  readonly choices: readonly string[] | undefined;
  readonly bounds: Bounds;
}

interface PropertySchema extends Limits {
  readonly type: 'string' | 'integer' | 'boolean';
  readonly title?: string;
  readonly description?: string;
  readonly format?: string;
  readonly default?: unknown;
}

/**
 * The fields of a form for the schema. Where several grants apply, a field takes what any of them would: which of these go together,
 * the judge says.
 */
export function formFields(schema: NarrowedSchema): readonly FormField[] {
  const branches = (schema.anyOf ?? []) as ReadonlyArray<{ readonly properties?: Readonly<Record<string, unknown>> }>;
  return Object.entries(schema.properties as Readonly<Record<string, PropertySchema>>).map(([name, property]) => {
    const limits = branches.map(({ properties = {} }) => (Object.hasOwn(properties, name) ? properties[name] : true));
    return field(name, property, limits, schema.required.includes(name));
  });
}

function field(name: string, property: PropertySchema, limits: readonly unknown[], asked: boolean): FormField {
  // An empty choice can't be told from none.
  const choices = property.type === 'boolean' ? flagChoices(limits) : allowedValues(property, limits)?.filter((choice) => choice !== '');
  const bounds = boundsOf(property, limits);
  const given = property.default === undefined ? undefined : String(property.default);
  const isText = property.type === 'string' && property.enum === undefined && property.format === undefined;
  // An emptied text says that it shall be empty; any other emptied field, that it is left to its default.
  const required = property.type !== 'boolean' && (asked || (isText && given !== undefined && (bounds.minLength ?? 0) > 0));
  return {
    name, label: property.title ?? name, description: property.description, kind: kindOf(property, choices), required,
    defaultValue: given ?? (choices?.length === 1 && (required || property.type === 'boolean') ? choices[0] : undefined),
    choices, bounds,
  };
}

function kindOf({ type, format, enum: values }: PropertySchema, choices: readonly string[] | undefined): FormField['kind'] {
  if (type === 'boolean') return 'flag';
  if (values !== undefined || choices !== undefined) return 'choice';
  if (type === 'integer') return 'integer';
  if (format === 'date') return 'date';
  return format === undefined ? 'text' : 'interval';
}

function flagChoices(limits: readonly unknown[]): readonly string[] | undefined {
  const values = allowedValues({}, limits)?.filter((value) => value === 'true' || value === 'false');
  return values?.length === 1 ? values : undefined;
}
