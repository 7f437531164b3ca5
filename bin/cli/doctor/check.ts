import type { Said } from './finding';
import type { Answered, Asked, Way } from './net/ask';
import type { HandshakeOptions, Handshake } from './net/handshake';
import type { Target } from './target';

/** What checks look with. */
export interface Look {
  readonly target: Target;
  /** The one address that is asked. */
  readonly way: Way;
  /** Of plain HTTP. @default - it is not looked at: the service has a port of its own */
  readonly plainPort?: number;
  /** Whether programs with tokens are let in, as who called says: then no token may lead to a login page. */
  readonly expectsMachines: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Asks the service under its own name, unless another host is named. @throws Trouble */
  readonly ask: (asked: Omit<Asked, 'host'> & { readonly host?: string }) => Promise<Answered>;
  /** As `ask`, by plain HTTP at a port. @throws Trouble */
  readonly askPlainly: (port: number, path: string) => Promise<Answered>;
  /** @throws Trouble */
  readonly handshake: (options?: HandshakeOptions) => Promise<Handshake>;
}

/** One look at the service. One file each. */
export interface Check {
  /** A name that stays. */
  readonly name: string;
  /** What it says; at least one. A Trouble that it throws is told as a finding. */
  readonly run: (look: Look) => Promise<readonly Said[]>;
}

/** Some request of data: no session may be needed to be told that one is needed. */
export const DATA_PATH = '/api/task_list';

/** No token of anybody's: it has not even a token's form. */
export const NONSENSE = 'Bearer nonsense';

/** The first of a header's values. */
export function header({ headers }: Answered, name: string): string | undefined {
  return headers.get(name)?.[0];
}

/** Whether an answer leads elsewhere. */
export function isRedirect({ status }: Answered): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

/** Where an answer leads: an absolute address. @default - nowhere that could be read */
export function destination(answer: Answered, base: string): URL | undefined {
  const location = header(answer, 'location');
  return location !== undefined && URL.canParse(location, base) ? new URL(location, base) : undefined;
}

/** An address without what follows its path: states and nonces are nobody's business. */
export function shownAddress({ origin, pathname }: URL): string {
  return `${origin}${pathname}`.slice(0, 200);
}
