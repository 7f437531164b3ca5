/** Something that is needed can't be had. The message is one line: what, why, and what to do. */
export class SetupError extends Error {
  /** @param details what the command wrote that failed, for who wants to know more */
  constructor(message: string, readonly details = '') {
    super(message);
    this.name = 'SetupError';
  }
}

/** Something is missing that set-up may not or cannot install. Nothing was tried yet. */
export class MissingError extends SetupError {}
