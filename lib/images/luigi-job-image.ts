import type { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { CodeImage } from './code-image';

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
   * processors of the job. Give the same image to all jobs that share the code. A job whose module is not in it is refused at synthesis.
   * @param directory of the code
   * @throws Error where the folder, or the requirements file in it, is not there
   */
  public static fromCode(directory: string, options: LuigiJobCodeOptions = {}): ContainerImage {
    return new CodeImage(directory, options);
  }

  private constructor() {}
}
