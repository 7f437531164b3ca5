import type { ServerResponse } from 'node:http';

/** What goes wrong with a call: before the service acts, or after. */
export type Fault =
  /** More calls than the account may make. */
  | 'throttled'
  /** The service fails. */
  | 'unavailable'
  /** The caller may not. */
  | 'denied'
  /** The connection is cut, and nothing is done. */
  | 'cut'
  /** Nothing is done, and nothing is said. */
  | 'silent'
  /** It is done, and the answer is lost. */
  | 'answer-lost'
  /** It is done, so many milliseconds later. */
  | { readonly slow: number };

/** Faults that are to come, by operation. */
export class Faults {
  private readonly planned = new Map<string, { readonly fault: Fault; left: number }[]>();

  /** The next calls of this operation go wrong. @param times 1 where not given; Infinity until {@link clear} */
  plan(operation: string, fault: Fault, times = 1): void {
    this.planned.set(operation, [...this.planned.get(operation) ?? [], { fault, left: times }]);
  }

  clear(): void {
    this.planned.clear();
  }

  /** The fault of this call, if any. */
  next(operation: string): Fault | undefined {
    const [first, ...rest] = this.planned.get(operation) ?? [];
    if (first === undefined) return undefined;
    first.left -= 1;
    if (first.left <= 0) this.planned.set(operation, rest);
    return first.fault;
  }
}

/** An answer of the service that is an error. */
export class ServiceError extends Error {
  constructor(readonly type: string, message = type, readonly status = 400) {
    super(message);
  }
}

/** Answers as a service that does nothing at all would; false where it does something. */
export async function misbehaved(fault: Fault | undefined, response: ServerResponse): Promise<boolean> {
  switch (fault) {
    case 'throttled': throw new ServiceError('ThrottlingException', 'Rate exceeded');
    case 'unavailable': throw new ServiceError('ServiceUnavailableException', 'try again', 503);
    case 'denied': throw new ServiceError('AccessDeniedException', 'User: arn:aws:sts::111122223333:assumed-role/gateway/task is not authorized');
    case 'cut':
      response.destroy();
      return true;
    case 'silent':
      return true;
    case undefined:
    case 'answer-lost':
      return false;
    default:
      await new Promise((resolve) => { setTimeout(resolve, fault.slow); });
      return false;
  }
}
