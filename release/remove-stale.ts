import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './project';

/** Part of `npm run build`: what earlier builds left of sources that are gone would be published. */
const lib = join(PROJECT, 'lib');
for (const path of readdirSync(lib, { recursive: true, encoding: 'utf8' })) {
  if (/(?:\.js|\.d\.ts)$/.test(path) && !existsSync(join(lib, path.replace(/(?:\.js|\.d\.ts)$/, '.ts')))) rmSync(join(lib, path));
}
