import { LANGUAGES, type Language, packageLanguage, type Packager } from '../../../release/languages';

const language = (target: Language['target']): Language => LANGUAGES.find((each) => each.target === target) as Language;

/** A machine with these programs, on which jsii-pacmak fails with what is given, if anything is. */
function machine({ programs = ['python3', 'java', 'mvn', 'go', 'dotnet'], failure, sourcesFail = false }: { programs?: string[]; failure?: string; sourcesFail?: boolean } = {}): Packager {
  return {
    has: (program) => programs.includes(program),
    pacmak: (_, sourcesOnly) => ({ succeeded: sourcesOnly ? !sourcesFail : failure === undefined, output: failure ?? '' }),
  };
}

describe('packages of a language', () => {
  test.each(LANGUAGES.map(({ target }) => target))('%s is built where its toolchain is at hand', (target) => {
    expect(packageLanguage(language(target), machine())).toEqual({ target, result: 'built' });
  });

  test('are left out, with the reason, where a program is missing', () => {
    expect(packageLanguage(language('java'), machine({ programs: ['python3'] }))).toEqual({ target: 'java', result: 'left out', reason: 'java and mvn not on PATH' });
  });

  test.each([
    ['python', 'ERROR: No matching distribution found for aws-cdk-lib==2.999.0', 'ERROR: No matching distribution found for aws-cdk-lib==2.999.0'],
    ['java', '#STDOUT> \x1b[0m[ERROR] Could not resolve dependencies for project x', 'Could not resolve dependencies for project x'],
    ['go', '#STDERR> go: module@v2: reading https://proxy/x.mod: 403 Forbidden', 'go: module@v2: reading https://proxy/x.mod: 403 Forbidden'],
    ['dotnet', 'error NU1102: Unable to find package', 'error NU1102: Unable to find package'],
  ] as const)('%s is generated but not built where its registry lacks a dependency', (target, failure, reason) => {
    expect(packageLanguage(language(target), machine({ failure: `first\n${failure}\nlast` }))).toEqual({ target, result: 'sources', reason });
  });

  test('that fail to build for any other reason stop everything', () => {
    expect(() => packageLanguage(language('java'), machine({ failure: 'COMPILATION ERROR: cannot find symbol' }))).toThrow(/^java: jsii-pacmak failed\nCOMPILATION ERROR/);
  });

  test('whose sources can not be generated stop everything', () => {
    expect(() => packageLanguage(language('go'), machine({ failure: 'unknown revision', sourcesFail: true }))).toThrow(/^go: jsii-pacmak generated no sources/);
  });
});
