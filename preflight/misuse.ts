/** The command was called wrongly, or given something that is no cloud assembly: exit code 2. */
export class MisuseError extends Error {
  public override readonly name = 'MisuseError';
}
