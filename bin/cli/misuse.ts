import { visible } from './report/lines';

/** Called wrongly, or given something that can't be read: exit code 2. */
export class MisuseError extends Error {
  public override readonly name = 'MisuseError';

  /** @param message may quote what was given: what commands a terminal is written out */
  constructor(message: string) {
    super(message.split('\n').map(visible).join('\n'));
  }
}
