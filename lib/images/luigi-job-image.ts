import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { FileSystem, IgnoreMode, Token } from 'aws-cdk-lib';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { ContainerImage, type CfnTaskDefinition, type ContainerDefinition, type ContainerImageConfig } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { quoted } from '../messages/quoted';

/** What goes into a job's image besides its code. */
export interface LuigiJobCodeOptions {
  /**
   * File in the folder that names Python packages to install, as pip reads it. With hashes in it, pip takes nothing without.
   * If it names Luigi, that release is installed instead.
   * @default - Luigi and what it needs
   */
  readonly requirements?: string;
  /**
   * What is left out of the folder, besides what its `.dockerignore` says, version control, virtual environments and caches; as in `.dockerignore`.
   * @default - nothing more
   */
  readonly exclude?: string[];
  /**
   * What the image is built on: Python 3.11 to 3.13 with pip, best by digest.
   * @default - Python's official image `3.13-slim-trixie` in Amazon's public registry
   */
  readonly pythonBase?: string;
}

/** Images of jobs. */
export class LuigiJobImage {
  /**
   * An image of Python code: this package's base image for jobs, the packages that the code needs, and the code, which is what a folder holds: its
   * `reports/daily.py` is the module `reports.daily`. Built where the app is deployed, by Docker or whatever `CDK_DOCKER` names, for the
   * processors of the job. Give the same image to all jobs that share the code.
   * @param directory of the code
   * @throws Error where the folder, or the requirements file in it, is not there
   */
  public static fromCode(directory: string, options: LuigiJobCodeOptions = {}): ContainerImage {
    return new CodeImage(directory, options);
  }

  private constructor() {}
}

const SOURCES = join(__dirname, '..', '..', 'images', 'job');
const LEFT_OUT = ['.git', '.hg', '.svn', '**/.venv', '**/venv', '**/node_modules', '**/__pycache__', '**/*.pyc', '**/.pytest_cache', '**/.mypy_cache', '**/.DS_Store', '**/cdk.out', '**/cdk.context.json'];

class CodeImage extends ContainerImage {
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
