import { createLogger } from '../log';
import { SettingError } from '../settings/environment';
import { readAgentSettings } from './agent-settings';
import { startLaneAgent } from './lane-agent';

/** Starts the lane agent from its environment; ends with 0 on SIGTERM or SIGINT, with 2 where a setting is wrong. */
async function main(): Promise<void> {
  const starting = startLaneAgent(readAgentSettings(process.env), createLogger({ program: 'lane-agent' }));
  const stop = (): void => {
    // A start that fails is told below.
    starting.then((agent) => agent.stop().then(() => process.exit(0), () => process.exit(1)), () => undefined);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  await starting;
}

main().catch((error: unknown) => {
  process.stderr.write(`lane-agent: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof SettingError ? 2 : 1);
});
