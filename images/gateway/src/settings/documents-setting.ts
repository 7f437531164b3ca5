import type { Environment } from './environment';

/** Where documents, such as mappings, are read from. */
export type DocumentsSetting =
  | { readonly kind: 'ssm'; readonly path: string }
  | { readonly kind: 'directory'; readonly path: string };

/** @param folder the last part of the example that a wrong setting is answered with */
export function documentsSetting(env: Environment, name: string, folder: string): DocumentsSetting {
  const expected = `ssm:/luigi/<service>/${folder} or directory:/absolute/path`;
  const text = env.required(name, expected);
  const parameters = /^ssm:((?:\/[A-Za-z0-9_.-]+)+)$/.exec(text)?.[1];
  if (parameters !== undefined) return { kind: 'ssm', path: parameters };
  const directory = /^directory:(\/[^\0]+)$/.exec(text)?.[1];
  if (directory !== undefined) return { kind: 'directory', path: directory };
  throw env.wrong(name, text, expected);
}
