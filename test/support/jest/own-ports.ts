import { shareOfPorts } from '../../../local/process-runner/free-ports';

/** Workers of Jest that start services at the same time, each from a range of ports of its own, so that none takes another's. */
const MOST_WORKERS = 16;

process.env.LUIGI_PORTS ??= shareOfPorts((Number(process.env.JEST_WORKER_ID ?? 1) - 1) % MOST_WORKERS, MOST_WORKERS);
