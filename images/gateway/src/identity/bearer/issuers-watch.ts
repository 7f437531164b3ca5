import { systemClock, type Clock } from '../../clock';
import type { Figures } from '../../metrics/emf';
import type { IssuerKeys, IssuerKeysHealth } from './issuer-keys';

/** How the keys of all issuers are. Names and reasons are for those who are logged in. */
export interface IssuersHealth {
  /** Callers by login are answered whatever becomes of an issuer. */
  readonly ok: true;
  /** Whether somebody should look: the last fetch of some issuer's keys failed. */
  readonly degraded: boolean;
  readonly issuers: ReadonlyArray<{ readonly name: string } & Omit<IssuerKeysHealth, 'missing'>>;
}

/** As often as that it is seen whether keys are old, or are to be tried again. */
const EVERY_MS = 20_000;

/**
 * Has the keys of token issuers at hand before the first caller needs them, and goes on looking: so that an address that gives none is found
 * by whoever runs the service, not by whoever calls. A fetch is bounded as one for a caller is.
 */
export class IssuersWatch {
  private cancelNext: (() => void) | undefined;
  private closed = false;

  /** @param keys of each issuer, by its name */
  constructor(private readonly keys: ReadonlyMap<string, IssuerKeys>, private readonly clock: Pick<Clock, 'after'> = systemClock) {}

  /** Begins; resolves once each issuer was asked. */
  async start(): Promise<void> {
    await Promise.all([...this.keys.values()].map((keys) => keys.freshen()));
    if (!this.closed) this.cancelNext = this.clock.after(EVERY_MS, () => void this.start());
  }

  /** Looks no more. */
  close(): void {
    this.closed = true;
    this.cancelNext?.();
  }

  get health(): IssuersHealth {
    const issuers = [...this.keys].map(([name, { health: { missing: _missing, ...health } }]) => ({ name, ...health }));
    return { ok: true, degraded: issuers.some(({ lastError }) => lastError !== null), issuers };
  }

  /** How many issuers' keys can't be had; nothing where all can. */
  take(): Figures {
    const missing = [...this.keys.values()].filter(({ health }) => health.missing).length;
    return missing === 0 ? {} : { issuersWithoutKeys: missing };
  }
}
