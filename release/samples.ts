/** A piece of TypeScript in the documentation. */
export interface Sample {
  /** File and line, for messages. */
  readonly where: string;
  /** As a reader sees it. */
  readonly code: string;
  /** Name of the file in rosetta/ that stands around it; none where the sample is a whole program. */
  readonly fixture?: string;
}

const FENCE = /^([ \t]*)```(?:ts|typescript)\b([^\n]*)\n([\s\S]*?)^\1```[ \t]*$/gm;
const DOC_COMMENT = /\/\*\*[\s\S]*?\*\//g;
const EXAMPLE = /^[ \t]*\* @example[ \t]*\n([\s\S]*?)(?=^[ \t]*\* @|^[ \t]*\*\/)/gm;

/**
 * The blocks of a Markdown file that are marked `ts` or `typescript`. What follows the mark is what jsii-rosetta reads there too:
 * `nofixture` for a whole program, `fixture=name` for another surrounding than rosetta/default.ts-fixture.
 */
export function samplesOfMarkdown(path: string, markdown: string): Sample[] {
  return [...markdown.matchAll(FENCE)].map((match) => {
    const [, indent = '', options = '', code = ''] = match;
    return {
      where: `${path}:${lineOf(markdown, match.index) + 1}`,
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      ...fixtureOf(options),
    };
  });
}

/** The `@example`s in the docstrings of a source file; in their first line, `/// nofixture` and `/// fixture=name` mean the same. */
export function samplesOfSource(path: string, source: string): Sample[] {
  return [...source.matchAll(DOC_COMMENT)].flatMap((comment) => [...comment[0].matchAll(EXAMPLE)].map((match) => {
    const code = (match[1] as string).replaceAll(/^[ \t]*\* ?/gm, '');
    const options = /^\/\/\/([^\n]*)\n/.exec(code);
    return {
      where: `${path}:${lineOf(source, comment.index + match.index) + 1}`,
      code: options === null ? code : code.slice(options[0].length),
      ...fixtureOf(options?.[1] ?? ''),
    };
  }));
}

/** The whole program that a sample is part of: its own imports first, the rest at the line `/// here` of its fixture. */
export function completeSample({ where, code, fixture }: Sample, readFixture: (name: string) => string): string {
  if (fixture === undefined) return `${code}\nexport {};\n`;
  const surrounding = readFixture(fixture);
  if (!/^[ \t]*\/\/\/ here[ \t]*$/m.test(surrounding)) throw new Error(`${where}: fixture ${fixture} has no line "/// here", expected one where the sample belongs`);
  const imports: string[] = [];
  const rest = code.replaceAll(/^import\s[^;]*;[ \t]*\n?/gm, (statement) => {
    imports.push(statement.trim());
    return '';
  });
  return `${imports.join('\n')}\n${surrounding.replace(/^[ \t]*\/\/\/ here[ \t]*$/m, () => rest)}\nexport {};\n`;
}

function fixtureOf(options: string): { fixture?: string } {
  if (/\bnofixture\b/.test(options)) return {};
  return { fixture: /\bfixture=([\w-]+)/.exec(options)?.[1] ?? 'default' };
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
