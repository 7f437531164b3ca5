/** What one process tells of its imports. */
export interface ImportTimes {
  /** The modules that the library asks for. */
  readonly modulesMs: number;
  /** The library, after them. */
  readonly libraryMs: number;
}

/** `node import-child.cjs <library> <module> ...`: what it took as JSON on stdout. */
function main(): void {
  const [, , library = '', ...modules] = process.argv;
  const began = performance.now();
  for (const each of modules) load(each);
  const between = performance.now();
  // The library loads what is used of it: an app of the service uses these.
  const { LuigiService, Authentication, LuigiPrincipal } = load(library) as Record<string, unknown>;
  if ([LuigiService, Authentication, LuigiPrincipal].some((used) => typeof used !== 'function')) throw new Error(`got ${library} without its classes`);
  const result: ImportTimes = { modulesMs: between - began, libraryMs: performance.now() - between };
  process.stdout.write(JSON.stringify(result));
}

function load(path: string): unknown {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- what is measured is this import
  return require(path);
}

main();
