/** Called wrongly, or given something that can't be read: exit code 2. */
export class MisuseError extends Error {
  public override readonly name = 'MisuseError';
}
