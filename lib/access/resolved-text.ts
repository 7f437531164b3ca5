/** What CloudFormation puts in while it deploys: `Ref` or a function, with what it was given. */
export interface Intrinsic {
  readonly name: string;
  readonly argument: unknown;
}

/** Resolved JSON as JSON without intrinsic functions: each stands as the text that `write` makes of it. */
export function withoutIntrinsics(
  value: unknown,
  write: (intrinsic: Intrinsic) => string,
  literal: (text: string) => string = (text) => text,
): unknown {
  if (typeof value === 'string') return literal(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((member) => withoutIntrinsics(member, write, literal));
  const intrinsic = intrinsicOf(value);
  if (intrinsic === undefined) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [literal(name), withoutIntrinsics(member, write, literal)]));
  }
  if (intrinsic.name !== 'Fn::Join') return write(intrinsic);
  const [delimiter, parts] = intrinsic.argument as [string, unknown[]];
  return parts.map((part) => withoutIntrinsics(part, write, literal)).join(literal(delimiter));
}

/** Resolved text as people read it: `arn:${AWS::Partition}:...`, `${Role.Arn}`. A literal `${` is written `${!`, as Fn::Sub does. */
export function readableText(value: unknown): string {
  return String(readable(value));
}

/** Resolved JSON with text as `readableText` writes it. */
export function readable(value: unknown): unknown {
  return withoutIntrinsics(value, readableIntrinsic, (text) => text.replaceAll('${', '${!'));
}

function readableIntrinsic({ name, argument }: Intrinsic): string {
  if (name === 'Ref') return `\${${String(argument)}}`;
  if (name === 'Fn::GetAtt' && Array.isArray(argument)) return `\${${argument.join('.')}}`;
  return `\${${name.replace('Fn::', '')} ${typeof argument === 'string' ? argument : JSON.stringify(readable(argument))}}`;
}

function intrinsicOf(value: object): Intrinsic | undefined {
  const [first, ...others] = Object.entries(value) as [string, unknown][];
  if (first === undefined || others.length > 0) return undefined;
  const [name, argument] = first;
  // A parameter may be called Ref: its limit is an object.
  return name.startsWith('Fn::') || (name === 'Ref' && typeof argument === 'string') ? { name, argument } : undefined;
}

/** Resolved text as cdk-nag names it in its findings: `<AWS::Partition>`, `<Role.Arn>`, the name of an export, all else as JSON. */
export function flatReference(value: unknown): string {
  return String(withoutIntrinsics(value, ({ name, argument }) => {
    if (name === 'Ref' || name === 'Fn::GetAtt') return `<${Array.isArray(argument) ? argument.join('.') : String(argument)}>`;
    return name === 'Fn::ImportValue' ? flatReference(argument) : JSON.stringify({ [name]: argument });
  }));
}
