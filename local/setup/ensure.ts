import path from 'node:path';
import { ensureChromium } from './chromium';
import { ensureImageTools } from './image-tools';
import { ensureLighttpd } from './lighttpd';
import { withLock } from './lock';
import { LOCAL } from './paths';
import { AWS_CLI_ENVIRONMENT, CFN_LINT_ENVIRONMENT, ensurePythonEnvironment, LUIGI_ENVIRONMENT, MOTO_ENVIRONMENT, PYTHON_PACKAGE_ENVIRONMENT } from './python-environment';
import { Report } from './report';
import { MissingError } from './setup-error';
import { ensureWrk } from './wrk';

const COMPONENTS = {
  /** The web server; its path. */
  lighttpd: ensureLighttpd,
  /** luigid and stock workers; the folder of their virtual environment. */
  luigi: (report: Report) => ensurePythonEnvironment(LUIGI_ENVIRONMENT, report),
  /** An imitation of AWS, for tests; the folder of its virtual environment. */
  moto: (report: Report) => ensurePythonEnvironment(MOTO_ENVIRONMENT, report),
  /** The linter of CloudFormation templates, for the preflight; the folder of its virtual environment. */
  'cfn-lint': (report: Report) => ensurePythonEnvironment(CFN_LINT_ENVIRONMENT, report),
  /** The AWS CLI, boto3 and requests, for tests; the folder of their virtual environment. */
  'aws-cli': (report: Report) => ensurePythonEnvironment(AWS_CLI_ENVIRONMENT, report),
  /** What the constructs need in Python, for tests of the package; the folder of its virtual environment. */
  'python-package': (report: Report) => ensurePythonEnvironment(PYTHON_PACKAGE_ENVIRONMENT, report),
  /** A browser, for tests; its path. */
  chromium: ensureChromium,
  /** A load generator, for benchmarks; its path. */
  wrk: ensureWrk,
  /** buildah, podman, runc and debootstrap, for tests of the images; the path of buildah. */
  images: ensureImageTools,
} as const;

/** Something that the service or its tests need. */
export type Component = keyof typeof COMPONENTS;

/** All of them, by name. */
export const COMPONENT_NAMES = Object.keys(COMPONENTS) as readonly Component[];

/** What `npm run demo` needs. */
export const NEEDED_BY_SERVICE: readonly Component[] = ['lighttpd', 'luigi'];

/**
 * Finds what is asked for; installs what is missing. Quick when all is there.
 * @returns where each is
 * @throws SetupError with a line for each thing that can't be had, which says what to do
 */
export async function ensure<Name extends Component>(names: readonly Name[], report: Report = new Report()): Promise<Record<Name, string>> {
  return await withLock(path.join(LOCAL, 'setup.lock'), async () => {
    const places: Partial<Record<Name, string>> = {};
    const missing: string[] = [];
    for (const name of names) {
      try {
        places[name] = await COMPONENTS[name](report);
      } catch (error) {
        // Who has to install things by hand wants to know all of them at once.
        if (!(error instanceof MissingError)) throw error;
        missing.push(error.message);
      }
    }
    if (missing.length > 0) throw new MissingError(missing.join('\n'));
    return places as Record<Name, string>;
  }, () => report.say('  waiting for another set-up of this project that runs now'));
}
