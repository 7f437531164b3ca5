import type { Server } from 'node:http';
import { systemClock, type Clock } from '../../clock';
import type { Lane } from '../../lane';
import type { Logger } from '../../log';
import { openLaneSockets } from './lane-sockets';

/** What a LaneSocketsKeeper needs. */
export interface LaneSocketsKeeperProps {
  /** The folder that is shared with lighttpd. */
  readonly folder: string;
  readonly servers: Readonly<Record<Lane, Server>>;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** @default systemClock */
  readonly clock?: Clock;
}

const AGAIN_AFTER_MS = 5000;

/**
 * Opens the lanes' sockets, and tries again until they are there: sockets make the way from lighttpd shorter, no more, so a gateway without
 * them starts nevertheless; but a lighttpd that found them at its own start looks nowhere else until it is started again.
 */
export class LaneSocketsKeeper {
  private readonly clock: Clock;
  private cancelNext: () => void = () => undefined;
  private attempt: Promise<boolean> = Promise.resolve(false);
  private closed = false;
  private warned = false;

  constructor(private readonly props: LaneSocketsKeeperProps) {
    this.clock = props.clock ?? systemClock;
  }

  /** Tries once, and later again if need be. @returns whether they are open. Never rejects. */
  open(): Promise<boolean> {
    this.attempt = this.tryOnce();
    return this.attempt;
  }

  /** Tries no more. Call it before the servers are closed: they close the sockets that are open by then. */
  async close(): Promise<void> {
    this.closed = true;
    this.cancelNext();
    await this.attempt;
  }

  private async tryOnce(): Promise<boolean> {
    const { folder, servers, log } = this.props;
    try {
      await openLaneSockets(folder, servers);
      if (this.warned) log.info('sockets for lighttpd are there now', { folder });
      return true;
    } catch (error) {
      if (!this.warned) log.warn('no sockets for lighttpd: it is served by the ports alone, until they can be made', { folder, error });
      this.warned = true;
      if (!this.closed) this.cancelNext = this.clock.after(AGAIN_AFTER_MS, () => { void this.open(); });
      return false;
    }
  }
}
