import type { Template } from './template';

/** Known only once it is deployed: a pseudo parameter, a parameter without default, an import, a condition. */
export class Unknown {
  /** @param shown the expression; the same expression has the same value throughout one stack */
  public constructor(public readonly shown: string) {}
}

/** A resource of the assembly: `Ref`, or `Fn::GetAtt` where there is an attribute. */
export class Reference {
  public constructor(public readonly template: Template, public readonly logicalId: string, public readonly attribute?: string) {}

  /** As it appears in messages and comparisons. */
  public get shown(): string {
    return `\${${this.logicalId}${this.attribute === undefined ? '' : `.${this.attribute}`}}`;
  }
}

/** A text of which some parts are not known; two neighbours are never both strings. */
export class Text {
  public constructor(public readonly parts: readonly (string | Unknown | Reference)[]) {}
}

/** A part of a template after its intrinsic functions were resolved as far as they can be. */
export type Value = null | boolean | number | string | Unknown | Reference | Text | readonly Value[] | ObjectValue;

/** Properties by name; what resolves to `AWS::NoValue` is left out. */
export interface ObjectValue { readonly [key: string]: Value | undefined }

/** Joins texts, known or not. */
export function concatenate(values: readonly Value[]): Value {
  const parts: (string | Unknown | Reference)[] = [];
  const add = (part: string | Unknown | Reference) => {
    const last = parts.at(-1);
    if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
    else if (part !== '') parts.push(part);
  };
  for (const value of values) {
    if (value instanceof Text) value.parts.forEach(add);
    else if (value instanceof Unknown || value instanceof Reference) add(value);
    else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') add(String(value));
    else return new Unknown(JSON.stringify(values));
  }
  if (parts.length === 0) return '';
  return parts.length === 1 ? parts[0] as string | Unknown | Reference : new Text(parts);
}
