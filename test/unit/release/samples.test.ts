import { completeSample, samplesOfMarkdown, samplesOfSource } from '../../../release/samples';

const FIXTURE = 'class Fixture {\n  constructor() {\n    /// here\n  }\n}';

describe('samples of the documentation', () => {
  test('are the blocks marked ts or typescript, with the line where they begin', () => {
    const markdown = 'Text\n\n```ts\nconst a = 1;\n```\n\n```sh\nls\n```\n\n```typescript\nconst b = 2;\n```\n\n```tsx\n<a/>\n```\n';
    expect(samplesOfMarkdown('docs/a.md', markdown)).toEqual([
      { where: 'docs/a.md:4', code: 'const a = 1;\n', fixture: 'default' },
      { where: 'docs/a.md:12', code: 'const b = 2;\n', fixture: 'default' },
    ]);
  });

  test('lose the indentation of the list that they stand in', () => {
    expect(samplesOfMarkdown('a.md', '1. one\n   ```ts\n   if (a) {\n     b();\n   }\n   ```\n')[0]?.code).toBe('if (a) {\n  b();\n}\n');
  });

  test.each([
    ['ts nofixture', undefined],
    ['ts fixture=jobs', 'jobs'],
    ['ts', 'default'],
  ])('marked %j stand in fixture %s', (mark, fixture) => {
    expect(samplesOfMarkdown('a.md', `\`\`\`${mark}\na();\n\`\`\`\n`)[0]?.fixture).toBe(fixture);
  });

  test('are the examples of docstrings, up to the next tag', () => {
    const source = '/**\n * A door.\n *\n * @example\n * const a = {\n *   b: 1,\n * };\n * @default - none\n */\nexport class A {\n  /**\n   * @example\n   * /// nofixture\n   * b();\n   */\n  b() {}\n}\n// @example\n';
    expect(samplesOfSource('lib/a.ts', source)).toEqual([
      { where: 'lib/a.ts:5', code: 'const a = {\n  b: 1,\n};\n', fixture: 'default' },
      { where: 'lib/a.ts:13', code: 'b();\n' },
    ]);
  });

  test('stand where their fixture says, their imports above it', () => {
    const program = completeSample({ where: 'a.md:1', code: "import {\n  A,\n} from 'a';\nnew A('$&');\n", fixture: 'default' }, () => FIXTURE);
    expect(program).toBe("import {\n  A,\n} from 'a';\nclass Fixture {\n  constructor() {\nnew A('$&');\n\n  }\n}\nexport {};\n");
  });

  test('that are whole programs have no fixture read', () => {
    expect(completeSample({ where: 'a.md:1', code: 'a();' }, () => { throw new Error('read'); })).toBe('a();\nexport {};\n');
  });

  test('are refused where their fixture has no place for them', () => {
    expect(() => completeSample({ where: 'a.md:1', code: 'a();', fixture: 'odd' }, () => 'class A {}'))
      .toThrow(new Error('a.md:1: fixture odd has no line "/// here", expected one where the sample belongs'));
  });
});
