import { startGateway } from './gateway';
import { SettingError } from './settings/environment';
import { readSettings } from './settings/settings';

/** Starts the gateway from its environment; stops it gracefully on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const gateway = await startGateway(readSettings(process.env));
  const stop = (): void => {
    gateway.stop().then(() => process.exit(0), () => process.exit(1));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
  // One line for a person at a terminal: the stack is of no use to whoever has to mend a setting.
  process.stderr.write(`gateway: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof SettingError ? 2 : 1);
});
