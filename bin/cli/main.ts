import type { Output } from './command';
import { COMMANDS } from './commands';
import { MisuseError } from './misuse';

const NAME = 'cdk-lighttpd-luigi';
const USAGE = `usage: npx ${NAME} <command> [options]

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(8)} ${summary}`).join('\n')}

npx ${NAME} <command> --help tells what a command takes
`;

/** `npx cdk-lighttpd-luigi <command> ...`. @returns the exit code: 2 where it was called wrongly */
async function main([name, ...args]: readonly string[], output: Output): Promise<number> {
  if (name === '--help' || name === '-h' || name === 'help') { output.out(USAGE); return 0; }
  const command = COMMANDS.find((known) => known.name === name);
  try {
    if (command === undefined) throw new MisuseError(`got ${name === undefined ? 'no command' : `the command ${JSON.stringify(name)}`}, expected one of ${COMMANDS.map((known) => known.name).join(', ')}\n\n${USAGE}`);
    if (args.includes('--help') || args.includes('-h')) { output.out(command.help); return 0; }
    return await command.run(args, output);
  } catch (error) {
    if (!(error instanceof MisuseError)) throw error;
    output.note(`${[NAME, command?.name].filter((part) => part !== undefined).join(' ')}: ${error.message}`);
    return 2;
  }
}

main(process.argv.slice(2), { out: (text) => { process.stdout.write(text); }, note: (text) => { process.stderr.write(`${text}\n`); } })
  .then((status) => { process.exitCode = status; }, (error: unknown) => {
    console.error(error);
    process.exitCode = 2;
  });
