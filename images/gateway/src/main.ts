import { startGateway } from './gateway';
import { SUPERVISE, superviseRun } from './jobs/local/supervise-run';
import { SettingError } from './settings/environment';
import { readSettings } from './settings/settings';

/** Supervises one run where that is asked for; else starts the gateway from its environment; stops it gracefully on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const [, , task, folder = '', attempt] = process.argv;
  if (task === SUPERVISE) return superviseRun(folder, Number(attempt));
  const starting = startGateway(readSettings(process.env));
  // Heard from the start: the first process of a container gets no signal that it does not listen for, and would be killed in the end.
  const stop = (): void => {
    // A start that fails is told below.
    starting.then((gateway) => gateway.stop().then(() => process.exit(0), () => process.exit(1)), () => undefined);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  await starting;
}

main().catch((error: unknown) => {
  // One line for a person at a terminal: the stack is of no use to whoever has to mend a setting.
  process.stderr.write(`gateway: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof SettingError ? 2 : 1);
});
