import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { FileSystem, IgnoreMode, Token } from 'aws-cdk-lib';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { ContainerImage, type CfnTaskDefinition, type ContainerDefinition, type ContainerImageConfig } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { quoted } from '../messages/quoted';
import type { LuigiJobCodeOptions } from './luigi-job-image';

const SOURCES = join(__dirname, '..', '..', 'images', 'job');
const LEFT_OUT = ['.git', '.hg', '.svn', '**/.venv', '**/venv', '**/node_modules', '**/__pycache__', '**/*.pyc', '**/.pytest_cache', '**/.mypy_cache', '**/.DS_Store', '**/cdk.out', '**/cdk.context.json'];

/** An image that is made of a folder of Python code. */
export class CodeImage extends ContainerImage {
  private context: string | undefined;

  public constructor(private readonly directory: string, private readonly options: LuigiJobCodeOptions) {
    super();
    if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
      throw new Error(`got the folder of code ${quoted(directory)}, expected one that is there, from ${quoted(process.cwd())} on; mend it`);
    }
    const { requirements } = options;
    if (requirements !== undefined && !isFileIn(directory, requirements)) {
      throw new Error(`got the requirements file ${quoted(requirements)}, expected one in ${quoted(directory)}; mend it`);
    }
  }

  /** What is wrong with a module of this image; undefined where it is there, or may be by a package that is installed. */
  public faultOf(module: string): string | undefined {
    const { requirements, pythonBase } = this.options;
    if (hasModule(join(this.staged(), 'code'), module)) return undefined;
    const [top = ''] = module.split('.');
    const isOwn = partsOf(this.directory, top).length > 0;
    if (!isOwn && (top === 'luigi' || requirements !== undefined || pythonBase !== undefined)) return undefined;
    const way = module.replaceAll('.', '/');
    const expected = `got the module ${quoted(module)}, expected ${way}.py or ${way}/__init__.py in the folder of code ${quoted(this.directory)}`;
    return hasModule(this.directory, module)
      ? `${expected}, which is left out of the image; mend its .dockerignore, or exclude`
      : `${expected}; mend the module, or give the folder in which the first of its names stands`;
  }

  public bind(scope: Construct, containerDefinition: ContainerDefinition): ContainerImageConfig {
    const { pythonBase } = this.options;
    const asset = new DockerImageAsset(scope, 'CodeImage', {
      directory: this.staged(),
      target: 'job',
      platform: platformOf(containerDefinition),
      buildArgs: pythonBase === undefined ? undefined : { BASE: pythonBase },
    });
    return ContainerImage.fromDockerImageAsset(asset).bind(scope, containerDefinition);
  }

  /** One build context for all jobs that have this image: CDK then copies it once. */
  private staged(): string {
    if (this.context !== undefined) return this.context;
    const context = mkdtempSync(join(tmpdir(), 'luigi-job-'));
    removeAtExit(context);
    for (const name of ['Dockerfile', 'requirements.txt']) cpSync(join(SOURCES, name), join(context, name));
    const { requirements, exclude = [] } = this.options;
    writeFileSync(join(context, 'packages.txt'), requirements === undefined ? '' : readFileSync(join(this.directory, requirements)));
    FileSystem.copyDirectory(resolve(this.directory), join(context, 'code'), {
      exclude: [...LEFT_OUT, ...ignoredIn(this.directory), ...exclude], ignoreMode: IgnoreMode.DOCKER,
    });
    this.context = context;
    return context;
  }
}

function isFileIn(directory: string, name: string): boolean {
  const way = relative(directory, resolve(directory, name));
  return !way.startsWith('..') && !isAbsolute(way) && statSync(join(directory, way), { throwIfNoEntry: false })?.isFile() === true;
}

function ignoredIn(directory: string): string[] {
  const file = join(directory, '.dockerignore');
  return existsSync(file) ? readFileSync(file, 'utf8').split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#')) : [];
}

/** By what the task definition says, so that nobody has to say it twice. */
function platformOf({ taskDefinition }: ContainerDefinition): Platform {
  const { runtimePlatform } = taskDefinition.node.defaultChild as CfnTaskDefinition;
  if (runtimePlatform === undefined || Token.isUnresolved(runtimePlatform)) return Platform.LINUX_AMD64;
  return (runtimePlatform as CfnTaskDefinition.RuntimePlatformProperty).cpuArchitecture === 'ARM64' ? Platform.LINUX_ARM64 : Platform.LINUX_AMD64;
}

const contexts: string[] = [];

/** Not before: CDK copies it again for each outdir of the process. */
function removeAtExit(context: string): void {
  if (contexts.length === 0) process.once('exit', () => contexts.forEach((each) => rmSync(each, { recursive: true, force: true })));
  contexts.push(context);
}

/** Whether Python would find it there, by names as they are: those of the image's file system tell capitals apart. */
function hasModule(directory: string, module: string): boolean {
  const names = module.split('.');
  const last = names.pop() as string;
  let there = directory;
  for (const name of names) {
    if (!partsOf(there, name).includes(name)) return false;
    there = join(there, name);
  }
  return partsOf(there, last).some((part) => (part === last ? isFileIn(there, join(last, '__init__.py')) : true));
}

/** What may be a module of that name, or hold some: a folder, source, compiled code. */
function partsOf(directory: string, name: string): string[] {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => (entry.name === name ? !entry.isFile() : entry.name === `${name}.py` || (entry.name.startsWith(`${name}.`) && entry.name.endsWith('.so'))))
    .map((entry) => entry.name);
}
