import { freePorts, isFree } from '../process-runner/free-ports';

const USUAL_PORT = 8080;

/** Where the front door of the demo is to be. */
export interface FrontPort {
  readonly port: number;
  /** Said to the person, where it is not the usual place. */
  readonly notice?: string;
}

/**
 * The port of the front door: DEMO_PORT, else 8080, else a free one.
 * @throws Error when DEMO_PORT is no port or is taken: who asks for one wants that one
 */
export async function chooseFrontPort(asked: string | undefined): Promise<FrontPort> {
  if (asked) {
    const port = Number(asked);
    if (!/^\d{1,5}$/.test(asked) || port < 1 || port > 65_535) throw new Error(`DEMO_PORT is ${JSON.stringify(asked.slice(0, 20))}, expected a port from 1 to 65535`);
    if (!await isFree(port)) throw new Error(`DEMO_PORT is ${port}, which is taken on this machine: stop what listens there, or choose another`);
    return { port };
  }
  if (await isFree(USUAL_PORT)) return { port: USUAL_PORT };
  const [port] = await freePorts(1) as [number];
  return { port, notice: `port ${USUAL_PORT} is taken, so the front door is at ${port} (DEMO_PORT chooses another)` };
}
