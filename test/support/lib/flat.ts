/** What intrinsic functions of a template are taken to be, by the argument of a `Ref`, or of a `Fn::GetAtt` with a dot between. */
export type Assumed = (reference: string) => string;

/** A part of a template with its joins made and its references replaced, so that it can be compared as people write it. */
export function flat(value: unknown, assumed: Assumed = (reference) => `<${reference}>`): unknown {
  if (Array.isArray(value)) return value.map((item) => flat(item, assumed));
  if (typeof value !== 'object' || value === null) return value;
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as { Ref?: string; 'Fn::GetAtt'?: string[]; 'Fn::Join'?: [string, unknown[]] };
  if (ref !== undefined) return assumed(ref);
  if (attribute !== undefined) return assumed(attribute.join('.'));
  if (join !== undefined) return join[1].map((part) => flat(part, assumed)).join(join[0]);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, flat(part, assumed)]));
}
