import { join } from 'node:path';
import { runCommand } from '../../release/project';
import { bundleCommandLine } from './bundle';

/** Part of `npm run build`: the command line as the npm package ships it. */
runCommand(async () => {
  await bundleCommandLine(join(__dirname, 'dist'));
});
