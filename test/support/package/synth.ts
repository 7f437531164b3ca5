import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run';

const CLI = join(__dirname, '../../../node_modules/aws-cdk/bin/cdk');

/** What `cdk synth` made. */
export interface Synthesised {
  /** Types of the stack's resources, as often as they occur. */
  readonly resourceTypes: readonly string[];
  /** Files of each image's build context, without folders. */
  readonly imageContexts: ReadonlyArray<readonly string[]>;
}

/** Runs `cdk synth` by the pinned command line, without an account, on an app whose stack is called Luigi. */
export function synth(folder: string, app: string, env: Readonly<Record<string, string>> = {}): Synthesised {
  run(folder, process.execPath, [CLI, 'synth', '--quiet', '--no-notices', '--no-version-reporting', '--app', app], { CDK_DISABLE_CLI_TELEMETRY: 'true', ...env });
  const out = join(folder, 'cdk.out');
  const { Resources } = JSON.parse(readFileSync(join(out, 'Luigi.template.json'), 'utf8')) as { Resources: Record<string, { Type: string }> };
  const contexts = readdirSync(out).filter((name) => isImageContext(join(out, name)));
  return {
    resourceTypes: Object.values(Resources).map(({ Type }) => Type),
    imageContexts: contexts.map((name) => readdirSync(join(out, name), { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(join(out, name).length + 1)).sort()),
  };
}

function isImageContext(folder: string): boolean {
  return ['gateway', 'lighttpd', 'luigid'].some((image) => existsSync(join(folder, image, 'Dockerfile')));
}
