import { COMPONENT_NAMES, type Component, ensure, NEEDED_BY_SERVICE } from './ensure';
import { requireNode } from './node-version';
import { Report } from './report';
import { SetupError } from './setup-error';

const USAGE = `usage: npm run setup [-- ${COMPONENT_NAMES.join(' | ')} | all] ...   (without a name: ${NEEDED_BY_SERVICE.join(' and ')})`;

/** `npm run setup`: brings what is named, says where it is. */
async function main(args: readonly string[]): Promise<number> {
  const unknown = args.find((name) => name !== 'all' && !(COMPONENT_NAMES as readonly string[]).includes(name));
  if (unknown !== undefined) {
    console.error(unknown === '--help' ? USAGE : `${unknown} is no part of the set-up\n${USAGE}`);
    return unknown === '--help' ? 0 : 2;
  }
  const names = args.includes('all') ? COMPONENT_NAMES : args.length > 0 ? args as Component[] : NEEDED_BY_SERVICE;
  const report = new Report();
  try {
    requireNode();
    for (const [name, place] of Object.entries(await ensure(names, report))) report.say(`${name.padEnd(9)} ${place}`);
    return 0;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    report.warn(`set-up: ${error.message}`);
    return 1;
  }
}

main(process.argv.slice(2)).then((status) => { process.exitCode = status; }, (error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
