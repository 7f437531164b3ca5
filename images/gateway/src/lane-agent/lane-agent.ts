import { once } from 'node:events';
import { SSMClient } from '@aws-sdk/client-ssm';
import { LaneParameter } from '../lane-certificate/lane-parameter';
import type { Logger } from '../log';
import { createAgentServer } from './agent-server';
import type { AgentSettings } from './agent-settings';
import { Lane } from './lane';
import { LanePin } from './lane-pin';
import { luigiConfig, writeLuigiConfig } from './luigi-config';
import { PATIENCE } from './patience';
import { WorkerTokens } from './worker-tokens';

/** An agent that listens. */
export interface LaneAgent {
  /** Lets calls that are on their way end, for a moment. */
  stop(): Promise<void>;
}

const LAST_CALLS_MS = 3_000;

/**
 * Stands between a stock Luigi in the same task and the worker lane: speaks TLS with a pinned certificate, signs in as the task's role,
 * waits out a lane that is gone. Ready as soon as it listens, whether the lane is there or not.
 *
 * @throws what the operating system says to a port that is taken, or a folder that can't be written
 */
export async function startLaneAgent(settings: AgentSettings, log: Logger): Promise<LaneAgent> {
  const requestHandler = { connectionTimeout: 2_000, requestTimeout: 3_000, throwOnRequestTimeout: true };
  // Its credentials are those of the task's role, and it renews them.
  const ssm = new SSMClient({ maxAttempts: 2, requestHandler });
  const parameter = new LaneParameter(settings.laneParameter, ssm);
  const lane = new Lane({
    url: settings.laneUrl,
    tokens: new WorkerTokens({ ...settings, credentials: () => ssm.config.credentials() }),
    pin: new LanePin(parameter),
    log,
    holdMs: PATIENCE.holdSeconds * 1000,
  });
  const server = createAgentServer({ send: (call) => lane.send(call) });
  // Whoever finds it listening finds the file.
  await writeLuigiConfig(settings.folder, luigiConfig(settings.run, settings.port));
  server.listen(settings.port, '127.0.0.1');
  await once(server, 'listening');
  log.info('lane agent is listening', { port: settings.port, lane: settings.laneUrl.origin });
  return {
    async stop() {
      log.info('lane agent is stopping');
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const timer = setTimeout(() => {
        lane.close();
        server.closeAllConnections();
      }, LAST_CALLS_MS);
      await closed;
      clearTimeout(timer);
      lane.close();
      parameter.close();
      await log.flush();
    },
  };
}
