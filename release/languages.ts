/** A language that the constructs are published for besides TypeScript. */
export interface Language {
  /** As jsii-pacmak calls it; also the folder in dist/. */
  readonly target: 'python' | 'java' | 'go' | 'dotnet';
  /** Programs that its packages are built with. */
  readonly programs: readonly string[];
  /** What came with these programs or from the language's registry says, when a dependency can't be had. */
  readonly unavailable: RegExp;
}

/** All of them. */
export const LANGUAGES: readonly Language[] = [
  { target: 'python', programs: ['python3'], unavailable: /No matching distribution found|Could not find a version/ },
  { target: 'java', programs: ['java', 'mvn'], unavailable: /Could not resolve dependencies|No versions available/ },
  { target: 'go', programs: ['go'], unavailable: /reading https:\S+: 4\d\d|unknown revision|no matching versions|dial tcp/ },
  { target: 'dotnet', programs: ['dotnet'], unavailable: /NU1101|NU1102|NU1301/ },
];

const ANSI = /\x1b\[[\d;]*m/g;

/** What became of a language's packages. */
export interface Outcome {
  readonly target: Language['target'];
  /** `built`; `sources`: generated, but not built here; `left out`. */
  readonly result: 'built' | 'sources' | 'left out';
  /** Why not built. */
  readonly reason?: string;
}

/** What packaging a language needs of the machine. */
export interface Packager {
  /** Whether a program is on PATH. */
  has(program: string): boolean;
  /** Generates and builds; sources only where asked for. Answers what the tools wrote, and whether they succeeded. */
  pacmak(target: Language['target'], sourcesOnly: boolean): { readonly succeeded: boolean; readonly output: string };
}

/**
 * Builds a language's packages. Where a toolchain isn't at hand nothing is made; where its registry lacks a dependency, the sources are
 * generated, which proves that the constructs can be said in that language.
 *
 * @throws Error where the tools fail for any other reason: then something is wrong with the constructs
 */
export function packageLanguage({ target, programs, unavailable }: Language, packager: Packager): Outcome {
  const missing = programs.filter((program) => !packager.has(program));
  if (missing.length > 0) return { target, result: 'left out', reason: `${missing.join(' and ')} not on PATH` };
  const { succeeded, output } = packager.pacmak(target, false);
  if (succeeded) return { target, result: 'built' };
  const line = output.split('\n').find((each) => unavailable.test(each))?.trim();
  if (line === undefined) throw new Error(`${target}: jsii-pacmak failed\n${output.slice(-4000)}`);
  const sources = packager.pacmak(target, true);
  if (!sources.succeeded) throw new Error(`${target}: jsii-pacmak generated no sources\n${sources.output.slice(-4000)}`);
  return { target, result: 'sources', reason: line.replaceAll(ANSI, '').replace(/^#STD(?:OUT|ERR)> (?:\[ERROR\] )?/, '').slice(0, 300) };
}
