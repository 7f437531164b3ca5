import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { PROJECT, readProject, runCommand } from './project';
import { completeSample, type Sample, samplesOfMarkdown, samplesOfSource } from './samples';

/** `npm run docs:samples`: type-checks every TypeScript sample of README, docs and docstrings against the sources of the library. */
runCommand(async () => {
  const samples = [
    ...samplesOfMarkdown('README.md', readProject('README.md')),
    ...find('docs', /\.md$/, samplesOfMarkdown),
    ...find('images', /\/README\.md$/, samplesOfMarkdown),
    ...find('lib', /(?<!\.d)\.ts$/, samplesOfSource),
  ];
  const errors = check(new Map(samples.map((sample, index) => [
    join(PROJECT, `sample-${index}.ts`),
    { sample, program: completeSample(sample, (name) => readProject('rosetta', `${name}.ts-fixture`)) },
  ])));
  if (errors.length > 0) throw new Error(errors.join('\n'));
  console.error(`${samples.length} samples compile`);
});

function find(folder: string, name: RegExp, extract: (path: string, content: string) => Sample[]): Sample[] {
  return readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path)).filter((path) => name.test(path)).sort()
    .flatMap((path) => extract(path, readProject(path)));
}

/** Whoever imports the package in a sample gets lib/: no build needs to have run. */
function check(programs: ReadonlyMap<string, { readonly sample: Sample; readonly program: string }>): string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16,
    strict: true, noEmit: true, skipLibCheck: true, resolveJsonModule: true, esModuleInterop: true, types: ['node'],
    paths: { 'cdk-lighttpd-luigi': [join(PROJECT, 'lib/index.ts')] },
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (file) => programs.has(file) || fileExists(file);
  host.readFile = (file) => programs.get(file)?.program ?? readFile(file);
  host.getSourceFile = (file, version, ...rest) => {
    const virtual = programs.get(file);
    return virtual === undefined ? getSourceFile(file, version, ...rest) : ts.createSourceFile(file, virtual.program, version);
  };
  const program = ts.createProgram([...programs.keys()], options, host);
  return [...programs].flatMap(([file, { sample, program: text }]) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((diagnostic) => {
      const line = text.slice(text.lastIndexOf('\n', diagnostic.start ?? 0) + 1).split('\n', 1)[0]?.trim();
      return `${sample.where}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}\n    in: ${line}`;
    });
  });
}
