/** Where a command says something. */
export interface Output {
  /** What it was asked for. */
  readonly out: (text: string) => void;
  /** What people should know besides. */
  readonly note: (text: string) => void;
}

/** A command of `npx cdk-lighttpd-luigi`: one file each. */
export interface Command {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  /** What `--help` prints. */
  readonly help: string;
  /**
   * Does it. What is costly to load is loaded here.
   * @returns the exit code: 0 where all is well, 1 where something was found
   * @throws MisuseError where it was called wrongly
   */
  readonly run: (args: readonly string[], output: Output) => Promise<number>;
}
